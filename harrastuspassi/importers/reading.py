"""Reading records from files and servers. Whatever goes wrong is a SourceUnreadable that says what."""

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx

from harrastuspassi.importers.upsert import SourceUnreadable

ATTEMPTS = 4
PAUSE_S = 0.5
"""Seconds before the second attempt; each further pause is twice as long."""
TIMEOUT_S = 30.0
_PASSING = {429, 500, 502, 503, 504}


def read_file(path: Path) -> list[Any]:
    """The records of a JSON file."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise SourceUnreadable(f"{path}: {error.strerror or error}") from error
    return record_list(data, str(path))


def record_list(data: bytes, origin: str) -> list[Any]:
    """The records in a JSON document: a list, or an object with exactly one list in it."""
    try:
        document = json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise SourceUnreadable(f"{origin} is not JSON: {error}") from error
    if isinstance(document, list):
        return document
    lists = [value for value in document.values() if isinstance(value, list)] if isinstance(document, dict) else []
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


def fetch(client: httpx.Client, url: httpx.URL) -> httpx.Response:
    """The answer to a GET, asked for again while the failure may pass."""
    problem = ""
    for attempt in range(ATTEMPTS):
        if attempt:
            time.sleep(PAUSE_S * 2 ** (attempt - 1))
        try:
            response = client.get(url)
        except httpx.RequestError as error:
            problem = str(error) or type(error).__name__
            continue
        if response.status_code not in _PASSING:
            return response
        problem = f"it answered {response.status_code}"
    raise SourceUnreadable(f"{url} could not be read in {ATTEMPTS} attempts: {problem}")
