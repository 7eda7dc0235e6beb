"""Reading records from files and servers. Whatever goes wrong is a SourceUnreadable that says what.

Memory does not grow with the number of records: a file is read a record at a time, a server page by page.
"""

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

import httpx
import ijson

from harrastuspassi.common.bodies import BodyUnbounded, bounded
from harrastuspassi.importers.upsert import SourceUnreadable

ATTEMPTS = 4
PAUSE_S = 0.5
"""Seconds before the second attempt; each further pause is twice as long."""
TIMEOUT_S = 30.0
"""Seconds that a server may be silent."""
ANSWER_S = 300.0
"""Seconds that a whole answer may take."""
MAX_BYTES = 64 * 1024 * 1024
"""Bytes of an answer, unpacked: more is no page."""
MAX_DEPTH = 50
"""Lists and objects inside each other."""
_PASSING = {429, 500, 502, 503, 504}
_BOM = b"\xef\xbb\xbf"


# --- files --------------------------------------------------------------------------------------
class Records(NamedTuple):
    """Records to iterate over once, and how many there will be where that is known."""

    records: Iterator[Any]
    total: int | None


@dataclass(frozen=True, slots=True)
class RecordFile:
    """The records of a JSON file, read anew each time they are iterated over; `prefix` is where ijson finds them."""

    path: Path
    prefix: str
    total: int

    def __iter__(self) -> Iterator[Any]:
        with _opened(self.path) as file, _json_of(str(self.path)):
            yield from ijson.items(file, self.prefix, use_float=True)


def read_file(path: Path) -> RecordFile:
    """The records of a JSON file: a list, or an object with exactly one list in it.

    The file is read through at once, so that one which breaks off is refused before anything is done.
    """
    with _opened(path) as file:
        prefix, total = _find_records(file, str(path))
    return RecordFile(path, prefix, total)


def _find_records(file: BinaryIO, origin: str) -> tuple[str, int]:
    """Where ijson finds the records, and how many there are."""
    counts: dict[str, int] = {}
    depth, key = 0, ""
    prefix, level = "", 0  # of the list being read, and how deep its records are; "" outside of one
    with _json_of(origin):
        for event, value in ijson.basic_parse(file, use_float=True):
            if event == "map_key":
                key = value if depth == 1 else key
                continue
            if event in ("end_map", "end_array"):
                depth -= 1
                prefix = prefix if depth >= level else ""
                continue
            if prefix and depth == level:
                counts[prefix] += 1
            elif event == "start_array" and not prefix and depth < 2:
                prefix, level = f"{key}.item" if depth else "item", depth + 1
                counts[prefix] = 0
            depth += event in ("start_map", "start_array")
            if depth > MAX_DEPTH:
                raise SourceUnreadable(f"{origin} is nested too deeply")
    if len(counts) != 1:
        raise SourceUnreadable(f"{origin} has no list of records")
    return next(iter(counts.items()))


@contextmanager
def _opened(path: Path) -> Iterator[BinaryIO]:
    try:
        with path.open("rb") as file:
            if file.read(len(_BOM)) != _BOM:
                file.seek(0)
            yield file
    except OSError as error:
        raise SourceUnreadable(f"{path}: {error.strerror or error}") from error


@contextmanager
def _json_of(origin: str) -> Iterator[None]:
    try:
        yield
    except (ijson.JSONError, ValueError) as error:
        why = next((line.strip() for line in _text(error).splitlines() if line.strip()), type(error).__name__)
        raise SourceUnreadable(f"{origin} is not JSON: {why}") from error


def _text(error: Exception) -> str:
    # ijson gives the words of its parser as bytes where they quote what is no text.
    message = error.args[0] if error.args else ""
    return message.decode(errors="replace") if isinstance(message, bytes) else str(message)


# --- servers ------------------------------------------------------------------------------------
class Answer(NamedTuple):
    """What a server said: where it was in the end, and everything of it that is read."""

    url: httpx.URL
    status: int
    headers: httpx.Headers
    links: dict[str | None, dict[str, str]]
    content: bytes


def document(data: bytes, origin: str) -> Any:
    """The JSON of an answer."""
    try:
        return json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise SourceUnreadable(f"{origin} is not JSON: {error}") from error


def record_list(data: bytes, origin: str) -> list[Any]:
    """The records in an answer: a list, or an object with exactly one list in it."""
    found = document(data, origin)
    if isinstance(found, list):
        return found
    lists = [value for value in found.values() if isinstance(value, list)] if isinstance(found, dict) else []
    if len(lists) != 1:
        raise SourceUnreadable(f"{origin} has no list of records")
    return lists[0]


@contextmanager
def http_client() -> Iterator[httpx.Client]:
    """A client that gives up after a while and follows redirects."""
    with httpx.Client(
        timeout=TIMEOUT_S,
        follow_redirects=True,
        headers={"Accept": "application/json", "User-Agent": "harrastuspassi-backend"},
    ) as client:
        yield client


def fetch(client: httpx.Client, url: httpx.URL) -> Answer:
    """The answer to a GET, asked for again while the failure may pass."""
    problem = ""
    for attempt in range(ATTEMPTS):
        if attempt:
            time.sleep(PAUSE_S * 2 ** (attempt - 1))
        try:
            with client.stream("GET", url) as response:
                if response.status_code not in _PASSING:
                    content = bounded(response.iter_bytes(), most=MAX_BYTES, seconds=ANSWER_S)
                    return Answer(response.url, response.status_code, response.headers, response.links, content)
                problem = f"it answered {response.status_code}"
        except BodyUnbounded as error:
            raise SourceUnreadable(f"{url} {error}; ask for smaller pages") from error
        except httpx.RequestError as error:
            problem = str(error) or type(error).__name__
    raise SourceUnreadable(f"{url} could not be read in {ATTEMPTS} attempts: {problem}")
