"""What the database refuses of releases and of what they are held against. A constraint without a case here fails."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.apps import apps
from django.db import IntegrityError, models, transaction

from harrastuspassi.accounts.models import Scope, ServiceToken
from harrastuspassi.releases.models import Download, Export, FrozenTable, Release, ReleaseFile
from harrastuspassi.statistics.models import AreaIncome, Cell, Cost, DistrictGroup, Period, Population
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db
LATER = dt.datetime(2200, 1, 1, tzinfo=dt.UTC)
DIGEST = "0" * 64


def release(number: int = 1) -> Release:
    return Release.objects.get_or_create(number=number)[0]


def export() -> Export:
    return Export.objects.create(release=release(), tables=[], language="fi", format="xlsx", expires_at=LATER)


def file(**changes: Any) -> ReleaseFile:
    fields = {"release": release(), "language": "fi", "format": "zip", "sha256": DIGEST, "size": 1}
    return ReleaseFile.objects.create(**fields | changes)


def table() -> FrozenTable:
    fields: dict[str, Any] = {"dimensions": {}, "figures": b"[]", "checksum": DIGEST}
    return FrozenTable.objects.create(release=release(), table="t", period="2027", **fields)


def cell() -> Cell:
    period = Period.objects.get_or_create(name="2027", defaults={"dimensions": {}})[0]
    sums = {"passes": 1, "events": 1, "largest_share": 1, "key_sum": 0, "event_key_sum": 0}
    return Cell.objects.create(period=period, table="t", **sums)


def machine() -> ServiceToken:
    return ServiceToken.objects.create(name="x", scope=Scope.STATISTICS, digest=DIGEST, expires_at=LATER)


POPULATION = {"year": 2027, "area": "091", "age_group": "age_13_to_16", "residents": 5}
COST = {"period": "2027", "municipality": "091", "kind": "system", "euros": Decimal(1)}
INCOME = {"year": 2027, "area": "091-101", "income_group": "low"}
GROUP = {"area": "091-101", "code": "a1", "name_fi": "x", "name_sv": "x", "name_en": "x"}
MAKE: dict[Any, Any] = {
    Release: release,
    Export: export,
    ReleaseFile: file,
    FrozenTable: table,
    Download: lambda: Download.objects.create(export=export()),
    Cell: cell,
    Period: lambda: Period.objects.create(name="2027-Q1", dimensions={}),
    Population: lambda: Population.objects.create(**POPULATION),
    Cost: lambda: Cost.objects.create(**COST),
    AreaIncome: lambda: AreaIncome.objects.create(**INCOME),
    DistrictGroup: lambda: DistrictGroup.objects.create(**GROUP),
}

# Constraint, model, and what gives changes to a valid row that break it.
CHECKS: list[tuple[str, Any, Any]] = [
    ("correction_is_signed", Release, lambda: {"replaces": release(2)}),
    ("export_state_known", Export, lambda: {"state": "asleep"}),
    ("export_format_known", Export, lambda: {"format": "pdf"}),
    ("export_progress_in_per_cents", Export, lambda: {"progress": 101}),
    ("export_ready_has_checksum", Export, lambda: {"state": "ready"}),
    ("export_of_one_asker", Export, lambda: {"user": UserFactory(), "machine": machine()}),
    ("release_file_format_known", ReleaseFile, lambda: {"format": "pdf"}),
    ("release_file_has_checksum", ReleaseFile, lambda: {"sha256": "0" * 63 + "g"}),
    ("download_by_one", Download, lambda: {"user": UserFactory(), "machine": machine()}),
    ("download_of_one", Download, lambda: {"export": None}),
    ("download_of_one", Download, lambda: {"file": file()}),
    ("cell_key_sums_of_32_bits", Cell, lambda: {"key_sum": 2**32}),
    ("cell_key_sums_of_32_bits", Cell, lambda: {"event_key_sum": 2**32}),
    ("cell_not_empty", Cell, lambda: {"passes": 0}),
    ("cell_not_empty", Cell, lambda: {"events": 0}),
    ("population_area_shape", Population, lambda: {"area": "91"}),
    ("population_age_group_known", Population, lambda: {"age_group": "14"}),
    ("cost_municipality_shape", Cost, lambda: {"municipality": "91"}),
    ("cost_kind_known", Cost, lambda: {"kind": "gifts"}),
    ("cost_not_negative", Cost, lambda: {"euros": Decimal("-0.01")}),
    ("area_income_area_shape", AreaIncome, lambda: {"area": "91"}),
    ("area_income_group_known", AreaIncome, lambda: {"income_group": "rich"}),
    ("district_group_area_shape", DistrictGroup, lambda: {"area": "91"}),
    ("district_group_code_shape", DistrictGroup, lambda: {"code": "1a"}),
]
# Constraint or unique column, and what makes a row of which there must not be another.
TWINS: list[tuple[str, Any]] = [
    ("table_frozen_once", table),
    ("release_file_once", file),
    ("cell_once", cell),
    ("population_once", MAKE[Population]),
    ("cost_once", MAKE[Cost]),
    ("area_income_once", MAKE[AreaIncome]),
    ("Release.number", lambda: Release.objects.create(number=7)),
    ("Period.name", MAKE[Period]),
    ("DistrictGroup.area", MAKE[DistrictGroup]),
    (
        "Export.key",
        lambda: Export.objects.create(
            key="0" * 32, release=release(), tables=[], language="fi", format="zip", expires_at=LATER
        ),
    ),
]


@pytest.mark.parametrize(("name", "model", "changes"), CHECKS, ids=[name for name, _, _ in CHECKS])
def test_a_check_refuses_what_it_is_for(name: str, model: Any, changes: Any) -> None:
    row, broken = MAKE[model](), changes()
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        model.objects.filter(pk=row.pk).update(**broken)


@pytest.mark.parametrize("make", [make for _, make in TWINS], ids=[name for name, _ in TWINS])
def test_what_must_be_unique_is_refused_a_second_time(make: Any) -> None:
    make()
    with pytest.raises(IntegrityError, match=r"(?i)unique"), transaction.atomic():
        make()


def test_a_release_is_replaced_once() -> None:
    Release.objects.create(number=8, replaces=release(), signed_by="A")
    with pytest.raises(IntegrityError, match=r"(?i)unique"), transaction.atomic():
        Release.objects.create(number=9, replaces=release(), signed_by="A")


def test_every_constraint_has_a_case() -> None:
    of_apps = [*apps.get_app_config("releases").get_models(), *apps.get_app_config("statistics").get_models()]
    constraints = [(type(each), each.name) for model in of_apps for each in model._meta.constraints]
    columns = {
        f"{model.__name__}.{field.name}"
        for model in of_apps
        for field in model._meta.concrete_fields
        if field.unique and not field.primary_key and not field.one_to_one
    }
    assert {name for name, _, _ in CHECKS} == {name for kind, name in constraints if kind is models.CheckConstraint}
    unique = {name for kind, name in constraints if kind is models.UniqueConstraint}
    assert {name for name, _ in TWINS} == unique | columns
