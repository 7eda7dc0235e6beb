"""A load of requests that costs little itself: blocking sockets that stay open, and no more of HTTP than it takes."""

import socket
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Thread

CONNECTIONS = 4


@dataclass
class Asked:
    """What a slice of load got: seconds of each answer, all bytes, and the seconds it took as a whole."""

    seconds: list[float] = field(default_factory=list)
    size: int = 0
    took: float = 0

    @property
    def rate(self) -> float:
        """Answers a second."""
        return len(self.seconds) / self.took


class Connection:
    """A connection to a port of this machine that is kept open."""

    def __init__(self, port: int):
        self._socket = socket.create_connection(("127.0.0.1", port), timeout=120)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._buffer = bytearray()

    def get(self, path: str, **headers: str) -> bytes:
        """The body of an answer. Raises RuntimeError where it is not 200, or 304 where that was asked for."""
        return self.ask(path, **headers)[1]

    def ask(self, path: str, **headers: str) -> tuple[dict[str, str], bytes]:
        """Headers, by names in lower case, and the body. Raises as `get` does."""
        sent = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in headers.items())
        head = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Forwarded-Proto: https\r\n{sent}\r\n"
        self._socket.sendall(head.encode("ascii"))
        while (end := self._buffer.find(b"\r\n\r\n")) < 0:
            self._read()
        lines = bytes(self._buffer[:end]).decode("latin-1").split("\r\n")
        told = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines[1:])}
        stop = end + 4 + int(told.get("content-length", 0))
        while len(self._buffer) < stop:
            self._read()
        body = bytes(self._buffer[end + 4 : stop])
        del self._buffer[:stop]
        if lines[0].split()[1] != ("304" if "if_none_match" in headers else "200"):
            raise RuntimeError(f"{path}: {lines[0]} {body[:300]!r}")
        return told, body

    def _read(self) -> None:
        part = self._socket.recv(1 << 18)
        if not part:
            raise RuntimeError("The server closed the connection.")
        self._buffer += part

    def close(self) -> None:
        self._socket.close()


def ask(port: int, path: Callable[[], str], seconds: float, connections: int = CONNECTIONS, **headers: str) -> Asked:
    """Asks for paths, over several connections at once, for some seconds and each at least twice."""
    asked, started = Asked(), time.perf_counter()
    failures: list[Exception] = []

    def keep_asking() -> None:
        try:
            connection = Connection(port)
            own = 0
            while own < 2 or time.perf_counter() - started < seconds:
                before = time.perf_counter()
                body = connection.get(path(), **headers)
                asked.seconds.append(time.perf_counter() - before)
                asked.size += len(body)
                own += 1
            connection.close()
        except Exception as error:
            failures.append(error)

    threads = [Thread(target=keep_asking) for _ in range(connections)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise failures[0]
    asked.took = time.perf_counter() - started
    return asked
