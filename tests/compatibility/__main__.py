"""Fails where a document at hand breaks clients of an earlier one."""

import datetime as dt
import sys
from pathlib import Path

import yaml

from tests.compatibility.documents import breaking
from tests.compatibility.history import NoHistory, earlier_versions

ROOT = Path(__file__).parents[2]
DOCUMENTS = ("api/openapi.yaml", "api/openapi-mobile.yaml")
WAY_OUT = """\
Clients in use would break. Put what is new beside what there is, or into a new version (another prefix); what is to go
is entered in api/common/retirement.py and may leave a year later. See "Changes to come" in api/docs/texts.py.
"""


def main(folder: Path = ROOT, today: dt.date | None = None) -> int:
    """Prints what breaks, and against which commit; 1 when anything does."""
    found = False
    for path in DOCUMENTS:
        try:
            for earlier in earlier_versions(folder, path):
                old, new = yaml.load(earlier.text, yaml.CSafeLoader), _read(folder / path)
                breaks = breaking(old, new, today or dt.datetime.now(dt.UTC).date())
                found = found or bool(breaks)
                _say(f"{path} breaks {len(breaks)} things of {earlier.commit[:12]}", *breaks)
        except NoHistory as reason:
            _say(f"{path} is compared with nothing: {reason}")
    sys.stdout.write(WAY_OUT if found else "")
    return int(found)


def _read(path: Path) -> dict[str, object]:
    document: dict[str, object] = yaml.load(path.read_text(), yaml.CSafeLoader)
    return document


def _say(first: str, *lines: str) -> None:
    sys.stdout.write("\n  ".join([first, *lines]) + "\n")


if __name__ == "__main__":
    sys.exit(main())
