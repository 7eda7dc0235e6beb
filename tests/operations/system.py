"""A system of the test's own, started as an operator starts it: other processes, own data, own port."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import httpx
import psycopg
from django.conf import settings
from django.db import connection

from tests.migrated import copy_migrated

ROOT = settings.BASE_DIR


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def wait_for(condition: Callable[[], object], seconds: float = 30) -> bool:
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.1)
    return True


@contextmanager
def own_database() -> Iterator[str | None]:
    """Address of an empty database on the server this run uses; None for SQLite, which needs none."""
    if "sqlite" in settings.DATABASES["default"]["ENGINE"]:
        yield None
        return
    parts = urlsplit(settings.DATABASE_URL)
    name = f"harrastuspassi_system_{os.getpid()}_{free_port()}"
    with psycopg.connect(urlunsplit(parts._replace(path="/postgres")), autocommit=True) as server:
        server.execute(f'CREATE DATABASE "{name}"')
        try:
            yield urlunsplit(parts._replace(path=f"/{name}"))
        finally:
            server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def database_of_tests() -> str:
    """Address of the database that pytest made for this run, for other processes."""
    name = str(connection.settings_dict["NAME"])
    if connection.vendor == "sqlite":
        return f"sqlite:///{name}"
    return urlunsplit(urlsplit(settings.DATABASE_URL)._replace(path=f"/{name}"))


class System:
    """Runs commands with an environment of their own, and ends every process that it started."""

    def __init__(self, var_dir: Path, database_url: str | None):
        self.var_dir = var_dir
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.environment = {
            "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
            "HOME": str(var_dir),
            "MODE": "demo",
            "VAR_DIR": str(var_dir),
            "PORT": str(self.port),
            "PYTHONUNBUFFERED": "1",
        }
        if database_url:
            self.environment["DATABASE_URL"] = database_url
        if settings.REDIS_URL:
            self.environment["REDIS_URL"] = settings.REDIS_URL
        self.log = var_dir / "log"
        self._started: list[subprocess.Popen[bytes]] = []

    def run(self, *command: str, seconds: float = 120, **variables: str) -> subprocess.CompletedProcess[str]:
        """Runs a command to its end; standard error goes into its output."""
        return subprocess.run(
            command,
            cwd=ROOT,
            env={**self.environment, **variables},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=seconds,
            check=False,
        )

    def migrate(self) -> None:
        """Gives it every table, for tests that are not about how it comes to them."""
        if not copy_migrated(self.var_dir, self.environment.get("DATABASE_URL")):
            done = self.run("python", "manage.py", "migrate", "--verbosity", "0", seconds=300)
            assert done.returncode == 0, done.stdout

    def start(self, *command: str, **variables: str) -> subprocess.Popen[bytes]:
        """Starts a command as the leader of a process group, its output going to `log`."""
        with self.log.open("ab") as log:
            process = subprocess.Popen(
                command,
                cwd=ROOT,
                env={**self.environment, **variables},
                start_new_session=True,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        self._started.append(process)
        return process

    def is_up(self) -> bool:
        """Whether its server answers."""
        try:
            return httpx.get(f"{self.url}/health/", timeout=20).status_code == 200
        except httpx.TransportError:
            return False

    def processes(self) -> list[int]:
        """Ids of the living processes that have this system's VAR_DIR in their environment."""
        mark = f"VAR_DIR={self.var_dir}".encode()
        environments = Path("/proc").glob("[0-9]*/environ")
        return [int(path.parent.name) for path in environments if mark in _read(path).split(b"\0")]

    def end(self) -> None:
        """Kills what still runs: how processes stop when they are asked to is not this one's matter."""
        while living := self.processes():
            for process_id in living:
                with suppress(ProcessLookupError):
                    os.kill(process_id, signal.SIGKILL)
        for process in self._started:
            process.wait()


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:  # it ended meanwhile
        return b""
