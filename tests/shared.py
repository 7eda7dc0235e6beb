"""What the tests of a module have in common, made once for all of them."""

import copy
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import connection, transaction


@pytest.fixture(scope="module")
def module_db(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """A transaction round all tests of a module; the one of each test is a savepoint in it."""
    atomic = transaction.atomic()
    # As Django's TestCase marks its own: what insists on being outermost is so beneath it.
    atomic._from_testcase = True  # type: ignore[attr-defined]
    with django_db_blocker.unblock():
        assert not transaction.get_connection().in_atomic_block, "a test has begun: let it name the fixture"
        atomic.__enter__()
    yield
    with django_db_blocker.unblock():
        transaction.set_rollback(True)
        atomic.__exit__(None, None, None)


def made_once(make: Callable[[], Any]) -> Any:
    """A fixture of what `make` puts into the database before a module's first test that asks for it, and returns.

    Each test finds it as it was made, and gets a copy of its own of what was returned. Not for modules with
    `transactional_db`, whose tests empty the database.
    """

    @pytest.fixture(scope="module")
    def made(module_db: None, django_db_blocker: Any) -> Callable[[], Any]:
        with django_db_blocker.unblock():
            found = make()
        return lambda: copy.deepcopy(found)

    return made


LEFT = {"django_migrations", "django_content_type", "auth_permission"}
"""Tables that `migrate` fills."""


def empty_tables(_: Any = None) -> None:
    """Deletes every row that a test has committed, from the tables that have any.

    Django's way to end a test of `transactional_db` truncates every table there is and makes anew what `migrate` puts
    into some, which takes longer than most tests do.
    """
    quote = connection.ops.quote_name
    tables = sorted(set(connection.introspection.django_table_names(only_existing=True)) - LEFT)
    found = " UNION ALL ".join(f"SELECT '{table}' WHERE EXISTS (SELECT 1 FROM {quote(table)})" for table in tables)
    # Foreign keys are looked at as the transaction ends.
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(found)
        for (table,) in cursor.fetchall():
            cursor.execute(f"DELETE FROM {quote(table)}")
