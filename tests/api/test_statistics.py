"""Released statistics: who reads which rows, as JSON and as CSV."""

import csv
import datetime as dt
import io
from typing import Any

import orjson
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from harrastuspassi.accounts.machines import LONGEST, issue_token
from harrastuspassi.accounts.models import Scope
from harrastuspassi.common import clock
from harrastuspassi.releases.models import FrozenTable, Release
from tests.api.callers import bearer, call, refusal
from tests.factories.accounts import evaluator
from tests.factories.catalogue import MunicipalityFactory

pytestmark = pytest.mark.django_db
TABLES = "/api/v1/statistics/"
TABLE = f"{TABLES}quarters_by_area_and_age/"
OLD = dt.datetime(2027, 5, 2, tzinfo=dt.UTC)
FIGURES = [
    [{}, 40, 120],
    [{"area": "091"}, 25, 70],
    [{"area": "091-101"}, 20, None],
    [{"area": "049"}, None, None],
    [{"area": "049", "age_group": "age_13_to_16"}, None, None],
]
ROWS = len(FIGURES)


@pytest.fixture(autouse=True)
def releases() -> None:
    """One that is public, of the first quarter; a later one for evaluators alone, of the second."""
    for number, published in ((1, OLD), (2, None)):
        release = Release.objects.create(number=number, made_at=OLD, published_at=published)
        FrozenTable.objects.create(
            release=release,
            table="quarters_by_area_and_age",
            period=f"2027-Q{number}",
            dimensions={},
            figures=orjson.dumps(FIGURES),
            checksum="0" * 64,
        )


def rows(headers: dict[str, str] | None = None, query: str = "") -> list[dict[str, Any]]:
    answer = call("get", f"{TABLE}?page_size=500{query}", **(headers or {}))
    assert answer.status_code == 200, answer.content
    body = answer.json()
    assert body["count"] == len(body["results"])
    found: list[dict[str, Any]] = body["results"]
    return found


def machine(scope: Scope) -> dict[str, str]:
    return {"Authorization": f"Token {issue_token(name='varasto', scope=scope, valid_for=LONGEST)[1]}"}


def test_everybody_reads_what_is_public_with_small_counts_folded() -> None:
    found = rows()
    assert {row["release"] for row in found} == {1}
    assert [(row["area"], row["passes"], row["passes_shown"], row["events"]) for row in found] == [
        (None, 40, "40", 120),
        ("091", 25, "25", 70),
        ("091-101", 20, "20", None),
        ("049", None, "0-4", None),
        ("049", None, "0-4", None),
    ]
    assert [row["number"] for row in call("get", f"{TABLES}releases/").json()["results"]] == [1]


def test_evaluators_of_the_country_and_their_machines_read_what_is_not() -> None:
    for headers in (bearer(evaluator()), machine(Scope.STATISTICS)):
        assert {row["release"] for row in rows(headers)} == {1, 2}
        assert {row["release"] for row in rows(headers, "&release=1")} == {1}
    assert {row["release"] for row in rows(machine(Scope.BENEFITS))} == {1}
    assert {row["release"] for row in rows(bearer(evaluator(second_factor=False)))} == {1}


@pytest.mark.parametrize(
    "query",
    ["", "&release=2", "&area=091", "&area=all&area=091-101", "&age_group=all", "&modified_since=2020-01-01T00:00:00Z"],
)
@pytest.mark.parametrize("form", ["json", "csv"])
def test_an_evaluator_of_a_municipality_reads_nothing_unpublished_of_another_whatever_is_asked(
    query: str, form: str
) -> None:
    headers = bearer(evaluator(MunicipalityFactory(code="049")))
    answer = call("get", f"{TABLE}?period=2027-Q2&format={form}{query}", **headers)
    assert answer.status_code == 200
    if form == "csv":
        areas = {row["area"] for row in csv.DictReader(io.StringIO(answer.content.decode()))}
    else:
        areas = {row["area"] for row in answer.json()["results"]}
        assert answer.json()["count"] == len(answer.json()["results"])
    assert areas <= {"049"}
    assert areas or "area=" in query
    # What is public is theirs as everybody's.
    assert len(rows(headers, "&period=2027-Q1")) == ROWS


@pytest.mark.parametrize("form", ["json", "csv"])
@pytest.mark.parametrize(
    "query",
    ["", "&release=2", "&period=2027-Q2", "&age_group=all", "&page_size=1", "&page=2", "&modified_since=2027-05-02"],
)
def test_another_municipality_is_told_from_one_that_is_not_there_by_nothing(query: str, form: str) -> None:
    """Neither by what is answered nor by what the database is asked, which is what takes time."""
    headers = bearer(evaluator(MunicipalityFactory(code="049")))
    Release.objects.filter(number=1).update(published_at=None)
    found = []
    for area in ("091", "091-101", "999"):
        with CaptureQueriesContext(connection) as asked:
            answer = call("get", f"{TABLE}?area={area}&format={form}{query}", **headers)
        found.append((answer.status_code, answer.content, asked.captured_queries))
    statements = [[query["sql"] for query in queries] for _, _, queries in found]
    assert statements[0] == statements[1] == statements[2]
    assert statements[0]
    assert found[0][:2] == found[1][:2] == found[2][:2]


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("&area=091", 1),
        ("&area=all", 1),
        ("&area=091&area=049", 3),
        ("&age_group=all", 4),
        ("&area=049&age_group=age_13_to_16", 1),
        ("&period=2027-Q1", ROWS),
        ("&period=2026", 0),
        ("&modified_since=2027-05-01T00:00:00Z", ROWS),
        ("&modified_since=2027-05-02T00:00:00Z", 0),
    ],
)
def test_a_slice_has_the_rows_that_are_asked_for(query: str, count: int) -> None:
    assert len(rows(query=query)) == count


def test_the_same_as_csv_by_parameter_or_by_what_is_accepted() -> None:
    for answer in (call("get", f"{TABLE}?format=csv"), call("get", TABLE, Accept="text/csv")):
        assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
        assert answer.content.decode().splitlines()[:3] == [
            "release,period,area,age_group,passes,events",
            "1,2027-Q1,all,all,40,120",
            "1,2027-Q1,091,all,25,70",
        ]
    assert call("get", f"{TABLE}?format=json", Accept="text/csv").json()["count"] == ROWS


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        (f"{TABLES}nothing/", (404, "not_found")),
        (f"{TABLE}?page=9", (404, "page_not_found")),
        (f"{TABLE}?gender=female", (400, "invalid")),
        (f"{TABLE}?period=2027-13", (400, "invalid")),
        (f"{TABLE}?format=xml", (400, "invalid")),
        (f"{TABLE}?municipality=091", (400, "invalid")),
    ],
)
def test_what_is_wrong_is_told(path: str, expected: tuple[int, str]) -> None:
    assert refusal(call("get", path)) == expected


def test_the_plan_is_told_in_the_language_asked_for() -> None:
    plan = call("get", f"{TABLES}?lang=sv").json()["results"]
    assert plan[0]["title"] == "Pass per månad efter område och slag av händelse"
    assert [dimension["name"] for dimension in plan[0]["dimensions"]] == ["area", "kind"]


def test_reading_takes_as_many_queries_however_many_periods_there_are(django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(1):
        rows()
    release = Release.objects.create(number=3, published_at=clock.now())
    for quarter in (3, 4):
        FrozenTable.objects.create(
            release=release,
            table="quarters_by_area_and_age",
            period=f"2027-Q{quarter}",
            dimensions={},
            figures=orjson.dumps(FIGURES),
            checksum="0" * 64,
        )
    with django_assert_num_queries(1):
        assert len(rows()) == 3 * ROWS


# --- what a release lacks, and what replaced it ---------------------------------------------------
LATER = dt.datetime(2027, 6, 1, tzinfo=dt.UTC)
NOTE = {"fi": "Erä luettiin kahdesti.", "sv": "En sats lästes två gånger.", "en": "A batch was read twice."}


def replace_first() -> None:
    first = Release.objects.get(number=1)
    made = Release.objects.create(
        number=3, made_at=LATER, published_at=LATER, replaces=first, note=NOTE, signed_by="Aino Esimerkki"
    )
    FrozenTable.objects.create(
        release=made,
        table="quarters_by_area_and_age",
        period="2027-Q1",
        dimensions={},
        figures=orjson.dumps([[{}, 31, 90]]),
        checksum="0" * 64,
    )


def listed(query: str = "", headers: dict[str, str] | None = None) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = call("get", f"{TABLES}releases/?{query}", **(headers or {})).json()["results"]
    return found


def test_a_correction_is_read_in_place_of_what_it_replaces_which_stays_by_its_number() -> None:
    replace_first()
    assert [(row["release"], row["passes"]) for row in rows()] == [(3, 31)]
    assert {(row["release"]) for row in rows(query="&release=1")} == {1}
    assert {row["release"] for row in rows(bearer(evaluator()))} == {2, 3}
    assert {row["release"] for row in rows(bearer(evaluator()), "&release=2")} == {1, 2}
    newer, older = listed("lang=sv")
    assert (newer["number"], newer["replaces"], newer["replaced_by"], newer["note"]) == (3, 1, None, NOTE["sv"])
    assert (older["number"], older["replaces"], older["replaced_by"], older["note"]) == (1, None, 3, "")
    assert "Aino" not in call("get", f"{TABLES}releases/").content.decode()


def test_who_pulls_what_is_new_is_told_of_a_correction_and_of_what_it_replaced() -> None:
    assert listed("modified_since=2027-05-20T00:00:00Z") == []
    replace_first()
    assert [row["number"] for row in listed("modified_since=2027-05-20T00:00:00Z")] == [3, 1]
    assert [row["release"] for row in rows(query="&modified_since=2027-05-20T00:00:00Z")] == [3]
    assert listed("modified_since=2027-06-01T00:00:00Z") == []


def test_what_was_left_out_is_said_of_the_table_and_of_the_release() -> None:
    part = {"table": "quarters_by_area_and_age", "period": "2027-Q1", "what": "districts", "municipality": "091"}
    Release.objects.filter(number=1).update(
        left_out=[part], labels={"area": {"091": {"fi": "Helsinki", "sv": "Helsingfors", "en": "Helsinki"}}}
    )
    expected = {**part, "release": 1, "text": "distrikten i kommunen Helsingfors"}
    assert listed("lang=sv")[0]["left_out"] == [expected]
    plan = {table["name"]: table["left_out"] for table in call("get", f"{TABLES}?lang=sv").json()["results"]}
    assert plan.pop("quarters_by_area_and_age") == [expected]
    assert not any(plan.values())


def test_what_another_municipality_lacks_in_what_is_not_public_is_not_told() -> None:
    parts = [
        {"table": "quarters_by_area_and_age", "period": "2027-Q2", "what": "districts", "municipality": code}
        for code in ("049", "091")
    ]
    Release.objects.filter(number=2).update(left_out=parts)
    headers = bearer(evaluator(MunicipalityFactory(code="049")))
    answers = [call("get", path, **headers).json()["results"] for path in (TABLES, f"{TABLES}releases/")]
    told = [part["municipality"] for answer in answers for row in answer for part in row["left_out"]]
    assert told == ["049", "049"]
