"""The embedded broker: kombu's filesystem transport, made safe against processes that die while writing.

kombu writes a message in place, so a reader may find half of one, on which a Celery worker stops.
Here a message appears whole, by a rename, and is taken by another one.
"""

import json
import time
from pathlib import Path
from queue import Empty
from typing import Any
from uuid import uuid4

import structlog
from kombu.transport import filesystem

_log = structlog.get_logger("queue")


class Channel(filesystem.Channel):
    """One file a message: `<ns since 1970>_<random>.<queue>.msg`; those being written or taken begin with a dot."""

    def _put(self, queue: str, payload: Any, **_: Any) -> None:  # type: ignore[override] # kombu has two names for it
        folder = Path(self.data_folder_out)
        name = f"{time.time_ns()}_{uuid4().hex}.{queue}.msg"
        part = folder / f".{name}.part"
        part.write_text(json.dumps(payload))
        part.rename(folder / name)

    def _get(self, queue: str, timeout: float | None = None) -> Any:
        folder = Path(self.data_folder_in)
        for path in sorted(path for path in folder.iterdir() if path.name.partition(".")[2] == f"{queue}.msg"):
            taken = folder / f".{path.name}.{uuid4().hex}.taken"
            try:
                path.rename(taken)
            except FileNotFoundError:  # another worker was quicker
                continue
            text = taken.read_text()
            taken.unlink()
            try:
                return json.loads(text)
            except ValueError:  # cut short by a power failure; its job is swept
                _log.warning("unreadable message dropped", file=path.name)
        raise Empty


class Transport(filesystem.Transport):
    """Named by CELERY_BROKER_TRANSPORT."""

    Channel = Channel

    def drain_events(self, connection: Any, timeout: float | None = None, **_: Any) -> None:
        """Waits half a second at the most, so that a worker asked to stop soon notices."""
        super().drain_events(connection, timeout=min(timeout or 0.5, 0.5))  # type: ignore[no-untyped-call]
