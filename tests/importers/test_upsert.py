"""The engine, with a source whose records the database itself refuses."""

from collections import Counter

import pytest
from django.db import OperationalError, connection
from django.test.utils import CaptureQueriesContext

from harrastuspassi.catalogue.models import Location
from harrastuspassi.common import clock
from harrastuspassi.common.rows import sync_rows
from harrastuspassi.importers.upsert import (
    BrokenRecord,
    SourceUnreadable,
    Written,
    archiving_refusal,
    import_records,
)

from .helpers import version

pytestmark = pytest.mark.django_db
GONE = "gone"


class Places:
    """Records are (id, latitude); the database refuses latitudes off the globe."""

    def __init__(self):
        self.notes = Counter()
        self.batches = []

    def origin_id(self, raw):
        return raw[0]

    def parse(self, raw, warn):
        if raw[1] is None:
            raise BrokenRecord("no latitude")
        if raw[1] == GONE:
            return None
        return {"latitude": raw[1], "longitude": 25.0, "archived_at": None}

    def write(self, records, changes):
        self.batches.append(len(records))
        synced = sync_rows(Location, key="origin_id", scope={"data_source": "test"}, wanted=records)
        changes.add_synced(Location, synced)
        return Written(created=synced.created, updated=synced.updated)

    def active_ids(self):
        return set(Location.objects.listed().values_list("origin_id", flat=True))

    def archive(self, ids, changes):
        changes.add_ids(Location, Location.objects.filter(origin_id__in=ids).values_list("id", flat=True))
        Location.objects.filter(origin_id__in=ids).update(archived_at=clock.now())


def records(count, latitude=60.0):
    return [(f"{number:04}", latitude) for number in range(count)]


def test_a_hundred_records_to_a_transaction_and_one_version_each():
    source, before = Places(), version()
    assert import_records(source=source, records=records(250)).created == 250
    assert source.batches == [100, 100, 50]
    assert version() == before + 3


def test_nothing_is_published_where_nothing_changed():
    import_records(source=Places(), records=records(250))
    before = version()
    assert import_records(source=Places(), records=records(250)).unchanged == 250
    assert version() == before


def test_the_planner_learns_of_much_that_is_new_while_it_comes():
    with CaptureQueriesContext(connection) as captured:
        import_records(source=Places(), records=records(4500))
    assert [query["sql"] for query in captured].count("ANALYZE") == 3
    with CaptureQueriesContext(connection) as captured:
        import_records(source=Places(), records=records(4500, latitude=61.0))
    assert "ANALYZE" not in [query["sql"] for query in captured]


def test_a_record_that_the_database_refuses_is_reported_alone():
    wanted = records(150)
    wanted[7] = ("0007", 91.0)
    wanted[120] = ("0120", None)
    summary = import_records(source=Places(), records=wanted)
    assert summary.created == Location.objects.count() == 148
    assert [label for label, _ in summary.failures] == ["0007", "0120"]
    assert "location_on_the_globe" in summary.failures[0][1]


def test_a_refused_record_keeps_what_it_was():
    import_records(source=Places(), records=records(3))
    summary = import_records(source=Places(), records=[("0000", 91.0), ("0001", 61.0)], allow_archive=True)
    assert (summary.updated, summary.archived, len(summary.failures)) == (1, 1, 1)
    kept = Location.objects.get(origin_id="0000")
    assert (kept.latitude, kept.archived_at) == (60.0, None)


def test_a_fault_of_the_system_is_no_fault_of_a_record(monkeypatch):
    def locked(self, records, changes):
        raise OperationalError("database is locked")

    monkeypatch.setattr(Places, "write", locked)
    with pytest.raises(OperationalError):
        import_records(source=Places(), records=records(3))


def test_reading_that_breaks_off_archives_nothing_and_keeps_what_was_read():
    import_records(source=Places(), records=records(10))

    def breaking_off():
        yield from records(8, latitude=61.0)
        raise SourceUnreadable("the server went away")

    summary = import_records(source=Places(), records=breaking_off())
    assert (summary.updated, summary.archived) == (8, 0)
    assert "the server went away" in summary.stopped
    assert Location.objects.listed().count() == 10


def active():
    return sorted(Places().active_ids())


def test_what_is_missing_from_a_part_of_the_source_stays_and_what_is_said_to_have_left_is_archived():
    import_records(source=Places(), records=records(5))
    part = [("0001", 61.0), ("0002", GONE), ("0009", GONE)]
    summary = import_records(source=Places(), records=part, whole=False)
    assert (summary.updated, summary.archived, summary.skipped) == (1, 1, 2)
    assert active() == ["0000", "0001", "0003", "0004"]


def test_a_part_that_says_more_than_half_has_left_archives_nothing():
    import_records(source=Places(), records=records(4))
    part = [(f"{number:04}", GONE) for number in range(3)]
    assert "3 of 4" in import_records(source=Places(), records=part, whole=False).stopped
    assert len(active()) == 4
    assert import_records(source=Places(), records=part, whole=False, allow_archive=True).archived == 3


def test_what_was_not_there_is_looked_for_again_before_it_is_archived():
    import_records(source=Places(), records=records(6))
    asked = []

    def look_again(ids):
        asked.append(list(ids))
        return [("0004", 62.0)]

    some = [*records(3), ("0003", GONE)]
    summary = import_records(source=Places(), records=some, look_again=look_again)
    assert asked == [["0004", "0005"]]
    assert (summary.updated, summary.archived) == (1, 2)
    assert active() == ["0000", "0001", "0002", "0004"]


def test_looking_again_in_vain_archives_nothing():
    import_records(source=Places(), records=records(6))

    def look_again(ids):
        raise SourceUnreadable("the server went away")
        yield

    assert "went away" in import_records(source=Places(), records=records(5), look_again=look_again).stopped
    assert len(active()) == 6


@pytest.mark.parametrize(
    ("vanished", "active", "refused"), [(0, 0, False), (1, 1, True), (5, 10, False), (6, 10, True), (2, 3, True)]
)
def test_more_than_half_needs_leave(vanished, active, refused):
    assert bool(archiving_refusal(vanished=vanished, active=active, allowed=False)) is refused
    assert archiving_refusal(vanished=vanished, active=active, allowed=True) == ""
