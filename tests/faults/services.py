"""A PostgreSQL and a Redis of the suite's own, on free ports, which it may stop, empty and kill."""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psycopg
import pytest
import redis

from tests.operations.system import free_port, wait_for

HOW = "on Debian: apt-get install postgresql redis-server"
_FOLDERS = ("/usr/lib/postgresql", "/usr/local/lib/postgresql", "/opt/homebrew/opt", "/usr/local/opt")
_USERS = ("postgres", "nobody")
"""Whom PostgreSQL is run as by root, whom it refuses."""


def unavailable(reason: str) -> None:
    """Skips, saying how to run it; fails where services are required."""
    if os.environ.get("REQUIRE_SERVICES") == "1":
        pytest.fail(reason)
    pytest.skip(reason)


def postgresql_programs() -> Path | None:
    """The folder of PostgreSQL's programs, of the newest where there are several."""
    on_path = shutil.which("initdb")
    found = [path.parent for folder in _FOLDERS for path in Path(folder).glob("*/bin/initdb")]
    found.sort(key=lambda path: [int(part) for part in path.parent.name.split("@")[-1].split(".") if part.isdigit()])
    return found[-1] if found else Path(on_path).parent if on_path else None


def _user() -> pwd.struct_passwd | None:
    """Whom to run PostgreSQL as: whoever runs this, unless that is root."""
    if os.geteuid() != 0:
        return pwd.getpwuid(os.geteuid())
    for name in _USERS:
        with suppress(KeyError):
            return pwd.getpwnam(name)
    return None


class Postgres:
    """A server with nothing in it, whose commits wait for the disk as everywhere."""

    def __init__(self, programs: Path, user: pwd.struct_passwd, folder: Path):
        self._programs, self._user, self._folder = programs, user, folder
        self.port = free_port()
        self.url = f"postgres://postgres@127.0.0.1:{self.port}/postgres"
        self._run("initdb", "--pgdata", "data", "--auth", "trust", "--username", "postgres", "--encoding", "UTF8")

    def start(self) -> None:
        options = f"-p {self.port} -k {self._folder} -c listen_addresses=127.0.0.1"
        self._run("pg_ctl", "--pgdata", "data", "--wait", "--log", "log", "--options", options, "start")

    def crash(self) -> None:
        """Stops it as a crash does: nobody is waited for, and what was committed is recovered at the next start."""
        self._run("pg_ctl", "--pgdata", "data", "--wait", "--mode", "immediate", "stop")

    def _run(self, program: str, *arguments: str) -> None:
        as_whom = {"user": self._user.pw_uid, "group": self._user.pw_gid, "extra_groups": []}
        # A file, since a server that goes on would keep a pipe open.
        with (self._folder / "told").open("ab") as told:
            done = subprocess.run(
                [str(self._programs / program), *arguments],
                cwd=self._folder,
                env={"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"},
                stdin=subprocess.DEVNULL,
                stdout=told,
                stderr=subprocess.STDOUT,
                timeout=120,
                check=False,
                **(as_whom if os.geteuid() == 0 else {}),
            )
        if done.returncode:
            raise RuntimeError(f"{program}: {(self._folder / 'told').read_text()}")


class Redis:
    """A server that keeps nothing on disk: whoever stops it empties it."""

    def __init__(self, program: str, folder: Path):
        self._program, self._folder = program, folder
        self.port = free_port()
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        command = [self._program, "--port", str(self.port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
        with (self._folder / "redis.log").open("ab") as log:
            self._process = subprocess.Popen(command, cwd=self._folder, stdout=log, stderr=log)
        if not wait_for(self._answers, 20):
            raise RuntimeError(f"Redis does not start:\n{(self._folder / 'redis.log').read_text()}")

    def kill(self) -> None:
        if self._process:
            self._process.kill()
            self._process.wait()

    def keys(self) -> int:
        """How much it holds."""
        with redis.from_url(self.url) as client:
            return int(client.dbsize())  # type: ignore[arg-type]

    def _answers(self) -> bool:
        try:
            with redis.from_url(self.url) as client:
                return bool(client.ping())
        except redis.RedisError:
            return False


@contextmanager
def own_services() -> Iterator[tuple[Postgres, Redis]]:
    """Both, running. Skips the test where they cannot be."""
    programs, program, user = postgresql_programs(), shutil.which("redis-server"), _user()
    if programs is None or program is None:
        unavailable(f"PostgreSQL's and Redis's programs are needed ({HOW})")
    if user is None:
        unavailable("PostgreSQL refuses to be run by root: run this as someone else, or make a user `postgres`")
    assert programs is not None
    assert program is not None
    assert user is not None
    folder = Path(tempfile.mkdtemp(prefix="harrastuspassi-faults-"))
    if os.geteuid() == 0:
        os.chown(folder, user.pw_uid, user.pw_gid)
    postgres, own_redis = Postgres(programs, user, folder), Redis(program, folder)
    try:
        postgres.start()
        own_redis.start()
        yield postgres, own_redis
    finally:
        own_redis.kill()
        with suppress(RuntimeError):
            postgres.crash()
        shutil.rmtree(folder, ignore_errors=True)


def rows_of(url: str, query: str) -> list[tuple[object, ...]]:
    """What a query finds on a PostgreSQL server."""
    with psycopg.connect(url) as session:
        return session.execute(query).fetchall()
