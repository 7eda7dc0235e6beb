from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache

from harrastuspassi.common import mail
from harrastuspassi.common.models import OutgoingMail


@pytest.fixture(autouse=True)
def nothing_counted() -> Iterator[None]:
    """Attempts to sign in, to sign up and to reset a password are counted in the cache."""
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def post_office(db: None, mailoutbox: list[Any]) -> Any:
    """Delivers what was posted, as a worker would, and returns the mails that came of it."""

    def deliver() -> list[Any]:
        before = len(mailoutbox)
        for key in OutgoingMail.objects.filter(sent_at=None).order_by("id").values_list("key", flat=True):
            mail.deliver(key)
        return mailoutbox[before:]

    return deliver
