"""The gate: what would give something away is left out by whole levels, and no release fails for ever."""

import datetime as dt
import io
from pathlib import Path

import pytest
import time_machine
from django.conf import settings
from django.core.management import call_command

from harrastuspassi.disclosure.audit import Finding, Leak
from harrastuspassi.disclosure.counting import roll_up
from harrastuspassi.disclosure.protect import Figures, Protected
from harrastuspassi.releases import gate
from harrastuspassi.releases.gate import AREAS, DISTRICTS, TABLE, Known, LeftOut, pass_gate
from harrastuspassi.releases.services import make_release
from tests.statistics.pilots import YEAR, Pilot, places

QUARTER = f"{YEAR}-Q1"
TOWN = {"049": None, "049-a": "049", "049-b": "049", "049-c": "049"}
BY_AGE, BY_CATEGORY = "quarters_by_area_and_age", "quarters_by_area_and_category"


def by_age(total: int, areas: dict[str, str | None] = TOWN) -> Protected:
    """12 and 13 at least in two districts, 2 in the third (tests/disclosure/test_audit.py)."""
    figures = {"049": total, "049-a": 15, "049-b": 16, "049-c": None}
    return Protected(BY_AGE, QUARTER, {"area": areas, "age_group": {}}, rows(figures))


def by_category() -> Protected:
    return Protected(
        BY_CATEGORY,
        QUARTER,
        {"area": TOWN, "category": {"x": None, "y": None}},
        [
            Figures({"area": "049-c", "category": "x"}, {"passes": 5, "events": None}),
            Figures({"area": "049-c", "category": "y"}, {"passes": None, "events": None}),
        ],
    )


def rows(figures: dict[str, int | None]) -> list[Figures]:
    return [Figures({"area": area}, {"passes": passes, "events": None}) for area, passes in figures.items()]


@pytest.mark.once("computes, and touches no database")
def test_a_table_in_which_nothing_follows_stays_as_it_is() -> None:
    passed = pass_gate(YEAR, [by_age(total=25), by_category()], known=Known())
    assert passed.tables == [by_age(total=25), by_category()]
    assert passed.left_out == []


@pytest.mark.once("computes, and touches no database")
def test_where_a_count_follows_all_districts_of_its_municipality_are_left_out_of_the_tables_that_have_it() -> None:
    others = Protected(
        "quarters_by_category_and_gender",
        QUARTER,
        {"gender": {"f": None}},
        [Figures({"gender": "f"}, {"passes": 40, "events": None})],
    )
    passed = pass_gate(YEAR, [by_age(total=24), by_category(), others], known=Known())
    assert passed.left_out == [
        LeftOut(BY_AGE, QUARTER, DISTRICTS, "049"),
        LeftOut(BY_CATEGORY, QUARTER, DISTRICTS, "049"),
    ]
    assert [[row.values for row in table.figures] for table in passed.tables] == [
        [{"area": "049"}],
        [],
        [{"gender": "f"}],
    ]
    assert passed.tables[0].dimensions["area"] == {"049": None}
    assert passed.tables[2] == others


@pytest.mark.once("computes, and touches no database")
def test_what_still_follows_without_districts_goes_with_all_areas_and_at_last_the_table() -> None:
    """Everyone of the whole country is known to be in one municipality; and all ages in one."""
    areas = Protected(
        BY_AGE,
        QUARTER,
        {"area": {"049": None, "091": None}, "age_group": {"old": None, "young": None}},
        [Figures({}, {"passes": 5, "events": None}), *rows({"049": 11, "091": None})],
    )
    ages = Protected(
        "quarters_by_category_and_gender",
        QUARTER,
        {"gender": {"f": None, "m": None}},
        [
            Figures({"gender": "f"}, {"passes": 11, "events": None}),
            Figures({"gender": "m"}, {"passes": None, "events": None}),
        ],
    )
    passed = pass_gate(YEAR, [areas, ages], known=Known())
    assert LeftOut(BY_AGE, QUARTER, AREAS) in passed.left_out
    assert LeftOut("quarters_by_category_and_gender", QUARTER, TABLE) in passed.left_out
    assert [[row.values for row in table.figures] for table in passed.tables] == [[{}]]


@pytest.mark.once("computes, and touches no database")
def test_what_follows_from_earlier_figures_alone_keeps_nothing_back() -> None:
    later = Protected(
        "quarters_by_area_and_age", f"{YEAR}-Q2", {"area": {"091": None}, "age_group": {}}, rows({"091": 40})
    )
    passed = pass_gate(YEAR, [later], known=Known(before=[by_age(total=24), by_category()]))
    assert passed.tables == [later]
    assert passed.left_out == []


@pytest.mark.django_db
def test_a_small_town_gets_its_release_and_the_operator_is_told_what_it_lacks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "fixed-keys"
    path.write_text(f"{YEAR} {bytes(range(32)).hex()}\n", encoding="ascii")
    monkeypatch.setattr(settings, "STATISTICS_KEYS", str(path))
    planted = [[Finding(Leak.PINNED, None)], []]
    monkeypatch.setattr(gate, "findings", lambda tables, *_, **__: planted.pop(0) if tables and planted else [])
    pilot = Pilot(5, places(), passes=60)
    with time_machine.travel(f"{YEAR}-04-02 12:00:00+00:00", tick=False):
        pilot.live(300, dt.date(YEAR, 1, 1), days=90)
        roll_up()
    out = io.StringIO()
    with time_machine.travel(f"{YEAR}-05-02 12:00:00+00:00", tick=False):
        call_command("release", "make", stdout=out)
        assert make_release() is None
    assert "Left out, since something would follow: " in out.getvalue()
    listed = io.StringIO()
    call_command("release", "list", stdout=listed)
    assert "\tlacks " in listed.getvalue()
