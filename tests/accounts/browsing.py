"""Using the pages as a browser does: at PUBLIC_URL, with cookies, and with the token of each form."""

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode, urlsplit

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.conf import settings
from django.test import Client

from harrastuspassi.accounts.models import User
from tests.factories.accounts import PASSWORD

Form = dict[str, Any] | Callable[[str], dict[str, Any]]


class Browser:
    """A browser without JavaScript, which none of the pages has."""

    def __init__(self, language: str = "en"):
        self.client = Client(
            enforce_csrf_checks=True,
            headers={"Host": urlsplit(settings.PUBLIC_URL).netloc, "Accept-Language": language},
        )

    def get(self, path: str, **headers: str) -> Any:
        """The answer to a visit, redirects not followed."""
        return self.client.get(path, headers=headers)

    def submit(self, path: str, form: Form | None = None, *, to: str | None = None) -> Any:
        """The answer to the form on a page, sent to the page's address or `to`; `form` may depend on the page."""
        answer = self.client.get(path)
        page = answer.content.decode()
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)
        assert token, (answer.status_code, answer.headers.get("Location"), page)
        fields = form(page) if callable(form) else form or {}
        return self.client.post(to or path, {"csrfmiddlewaretoken": token[1], **fields})

    def sign_in(self, user: User, password: str = PASSWORD, **query: str) -> Any:
        """The answer to an account's credentials."""
        path = f"/accounts/login/?{urlencode(query)}"
        return self.submit(path, {"login": user.email, "password": password, **query})

    @property
    def is_signed_in(self) -> bool:
        """Whether the account's own page opens."""
        return bool(self.get("/accounts/").status_code == 200)


def code_of(secret: str) -> str:
    """What an authenticator app with this secret shows now."""
    counters = list(yield_hotp_counters_from_time())
    return format_hotp_value(hotp_value(secret, counters[len(counters) // 2]))


def link_in(text: str) -> str:
    """The path of the one link in a mail, which must lead to PUBLIC_URL."""
    links = [link for link in re.findall(r"https?://\S+", text) if urlsplit(link).path not in ("", "/")]
    assert len(links) == 1, text
    assert links[0].startswith(f"{settings.PUBLIC_URL}/"), links
    return links[0].removeprefix(settings.PUBLIC_URL)


def errors(answer: Any) -> str:
    """What a page says is wrong with its form."""
    return " ".join(re.findall(r'<ul class="errorlist[^>]*>(.*?)</ul>', answer.content.decode(), re.DOTALL))
