from collections.abc import Iterator

import pytest

from tests.operations.demo import Started, make_run
from tests.operations.system import System, own_database


@pytest.fixture(scope="module")
def system(tmp_path_factory: pytest.TempPathFactory) -> Iterator[System]:
    """A system with no process, no table and no row yet."""
    with own_database() as database_url:
        system = System(tmp_path_factory.mktemp("var"), database_url)
        yield system
        system.end()


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[System, Started]]:
    """A demo that runs, made from nothing by `make run`, and its first start. Of the tests of the group "demo"."""
    with own_database() as database_url:
        system = System(tmp_path_factory.mktemp("var"), database_url)
        try:
            yield system, make_run(system)
        finally:
            system.end()
