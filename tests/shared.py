"""What the tests of a module have in common, made once for all of them."""

import copy
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import transaction


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
