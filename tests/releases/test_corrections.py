"""Corrections: a release is replaced as a whole, once, and what was replaced is still there to be read."""

import datetime as dt
import io
from collections.abc import Iterator
from pathlib import Path

import pytest
import time_machine
from django.conf import settings
from django.core.management import CommandError, call_command

from harrastuspassi.audit.models import Entry
from harrastuspassi.common.errors import Refused
from harrastuspassi.disclosure import protect
from harrastuspassi.disclosure.audit import Finding, Leak, PublishedTable
from harrastuspassi.disclosure.corrections import findings_of_both
from harrastuspassi.disclosure.counting import roll_up
from harrastuspassi.disclosure.groups import Group, Hierarchy
from harrastuspassi.participation.models.events import Event
from harrastuspassi.releases.correcting import correct_release
from harrastuspassi.releases.models import FrozenTable, Release
from harrastuspassi.releases.services import make_release, publish_release
from harrastuspassi.releases.slices import EVERYTHING, STRANGER, Rows, Slice
from tests.disclosure import pilots
from tests.statistics.pilots import YEAR, Pilot, places

TABLE = "months_by_area_and_kind"
NOTE = {"fi": "Kaksi kertaa luettu erä.", "sv": "En sats lästes två gånger.", "en": "A batch was read twice."}
WHY = [f"--note-{language}={text}" for language, text in NOTE.items()]


@pytest.fixture(autouse=True)
def fixed_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "fixed-keys"
    path.write_text(f"{YEAR} {bytes(range(32)).hex()}\n", encoding="ascii")
    monkeypatch.setattr(settings, "STATISTICS_KEYS", str(path))


@pytest.fixture
def released(db: None) -> Iterator[Pilot]:
    """Release 1 has January, and is public; 2 has February, and is not. It is April."""
    made = Pilot(5, places(), passes=150)
    with time_machine.travel(f"{YEAR}-03-05 12:00:00+00:00", tick=False):
        made.live(300, dt.date(YEAR, 1, 1), days=58)
        roll_up()
        make_release()
        publish_release(number=1)
    with time_machine.travel(f"{YEAR}-04-02 12:00:00+00:00", tick=False):
        make_release()
        yield made


def correct(number: int = 1) -> Release:
    return correct_release(number=number, note=NOTE, signed_by="Aino Esimerkki")


def shown(reader: object = EVERYTHING, **asked: object) -> list[tuple[int, str, object, int | None]]:
    rows = Rows(Slice(TABLE, **asked), reader)  # type: ignore[arg-type]
    return [(row.release, row.period, sorted(row.figures.values.items()), row.figures.passes) for row in rows.all]


def frozen(number: int) -> list[tuple[str, str, bytes]]:
    rows = FrozenTable.objects.filter(release__number=number).order_by("table", "period")
    return [(row.table, row.period, bytes(row.figures)) for row in rows]


def test_a_correction_takes_the_place_of_all_of_a_release_and_leaves_it_to_be_read_by_number(released: Pilot) -> None:
    before, first, second = shown(), frozen(1), frozen(2)
    Event.objects.filter(pass_id__in=released.passes[:30]).update(is_left_out=True)
    made = correct()
    assert (made.number, made.replaces.number, made.note) == (3, 1, NOTE)
    assert made.published_at is not None
    assert {(table, period) for table, period, _ in frozen(3)} == {(table, period) for table, period, _ in first}
    assert {row[:2] for row in shown()} == {(3, f"{YEAR}-01"), (2, f"{YEAR}-02")}
    assert {row[:2] for row in shown(STRANGER)} == {(3, f"{YEAR}-01")}
    assert sum(row[3] or 0 for row in shown() if row[0] == 3) < sum(row[3] or 0 for row in before if row[0] == 1)
    assert shown(release=2) == before
    assert (frozen(1), frozen(2)) == (first, second)


def test_nothing_that_was_corrected_shows_by_keeping_or_changing_its_figure(released: Pilot) -> None:
    """All noise is new, also where nothing was wrong; and it is the same noise in every correction of the year."""
    before = {tuple(row[2]): row[3] for row in shown() if row[0] == 1}
    correct()
    after = {tuple(row[2]): row[3] for row in shown() if row[0] == 3}
    both = [(before[group], after[group]) for group in before if before[group] and after.get(group)]
    assert sum(first != second for first, second in both) / len(both) > 0.1
    assert all(abs(first - second) <= 6 for first, second in both)


def test_a_refused_correction_is_tried_again_with_the_same_noise(
    released: Pilot, monkeypatch: pytest.MonkeyPatch
) -> None:
    file, before = Path(settings.STATISTICS_KEYS).read_bytes(), frozen(1)
    with monkeypatch.context() as patched:
        patched.setattr(protect, "shown", lambda noisy: noisy)
        with pytest.raises(Refused) as refused:
            correct()
    assert refused.value.code == "audit_found_leaks"
    assert Release.objects.count() == 2
    assert Path(settings.STATISTICS_KEYS).read_bytes() == file
    correct()
    again = frozen(3)
    FrozenTable.objects.filter(release__number=3).delete()
    Release.objects.filter(number=3).delete()
    correct()
    assert frozen(3) == again
    assert frozen(1) == before


def test_a_correction_is_made_once_signed_and_logged(released: Pilot) -> None:
    out = io.StringIO()
    with pytest.raises(CommandError, match="note_sv"):
        call_command("release", "correct", "1", *WHY, "--note-sv= ", "--signed-by=A")
    with pytest.raises(CommandError, match="no release 9"):
        call_command("release", "correct", "9", *WHY, "--signed-by=A")
    call_command("release", "correct", "1", *WHY, "--signed-by=Aino Esimerkki", stdout=out)
    assert out.getvalue().startswith("Release 1 is replaced by release 3.\nRelease 3 has ")
    for number in ("1", "3"):
        with pytest.raises(CommandError, match="there is one"):
            call_command("release", "correct", number, *WHY, "--signed-by=A")
    entry = Entry.objects.filter(kind="release").latest("pk")
    assert (entry.action, entry.object_id) == ("created", f"{Release.objects.get(number=3).pk}")
    listed = io.StringIO()
    call_command("release", "list", stdout=listed)
    assert "\treplaced by 3\n" in listed.getvalue()
    assert "\treplaces 1, signed by Aino Esimerkki\n" in listed.getvalue()


def test_what_was_replaced_before_it_was_public_stays_so(released: Pilot) -> None:
    made = correct(2)
    assert made.published_at is None
    with pytest.raises(CommandError, match="was replaced by 3"):
        call_command("release", "publish", "2")
    call_command("release", "publish", "3")
    assert {row[:2] for row in shown(STRANGER)} == {(1, f"{YEAR}-01"), (3, f"{YEAR}-02")}


def test_what_a_release_left_out_its_correction_leaves_out(released: Pilot) -> None:
    left_out = {"table": TABLE, "period": f"{YEAR}-01", "what": "areas", "municipality": ""}
    Release.objects.filter(number=1).update(left_out=[left_out])
    made = correct()
    assert left_out in made.left_out
    assert not any(name == "area" for row in shown() if row[0] == 3 for name, _ in row[2])


def test_months_of_which_nothing_is_known_any_more_are_not_corrected(released: Pilot) -> None:
    before = frozen(1)
    with time_machine.travel(f"{YEAR + 1}-05-02 12:00:00+00:00"), pytest.raises(Refused) as refused:
        correct()
    assert refused.value.code == "nothing_to_recount"
    assert frozen(1) == before


def test_a_year_with_frozen_figures_gets_no_other_key(released: Pilot) -> None:
    Path(settings.STATISTICS_KEYS).write_text("", encoding="ascii")
    with pytest.raises(CommandError, match="are frozen"):
        call_command("statistics_keys", "make", f"{YEAR}")


# --- the attacker who knows both --------------------------------------------------------------------
AREAS = {"area": Hierarchy({"a": None, "b": None}, partition=True)}


def areas(whole: int | None, a: int | None, b: int | None) -> PublishedTable:
    figures = {Group("active", frozenset()): whole}
    figures |= {Group("active", frozenset({("area", name)})): figure for name, figure in (("a", a), ("b", b))}
    return PublishedTable("t", figures)


@pytest.mark.once("computes, and touches no database")
def test_two_looks_at_one_count_are_put_together() -> None:
    """20 at least of which 13 at most, and then: 17 at most of which 13 at least. So 4 at the most, and 4 at least."""
    first, now = areas(20, 16, 7), areas(14, 10, 5)
    found = findings_of_both([now], [first], AREAS)
    assert Finding(Leak.PINNED, Group("active", frozenset({("area", "b")}))) in found


@pytest.mark.once("computes, and touches no database")
def test_where_a_count_was_corrected_the_new_figure_stands_alone() -> None:
    assert findings_of_both([areas(14, 10, 5)], [areas(90, 80, 7)], AREAS) == []


@pytest.mark.once("computes, and touches no database")
def test_a_quarter_under_a_fresh_key_pins_nothing_down_beside_the_one_it_replaces() -> None:
    done, quarters = pilots.pilot(0, 600), [f"{pilots.YEAR}-Q1", f"{pilots.YEAR}-Q2"]
    plan = [table for table in pilots.PLAN if table.dimensions in {("area", "age_group"), ("category", "gender")}]
    assert len(plan) == 2
    first, fresh = (
        [table.for_audit() for table in pilots.published(done, pilots.keys_of(600, secret), quarters, plan=plan)]
        for secret in (b"1" * 32, b"2" * 32)
    )
    replaced, kept = ([table for table in first if table.name.endswith(quarter)] for quarter in ("Q1", "Q2"))
    corrected = [table for table in fresh if table.name.endswith("Q1")]
    assert findings_of_both([*kept, *corrected], replaced, pilots.HIERARCHIES) == []
