"""Letting a test keep answers, which otherwise no test does (tests/conftest.py), and every public read there is."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import uuid4

import time_machine

from api.common.kept import STORE
from api.common.sharing import SHARED
from api.common.views import ReadViewSet
from api.urls import mobile, v1
from harrastuspassi.catalogue.versions import USES, VERSION
from harrastuspassi.common import clock
from tests.api.asking import MOBILE, V1
from tests.api.documented import IDS


@contextmanager
def keeping(max_bytes: int = 8 * 2**20) -> Iterator[None]:
    """Keeps answers, beginning with none."""
    VERSION.look_again()
    USES.look_again()
    STORE.resize(max_bytes)
    # Databases of tests are emptied, and know the same versions again.
    SHARED.of = uuid4().hex
    try:
        yield
    finally:
        STORE.resize(0)


@contextmanager
def in_one_minute() -> Iterator[None]:
    """Holds the clock: with the minute every answer is made anew."""
    with time_machine.travel(clock.now(), tick=False):
        yield


def forget() -> None:
    """Drops what is kept, so that the next answer is made anew."""
    STORE.resize(STORE.max_bytes)
    SHARED.of = uuid4().hex


def public_reads(*, with_ids: bool = True) -> list[str]:
    """The path of every public read that the router knows, of the objects that the documents' examples name."""
    found = []
    for root, patterns in ((V1, v1), (MOBILE, mobile)):
        for pattern in patterns:
            view = getattr(pattern.callback, "cls", None)
            if isinstance(view, type) and issubclass(view, ReadViewSet):
                path = f"{root}{pattern.pattern}"
                if "<" not in path:
                    found.append(path)
                elif with_ids:
                    name = view.serializer_class.__name__.removesuffix("Serializer")
                    found.append(re.sub("<.*>", str(IDS[name]), path))
    return found
