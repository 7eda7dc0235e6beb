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


_OF_WHOLES = {
    # Of rows so new the planner knows nothing, takes them for few, and would look each up in all of the others,
    # or sort them by half of what they are joined by.
    "enable_nestloop": "off",
    "enable_mergejoin": "off",
    # Statements with a column for each value take longer to compile than to run.
    "jit": "off",
    # What is grouped and sorted stays off the disk.
    "work_mem": "'128MB'",
}


@contextmanager
def joining_wholes() -> Iterator[None]:
    """In a transaction: statements that join large parts of tables, most of them written a moment ago."""
    if connection.vendor != "postgresql":
        yield
        return
    with connection.cursor() as cursor:
        for name, value in _OF_WHOLES.items():
            cursor.execute(f"SET LOCAL {name} = {value}")
        yield
        for name in _OF_WHOLES:
            cursor.execute(f"SET LOCAL {name} TO DEFAULT")
