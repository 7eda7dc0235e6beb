"""A running server with something of everything, and what it answers to each read operation."""

from collections.abc import Iterator

import pytest

from tests.clients.answers import Answer, read_everything
from tests.operations.system import System, own_database, wait_for

FILL = "from tests.api.documented import fill_catalogue; fill_catalogue()"


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of a server whose catalogue has the objects that the documents' examples name."""
    with own_database() as database_url:
        system = System(tmp_path_factory.mktemp("clients"), database_url)
        try:
            for command in (["migrate", "--verbosity=0"], ["shell", "--verbosity=0", f"--command={FILL}"]):
                done = system.run("python", "manage.py", *command)
                assert done.returncode == 0, done.stdout
            web = "python:harrastuspassi.config.gunicorn"
            system.start("python", "-m", "gunicorn", "--config", web, "harrastuspassi.config.wsgi", WEB_WORKERS="1")
            assert wait_for(system.is_up), system.log.read_text()
            yield system.url
        finally:
            system.end()


@pytest.fixture(scope="session")
def answers(server: str) -> list[Answer]:
    """What the server answers to each read operation of both faces, as ids and nested."""
    return read_everything(server)
