"""What is counted before protection is what a slow recomputation of the raw events counts.

ORACLE_PILOTS says how many random pilots; `make attack` takes fifty. Figures are printed (`pytest -s`).
"""

import datetime as dt
import os
import sys

import pytest
import time_machine

from harrastuspassi.disclosure.counting import roll_up
from harrastuspassi.participation.models.events import Event
from harrastuspassi.participation.models.months import ActiveMonth, ChangedMonth
from harrastuspassi.participation.retention import forget_participation
from harrastuspassi.statistics import periods
from harrastuspassi.statistics.models import Cell, Period
from harrastuspassi.statistics.periods import Length
from harrastuspassi.statistics.tables import DIMENSIONS, MEASURES, MOST_TABLES, TABLES, unit_of
from tests.statistics.oracle import expected
from tests.statistics.pilots import YEAR, Pilot, places

pytestmark = pytest.mark.django_db
PILOTS = int(os.environ.get("ORACLE_PILOTS", "2"))
FIRST = dt.date(YEAR, 1, 1)
PROGRESS = {0: {"tried", "regular"}, 1: {"tried", "regular"}}
"""What there has to be in the pilots that are always lived through; not every other has a pass that becomes regular."""


def counted(table: str, period: str) -> dict[str, tuple[int, ...]]:
    rows = Cell.objects.filter(table=table, period__name=period)
    columns = ("passes", "events", "largest_share", "key_sum", "event_key_sum")
    return {row["values"]: tuple(row[name] for name in columns) for row in rows.values("values", *columns)}


@pytest.mark.parametrize("seed", range(PILOTS))
def test_every_table_is_what_the_raw_events_say_whatever_came_late_twice_or_went(seed: int) -> None:
    where = places()
    pilot = Pilot(seed, where)
    with time_machine.travel(f"{YEAR}-02-20 12:00:00+00:00", tick=False) as now:
        pilot.live(60, FIRST, days=50)
        roll_up()
        pilot.erase_some()
        now.move_to(f"{YEAR}-04-10 12:00:00+00:00")
        pilot.live(40, FIRST + dt.timedelta(days=45), days=54)  # some of it late: its month was counted
        pilot.erase_some()
        roll_up()
        assert not ChangedMonth.objects.exists()
        progress = set().union(*ActiveMonth.objects.values_list("progress", flat=True))
        assert progress >= PROGRESS.get(seed, {"tried"})
        cells = 0
        for table in (table for table in TABLES.values() if table.is_of_passes):
            for period in set(periods.since(FIRST, dt.date(YEAR + 1, 1, 1))):
                if periods.length_of(period) is table.length:
                    found = counted(table.name, period)
                    assert found == expected(table, period, where), (table.name, period)
                    cells += len(found)
        sys.stdout.write(f"pilot {seed}: {cells} cells are what the raw events say\n")


def test_a_year_counts_passes_whose_events_are_gone_for_their_age_but_none_that_was_erased() -> None:
    where = places()
    pilot = Pilot(1, where)
    with time_machine.travel(f"{YEAR}-01-31 12:00:00+00:00", tick=False) as now:
        pilot.live(60, FIRST, days=30)
        roll_up()
        before = counted("years_by_area_age_and_gender", f"{YEAR}")
        now.move_to(f"{YEAR}-11-20 12:00:00+00:00")
        forget_participation()
        assert not Event.objects.exists()
        passes = before[""][0]
        Pilot(2, where, passes=3).live(20, dt.date(YEAR, 11, 1), days=10)
        roll_up()
        assert counted("years_by_area_age_and_gender", f"{YEAR}")[""][0] == passes + 3
        pilot.erase_some()
        roll_up()
        assert counted("years_by_area_age_and_gender", f"{YEAR}")[""][0] == passes + 1
        now.move_to(f"{YEAR + 1}-05-02 12:00:00+00:00")
        forget_participation()
    assert not ActiveMonth.objects.exists()


def test_what_is_frozen_is_never_counted_again() -> None:
    pilot = Pilot(3, places())
    with time_machine.travel(f"{YEAR}-02-20 12:00:00+00:00", tick=False):
        pilot.live(30, FIRST, days=31)
        roll_up()
        Period.objects.filter(name=f"{YEAR}-01").update(frozen_at=dt.datetime.now(dt.UTC))
        before = counted("months_by_area_and_kind", f"{YEAR}-01")
        pilot.live(30, FIRST, days=31)
        assert roll_up() == [f"{YEAR}-Q1", f"{YEAR}"]
    assert counted("months_by_area_and_kind", f"{YEAR}-01") == before


@pytest.mark.once("the plan is code")
def test_the_plan_is_small_and_told_in_three_languages() -> None:
    assert len(TABLES) <= MOST_TABLES
    told = [text for row in (*TABLES.values(), *DIMENSIONS.values()) for text in (row.title,)]
    told += [text for table in TABLES.values() for text in (table.definition, unit_of(table))]
    told += [text for measure in MEASURES.values() for text in (measure.title, measure.unit)]
    assert all(set(text) == {"fi", "sv", "en"} and all(text.values()) for text in told)
    assert all(len(table.dimensions) <= 3 and set(table.dimensions) <= set(DIMENSIONS) for table in TABLES.values())
    assert all(set(table.measures) <= set(MEASURES) for table in TABLES.values())


@pytest.mark.once("the calendar is code")
def test_periods_are_known_by_name() -> None:
    assert periods.periods_with(dt.date(2026, 12, 1)) == ["2026-12", "2026-Q4", "2026"]
    assert periods.end_of("2026-Q4") == periods.end_of("2026") == dt.date(2027, 1, 1)
    assert [*periods.since(dt.date(2026, 2, 3), dt.date(2026, 5, 1))] == ["2026-02", "2026-03", "2026-04", "2026-Q1"]
    assert periods.length_of("2026-03") is Length.MONTH
    for wrong in ("2026-13", "2026-Q5", "26", "2026-1", "2026-01-01"):
        with pytest.raises(ValueError, match="no period"):
            periods.length_of(wrong)
