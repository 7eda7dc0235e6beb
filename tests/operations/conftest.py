from collections.abc import Iterator

import pytest

from tests.operations.system import System, own_database


@pytest.fixture(scope="module")
def system(tmp_path_factory: pytest.TempPathFactory) -> Iterator[System]:
    """A system with no process, no table and no row yet."""
    with own_database() as database_url:
        system = System(tmp_path_factory.mktemp("var"), database_url)
        yield system
        system.end()
