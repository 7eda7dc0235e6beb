"""Reference tables that operators load from CSV: populations, costs, income groups of districts, and which small
districts are shown as one."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Model, Sum

from harrastuspassi.catalogue.models import District, Municipality
from harrastuspassi.common.errors import InvalidInput
from harrastuspassi.common.rows import chunks
from harrastuspassi.passes.models import KEPT_AGE_GROUPS
from harrastuspassi.statistics import periods
from harrastuspassi.statistics.models import AreaIncome, Cost, CostKind, DistrictGroup, IncomeGroup, Population

Codes = Mapping[str, frozenset[str]]
"""The codes that there are, of "municipality", "district" and "area" (either)."""
Check = Callable[[str, Codes], Any]
"""What a text is. Raises ValueError, which says what is allowed."""
Row = Mapping[str, Any]

MOST_RESIDENTS = 10_000_000
LONGEST_NAME = 100


def _one_of(values: list[str]) -> Check:
    def check(text: str, codes: Codes) -> str:
        if text not in values:
            raise ValueError(f"one of {', '.join(values)}")
        return text

    return check


def _code_of(kind: str, about: str) -> Check:
    def check(text: str, codes: Codes) -> str:
        if text not in codes[kind]:
            raise ValueError(about)
        return text

    return check


def _year(text: str, codes: Codes) -> int:
    if not re.fullmatch(r"20[0-9]{2}", text, re.ASCII):
        raise ValueError("a year from 2000 to 2099")
    return int(text)


def _period(text: str, codes: Codes) -> str:
    try:
        periods.length_of(text)
    except ValueError:
        raise ValueError("a period: 2027, 2027-Q1 or 2027-03") from None
    return text


def _residents(text: str, codes: Codes) -> int:
    if not re.fullmatch(r"[0-9]{1,8}", text, re.ASCII) or int(text) > MOST_RESIDENTS:
        raise ValueError(f"a whole number from 0 to {MOST_RESIDENTS}")
    return int(text)


def _euros(text: str, codes: Codes) -> Decimal:
    if not re.fullmatch(r"[0-9]{1,9}([.,][0-9]{1,2})?", text, re.ASCII):
        raise ValueError("euros from 0 to 999999999, with at most two decimals and nothing between thousands")
    return Decimal(text.replace(",", "."))


def _group_code(text: str, codes: Codes) -> str:
    if not re.fullmatch(r"[a-z][0-9a-z]{0,9}", text, re.ASCII):
        raise ValueError("a small letter and up to nine small letters or digits, so that it is no district's code")
    return text


def _name(text: str, codes: Codes) -> str:
    if not 1 <= len(text) <= LONGEST_NAME:
        raise ValueError(f"a name of 1 to {LONGEST_NAME} characters")
    return text


_AREA = _code_of("area", "a municipality's code (091), or with its district's (091-101)")
_DISTRICT = _code_of("district", "the code of a municipality and of its district (091-101)")
_MUNICIPALITY = _code_of("municipality", "a municipality's code of three digits")


@dataclass(frozen=True)
class Table:
    """A reference table: its columns with what each may be, and those that a row is known by."""

    model: type[Model]
    columns: Mapping[str, Check]
    key: tuple[str, ...]


TABLES = {
    "populations": Table(
        Population,
        {"year": _year, "area": _AREA, "age_group": _one_of(KEPT_AGE_GROUPS), "residents": _residents},
        ("year", "area", "age_group"),
    ),
    "costs": Table(
        Cost,
        {"period": _period, "municipality": _MUNICIPALITY, "kind": _one_of(CostKind.values), "euros": _euros},
        ("period", "municipality", "kind"),
    ),
    "income_groups": Table(
        AreaIncome,
        {"year": _year, "area": _DISTRICT, "income_group": _one_of(IncomeGroup.values)},
        ("year", "area"),
    ),
    "district_groups": Table(
        DistrictGroup,
        {"area": _DISTRICT, "code": _group_code, "name_fi": _name, "name_sv": _name, "name_en": _name},
        ("area",),
    ),
}


@transaction.atomic
def load(*, kind: str, rows: Mapping[int, Mapping[str, str | None]]) -> int:
    """Adds rows to a table of TABLES, and replaces those that are known by the same key; others stay. Returns how many
    rows were new or differed.

    `rows` by their line in the file. All or nothing: raises InvalidInput with what is wrong with each under "row N".
    """
    table = TABLES[kind]
    wanted = _checked(table, rows)
    present = {tuple(getattr(row, name) for name in table.key): row for row in table.model._default_manager.all()}
    if table.model is Cost:
        _check_overlaps(wanted, present)
    differing = [
        row
        for key, (_, row) in wanted.items()
        if key not in present or any(getattr(present[key], name) != value for name, value in row.items())
    ]
    others = [name for name in table.columns if name not in table.key]
    for some in chunks(differing):
        table.model._default_manager.bulk_create(
            [table.model(**row) for row in some],
            update_conflicts=True,
            unique_fields=list(table.key),
            update_fields=others,
        )
    return len(differing)


Wanted = dict[tuple[Any, ...], tuple[int, Row]]


def _checked(table: Table, rows: Mapping[int, Mapping[str, str | None]]) -> Wanted:
    codes = _codes()
    wanted: Wanted = {}
    errors: dict[str, list[str]] = {}
    for number, row in rows.items():
        read, wrong = _read(table, row, codes)
        key = tuple(read.get(name) for name in table.key)
        if not wrong and key in wanted:
            wrong = [f"{', '.join(table.key)} stand in row {wanted[key][0]} already"]
        if wrong:
            errors[f"row {number}"] = wrong
        wanted.setdefault(key, (number, read))
    _raise(errors)
    return wanted


def _read(table: Table, row: Mapping[str, str | None], codes: Codes) -> tuple[Row, list[str]]:
    read, wrong = {}, []
    for name, check in table.columns.items():
        text = (row.get(name) or "").strip()
        try:
            read[name] = check(text, codes)
        except ValueError as allowed:
            wrong.append(f"{name} {text!r} is not {allowed}")
    return read, wrong


def _check_overlaps(wanted: Wanted, present: Mapping[tuple[Any, ...], Model]) -> None:
    """A cost of a year and one of its quarter, of the same kind, would be counted twice."""
    errors: dict[str, list[str]] = {}
    for key, (number, _) in wanted.items():
        period, *of = key
        for other in (*wanted, *present):
            if other != key and list(other[1:]) == of and _overlap(period, other[0]):
                errors[f"row {number}"] = [f"period {period!r} lies within or around {other[0]!r} of the same kind"]
    _raise(errors)


def _overlap(one: str, other: str) -> bool:
    return bool({*periods.months_of(one)} & {*periods.months_of(other)})


def _raise(errors: Mapping[str, list[str]]) -> None:
    if errors:
        raise InvalidInput("The table has errors; nothing was loaded.", fields=errors)


def _codes() -> Codes:
    municipalities = frozenset(Municipality.objects.values_list("code", flat=True))
    rows = District.objects.values_list("municipality__code", "code")
    districts = frozenset(f"{municipality}-{code}" for municipality, code in rows)
    return {"municipality": municipalities, "district": districts, "area": municipalities | districts}


# --- what figures are held against ----------------------------------------------------------------
def members_of(area: str) -> list[str]:
    """The districts that are shown as one under a code of an area; the area itself where it is no group."""
    municipality, _, code = area.partition("-")
    found = DistrictGroup.objects.filter(area__startswith=f"{municipality}-", code=code).order_by("area")
    return list(found.values_list("area", flat=True)) or [area]


def residents_of(area: str, year: int, age_group: str) -> int | None:
    """Residents of an area, or of all districts of a group. None where any is not known."""
    members = members_of(area)
    found = Population.objects.filter(year=year, age_group=age_group, area__in=members)
    numbers = list(found.values_list("residents", flat=True))
    return sum(numbers) if len(numbers) == len(members) else None


def income_group_of(area: str, year: int) -> str | None:
    """The income group of an area. None where it is not known, or where districts of a group differ."""
    members = members_of(area)
    found = list(AreaIncome.objects.filter(year=year, area__in=members).values_list("income_group", flat=True))
    return found[0] if len(found) == len(members) and len(set(found)) == 1 else None


def costs_of(year: int) -> dict[str, Decimal]:
    """Euros of a year by municipality, of all its periods and kinds."""
    rows = Cost.objects.filter(period__startswith=f"{year}").values_list("municipality")
    return dict(rows.annotate(total=Sum("euros")).order_by())
