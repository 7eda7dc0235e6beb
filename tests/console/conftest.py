from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.core.cache import cache
from django.test import Client

from harrastuspassi.accounts.models import User

Visit = Callable[..., Any]


def client_of(user: User | None, **headers: str) -> Client:
    """A browser in which someone is signed in; nobody where `user` is None."""
    client = Client(headers={"Host": urlsplit(settings.PUBLIC_URL).netloc, "Accept-Language": "en", **headers})
    if user:
        client.force_login(user)
        # When someone signed in last is not what a page changed.
        User.objects.filter(pk=user.pk).update(last_login=None)
    return client


@pytest.fixture
def visit(db: None) -> Visit:
    """Gets, or posts a form to, a page of the console as someone, or as nobody."""
    cache.clear()

    def ask(user: User | None, path: str, form: dict[str, Any] | None = None, **headers: str) -> Any:
        client = client_of(user, **headers)
        return client.get(f"/console/{path}") if form is None else client.post(f"/console/{path}", form)

    return ask
