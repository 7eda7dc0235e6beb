"""Reading a dump: a JSON list of `{"model", "pk", "fields"}`, in any order and of any size.

The list is read object by object and put aside on disk by model, so that organizers can be written
before their hobbies, whatever the order, and memory holds no more than the ids.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

from tqdm import tqdm

from harrastuspassi.importers.reading import RecordFile, read_file

from . import LAST_LEGACY_ID
from .reporting import Report

APP = "harrastuspassi"
KINDS = (
    "municipality",
    "organizer",
    "location",
    "hobbycategory",
    "hobbyaudience",
    "hobby",
    "hobbyevent",
    "promotion",
    "benefit",
)
"""The models of a dump, each after those it refers to."""


class Dumped(NamedTuple):
    """One object of a dump."""

    pk: int
    fields: dict[str, Any]


class Dump:
    """The objects of a dump by kind, and the ids there are."""

    def __init__(self, folder: Path):
        self.ids: dict[str, set[int]] = {kind: set() for kind in KINDS}
        self._paths = {kind: folder / f"{kind}.jsonl" for kind in KINDS}

    def objects(self, kind: str) -> Iterator[Dumped]:
        """The objects of a kind, in the order of the dump."""
        with self._paths[kind].open(encoding="ascii") as file:
            for line in file:
                yield Dumped(*json.loads(line))

    def put_aside(self, records: RecordFile, report: Report) -> None:
        """Sorts records by kind; what is no object of a known model with an id of its own is refused in `report`."""
        files = {kind: path.open("w", encoding="ascii") for kind, path in self._paths.items()}
        try:
            for number, record in enumerate(tqdm(records, total=records.total, unit=" objects", disable=None), start=1):
                if (kind := _kind(record, number, report)) and self._is_new(kind, record["pk"], report):
                    files[kind].write(json.dumps([record["pk"], record["fields"]]) + "\n")
        finally:
            for file in files.values():
                file.close()

    def _is_new(self, kind: str, pk: int, report: Report) -> bool:
        if not 0 < pk <= LAST_LEGACY_ID:
            report.refuse(kind, pk, "pk", "id_out_of_range", f"the id is not between 1 and {LAST_LEGACY_ID}")
            return False
        if pk in self.ids[kind]:
            report.refuse(kind, pk, "pk", "id_twice", "the id comes twice")
            return False
        self.ids[kind].add(pk)
        return True


@contextmanager
def open_dump(path: Path, report: Report) -> Iterator[Dump]:
    """The dump in a file, put aside while the block runs.

    Raises SourceUnreadable where the file is no JSON list, LegacyRefused where objects in it are none of ours.
    """
    with TemporaryDirectory(prefix="legacy-") as folder:
        dump = Dump(Path(folder))
        dump.put_aside(read_file(path), report)
        report.check()
        yield dump


def _kind(record: Any, number: int, report: Report) -> str | None:
    """The kind of a record, or None, with the reason in `report`."""
    problem = _shape_problem(record)
    if problem:
        field, message = problem
        report.refuse(f"record {number}", None, field, "wrong_shape", message)
        return None
    app, _, kind = record["model"].rpartition(".")
    if app != APP:
        # Users, sessions and permissions of the old backend stay there.
        report.ignored[record["model"]] += 1
        return None
    if kind not in KINDS:
        report.refuse(f"record {number}", None, "model", "unknown_model", f"{record['model']} is not known")
        return None
    return str(kind)


def _shape_problem(record: Any) -> tuple[str, str] | None:
    if not isinstance(record, dict):
        return "", "it is no object"
    if not isinstance(record.get("model"), str):
        return "model", "it is missing or no text"
    if not isinstance(record.get("fields"), dict):
        return "fields", "they are missing or no object"
    if record["model"].startswith(f"{APP}.") and type(record.get("pk")) is not int:
        return "pk", "it is missing or no whole number"
    return None
