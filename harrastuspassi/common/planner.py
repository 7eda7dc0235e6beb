"""What the database's planner knows."""

from django.db import connection


def refresh_statistics() -> None:
    """Lets the planner see what the tables hold, after much has been loaded.

    Left to itself it learns of it a minute late, and until then may read a page of a list in seconds.
    """
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
