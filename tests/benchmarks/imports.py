"""Measures imports of changed records while readers ask: `python -m tests.benchmarks.imports [records ...]`.

For each number of records (2,000 and 10,000 unless others are given) and each source, into a database of its
own on DATABASE_URL's server, or on SQLite: seconds, transactions, the most memory held, and what readers of a
running server got meanwhile. Ends with 1 where a reader got a wrong answer.
"""

import atexit
import os
import shutil
import statistics
import sys
import tempfile
from pathlib import Path

os.environ["MODE"] = "demo"
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "harrastuspassi.config.settings")
os.environ["VAR_DIR"] = tempfile.mkdtemp(prefix="harrastuspassi-measured-")
atexit.register(shutil.rmtree, os.environ["VAR_DIR"], ignore_errors=True)

import django  # noqa: E402 - settings read the environment once, and it has to be set by then

django.setup()


from tests.importers.at_size import KINDS, Kind, Readers, catalogue_version, reading, run_import, serve  # noqa: E402
from tests.operations.system import System, own_database  # noqa: E402

SIZES = (2_000, 10_000)
HEAD = "source         records  what     seconds  transactions  peak MB  answers  median ms  wrong"


def measure(name: str, kind: Kind, count: int) -> Readers:
    """Imports `count` new records, then the same changed while readers ask, and prints a line for each."""
    with tempfile.TemporaryDirectory() as folder, own_database() as database_url:
        system = System(Path(folder), database_url)
        try:
            serve(system)
            for edition, what in ((1, "new"), (2, "changed")):
                before = catalogue_version(system)
                with reading(system, kind, count, readers=0 if what == "new" else 2) as readers:
                    done = run_import(system, kind, count, edition)
                transactions = catalogue_version(system) - before
                median = f"{statistics.median(readers.seconds) * 1000:.0f}" if readers.seconds else "-"
                sys.stdout.write(
                    f"{name:13}  {count:7}  {what:7}  {done.seconds:7.1f}  {transactions:12}  {done.peak_mb:7.1f}"
                    f"  {len(readers.seconds):7}  {median:>9}  {len(readers.wrong):5}\n"
                )
                sys.stdout.writelines(f"  {line}\n" for line in readers.wrong[:5])
                sys.stdout.flush()
        finally:
            system.end()
    return readers


def main(arguments: list[str]) -> int:
    sys.stdout.write(f"{HEAD}\n")
    sizes = [int(text) for text in arguments] or SIZES
    found = [measure(name, kind, count) for name, kind in KINDS.items() for count in sizes]
    return int(any(readers.wrong for readers in found))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
