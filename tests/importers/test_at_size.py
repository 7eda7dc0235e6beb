"""Many changed records: a hundred to a transaction, in constant memory, while reads go on.

`python -m tests.benchmarks.imports` measures the same with 10,000.
"""

import pytest

from tests.operations.system import System, own_database

from .at_size import KINDS, catalogue_version, reading, run_import, serve

FEW, MANY = 200, 1_000
NOISE_MB = 10
"""What the allocator may keep of a few pages more; the records of the difference alone are twice as much."""

pytestmark = pytest.mark.xdist_group("at_size")


@pytest.fixture(params=sorted(KINDS))
def kind(request):
    return KINDS[request.param]


@pytest.fixture
def system(tmp_path):
    """A running server on a database of its own."""
    with own_database() as database_url:
        found = System(tmp_path, database_url)
        try:
            serve(found)
            yield found
        finally:
            found.end()


def test_changed_records_come_a_hundred_to_a_transaction_in_constant_memory_while_reads_go_on(system, kind):
    few = run_import(system, kind, FEW, edition=1)
    run_import(system, kind, MANY, edition=1)
    before = catalogue_version(system)
    with reading(system, kind, MANY) as readers:
        many = run_import(system, kind, MANY, edition=2)
    assert f"created 0, updated {MANY}, unchanged 0, archived 0, skipped 0, failed 0" in many.printed
    assert catalogue_version(system) == before + MANY // 100
    assert readers.wrong == []
    assert len(readers.seconds) > 20
    assert many.peak_mb < few.peak_mb + NOISE_MB
