"""What passes did in months whose events are gone comes along when its rows become columns of the months."""

import datetime as dt
import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from tests.catalogue.test_migrations import latest_models, migrate

MONTHS = dt.date(2027, 1, 1), dt.date(2027, 2, 1)
PASSES = uuid.UUID(int=1), uuid.UUID(int=2)


@pytest.fixture
def earlier(transactional_db: None) -> Iterator[Any]:
    """The models when there was a row for each thing that a pass did in a month."""
    latest = MigrationExecutor(connection).loader.graph.leaf_nodes()
    try:
        yield migrate([("participation", "0012_own_figures")])
    finally:
        migrate(latest)


def test_each_month_of_a_pass_says_what_its_rows_said(earlier: Any) -> None:
    of = {name: earlier.get_model("participation", name).objects for name in ("ActiveMonth", "MonthlyDeeds")}
    rows: list[dict[str, Any]] = [
        {"kind": "app_opened", "events": 2},
        {"kind": "checked_in", "events": 1},
        {"root_id": 1000001, "events": 1},
        {"source": "verified", "events": 1},
        {"progress": "tried", "events": 1},
    ]
    for month in MONTHS:
        for pass_id in PASSES:
            of["ActiveMonth"].create(month=month, pass_id=pass_id, events=3)
    for row in rows:
        of["MonthlyDeeds"].create(month=MONTHS[0], pass_id=PASSES[0], **row)
    of["MonthlyDeeds"].create(month=MONTHS[1], pass_id=PASSES[0], kind="searched", events=3)
    found = (
        latest_models()
        .get_model("participation", "ActiveMonth")
        .objects.values_list("month", "pass_id", "kinds", "roots", "sources", "progress")
    )
    assert {(month, pass_id): deeds for month, pass_id, *deeds in found} == {
        (MONTHS[0], PASSES[0]): [{"app_opened": 2, "checked_in": 1}, {"1000001": 1}, {"verified": 1}, {"tried": 1}],
        (MONTHS[1], PASSES[0]): [{"searched": 3}, {}, {}, {}],
        (MONTHS[0], PASSES[1]): [{}, {}, {}, {}],
        (MONTHS[1], PASSES[1]): [{}, {}, {}, {}],
    }
