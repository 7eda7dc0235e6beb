"""Before each request a connection is looked at: one that the server closed is given up, a good one costs no query."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection

pytestmark = [
    pytest.mark.skipif("connection.vendor == 'sqlite'", reason="Only PostgreSQL; run with DATABASE_URL=postgres://..."),
    pytest.mark.django_db(transaction=True),
]


@pytest.fixture
def other() -> Iterator[Any]:
    """A connection of its own."""
    opened = connection.copy()
    opened.connect()
    yield opened
    opened.close()


def last_asked(other: Any) -> str:
    """The last query that the server had from it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT query FROM pg_stat_activity WHERE pid = %s", [other.connection.info.backend_pid])
        query: str = cursor.fetchone()[0]
    return query


@pytest.mark.parametrize(("errors_occurred", "asked"), [(False, "SELECT 'before'"), (True, "SELECT 1")])
def test_a_good_one_is_asked_after_an_error_alone(other: Any, errors_occurred: bool, asked: str) -> None:
    with other.cursor() as cursor:
        cursor.execute("SELECT 'before'")
    other.errors_occurred = errors_occurred
    assert other.is_usable()
    assert last_asked(other) == asked


def test_one_that_the_server_closed_is_given_up(other: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [other.connection.info.backend_pid])
    assert not other.is_usable()
    other.close()
    assert not other.is_usable()
