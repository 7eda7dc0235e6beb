"""Releases as they stand in the database, without passes behind them."""

import datetime as dt
import hashlib
from collections.abc import Sequence
from itertools import product
from typing import Any

import orjson

from harrastuspassi.catalogue.models import District
from harrastuspassi.releases.labels import labels_of
from harrastuspassi.releases.models import FrozenTable, Release
from tests.factories.catalogue import HobbyCategoryFactory, MunicipalityFactory

MADE = dt.datetime(2027, 5, 2, 0, 30, tzinfo=dt.UTC)
AREA_AND_AGE, AREA_AND_CATEGORY = "quarters_by_area_and_age", "quarters_by_area_and_category"
TRICKY = '=HYPERLINK("https://paha.example","Äänestä")'
"""The name of a category that a spreadsheet would run."""
AGES = ("age_13_to_16", "age_17_to_19", "age_20_and_over", "not_said")
AREAS = {"091": None, "091-101": "091", "049": None, "other": None, "not_said": None}


def release(number: int, periods: Sequence[str], *, published: bool = True, made_at: dt.datetime = MADE) -> Release:
    """Two tables of each period, with areas 091 (and a district) and 049, whose figures are told apart by units:
    those of 091 end in 1, of its district in 2, of 049 in 9. The oldest are too few to show."""
    categories = _catalogue()
    made = Release.objects.create(number=number, made_at=made_at, published_at=made_at if published else None)
    for period in periods:
        _freeze(made, AREA_AND_AGE, period, {"area": AREAS, "age_group": dict.fromkeys(AGES)})
        _freeze(made, AREA_AND_CATEGORY, period, {"area": AREAS, "category": dict.fromkeys(categories)})
    Release.objects.filter(pk=made.pk).update(labels=labels_of(made.tables.all()))
    made.refresh_from_db()
    return made


def _catalogue() -> list[str]:
    here = MunicipalityFactory(code="091", name_fi="Helsinki", name_sv="Helsingfors", name_en="Helsinki")
    MunicipalityFactory(code="049", name_fi="Espoo", name_sv="Esbo", name_en="Espoo")
    names = {"name_fi": "Vironniemi", "name_sv": "Estnäs", "name_en": "Vironniemi"}
    District.objects.get_or_create(municipality=here, code="101", defaults=names)
    known = {name: HobbyCategoryFactory(name_fi=name, name_sv="", name_en="") for name in ("Käsityöt", TRICKY)}
    return [str(category.pk) for category in known.values()]


def _freeze(made: Release, table: str, period: str, dimensions: dict[str, dict[str, Any]]) -> None:
    figures = orjson.dumps(
        [[values, *_count(values)] for values in _groups({name: list(values) for name, values in dimensions.items()})]
    )
    FrozenTable.objects.create(
        release=made,
        table=table,
        period=period,
        dimensions=dimensions,
        figures=figures,
        checksum=hashlib.sha256(figures).hexdigest(),
    )


def _groups(values: dict[str, list[str]]) -> list[dict[str, str]]:
    chosen = product(*([None, *of_one] for of_one in values.values()))
    return [{name: value for name, value in zip(values, one, strict=True) if value} for one in chosen]


_UNIT = {"091": 1, "091-101": 2, "049": 9, None: 0}


def _count(values: dict[str, str]) -> tuple[int | None, int | None]:
    if "age_20_and_over" in values.values():
        return None, None
    passes = 1200 // len(values) ** 3 if values else 3400
    count = passes // 10 * 10 + _UNIT.get(values.get("area"), 0)
    return count, None if "not_said" in values.values() else count * 4 // 5 * 5
