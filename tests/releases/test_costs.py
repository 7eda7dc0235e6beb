"""What a year cost for each check-in and visit: from published figures, and nowhere else."""

import datetime as dt
from decimal import Decimal
from pathlib import Path

import pytest
import time_machine
from django.conf import settings

from harrastuspassi.disclosure.protect import Figures, Protected
from harrastuspassi.releases.costs import CHECK_INS, COVERAGE, YEARS, with_costs
from harrastuspassi.releases.models import FrozenTable
from harrastuspassi.releases.services import figures_of, make_release
from harrastuspassi.statistics.models import Cost, CostKind
from harrastuspassi.statistics.tables import TABLES
from tests.factories.catalogue import HobbyEventFactory
from tests.statistics.pilots import YEAR, Pilot, places

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def costs() -> None:
    for municipality, euros in (("091", "1000.50"), ("049", "200")):
        Cost.objects.create(
            period=f"{YEAR}", municipality=municipality, kind=CostKind.SYSTEM, euros=Decimal(euros) - 100
        )
        Cost.objects.create(period=f"{YEAR}-Q2", municipality=municipality, kind=CostKind.OTHER, euros=100)


def year(**heads: int | None) -> Protected:
    """The table of a year with these heads by municipality, as it is counted."""
    empty = dict.fromkeys(TABLES[YEARS].measures)
    rows = [Figures({"place": place.strip("_")}, {**empty, "heads": count}) for place, count in heads.items()]
    return Protected(YEARS, f"{YEAR}", {"place": {}}, [Figures({}, {**empty, "heads": 999}), *rows])


def check_ins(quarter: int, verified: int | None, self_reported: int | None = 5) -> Protected:
    rows = [
        Figures({"area": "091", "source": source}, {"passes": 10, "events": events})
        for source, events in (("verified", verified), ("self_reported", self_reported))
    ]
    return Protected(CHECK_INS, f"{YEAR}-Q{quarter}", {}, rows)


def measures(table: Protected, *published: Protected) -> dict[str | None, dict[str, object]]:
    (filled,) = with_costs([table], published=published)
    return {row.values.get("place"): dict(row.measures) for row in filled.figures}


def test_euros_are_told_for_each_verified_check_in_and_apart_from_that_for_each_visit() -> None:
    found = measures(year(_091=40, _049=15, _853=90), check_ins(1, 100), check_ins(2, 60, 10))
    of_city = {"euros": 1001, "verified": 160, "self_reported": 15, "euros_per_check_in": 6.3, "euros_per_head": 25.0}
    assert found["091"].items() >= of_city.items()
    # Too few visits for a ratio; nothing published of its passes.
    assert found["049"]["euros"] == 200
    assert found["049"]["verified"] is found["049"]["euros_per_check_in"] is found["049"]["euros_per_head"] is None
    # Nobody has said what it cost, and of all municipalities nobody knows.
    assert found["853"]["euros"] is found["853"]["euros_per_head"] is found[None]["euros"] is None


def test_a_year_of_which_a_quarter_is_not_told_has_no_check_ins() -> None:
    found = measures(year(_091=40), check_ins(1, 100), check_ins(2, None))
    assert found["091"]["verified"] is found["091"]["euros_per_check_in"] is None
    assert found["091"]["self_reported"] == 10


def test_coverage_of_a_year_is_that_of_its_published_months() -> None:
    months = [
        Protected(COVERAGE, f"{YEAR}-0{month}", {}, [Figures({"place": "091"}, {"held": held, "counted": counted})])
        for month, held, counted in ((1, 30, None), (2, 30, 24))
    ]
    found = measures(year(_091=None, _049=None), *months)
    assert (found["091"]["coverage_per_cent"], found["049"]["coverage_per_cent"]) == (40, None)


def test_the_release_of_a_year_has_what_it_cost(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "fixed-keys"
    path.write_text(f"{YEAR} {bytes(range(32)).hex()}\n", encoding="ascii")
    monkeypatch.setattr(settings, "STATISTICS_KEYS", str(path))
    with time_machine.travel(f"{YEAR}-12-20 12:00:00+00:00", tick=False) as now:
        where = places()
        for _ in range(20):
            HobbyEventFactory(hobby=where.hobbies[0])
        Pilot(5, where, passes=20).live(60, dt.date(YEAR, 12, 1), days=19)
        now.move_to(f"{YEAR + 1}-02-02 12:00:00+00:00")
        make_release()
    rows = figures_of(FrozenTable.objects.get(table=YEARS, period=f"{YEAR}"))
    of_year = {row.values.get("place"): row.measures for row in rows}
    assert {place: row["euros"] for place, row in of_year.items() if row["euros"]} == {"091": 1001, "049": 200}
    (month,) = FrozenTable.objects.filter(table=COVERAGE)
    of_city = next(row for row in figures_of(month) if row.values == {"place": "091"})
    assert of_city.measures["coverage_per_cent"] == of_year["091"]["coverage_per_cent"] is not None
