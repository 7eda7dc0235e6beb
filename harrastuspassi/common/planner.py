"""What the database's planner knows."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection


def refresh_statistics() -> None:
    """Lets the planner see what the tables hold, after much has been loaded.

    Left to itself it learns of it a minute late, and until then may read a page of a list in seconds.
    """
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


@contextmanager
def joining_wholes() -> Iterator[None]:
    """In a transaction: statements that join large parts of tables, most of them written a moment ago.

    Of rows so new the planner knows nothing, takes them for few, and would look each up in all of the others.
    """
    if connection.vendor != "postgresql":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_nestloop = off")
        yield
        cursor.execute("SET LOCAL enable_nestloop = on")
