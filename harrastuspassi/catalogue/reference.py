"""Reference data: municipalities, Helsinki's districts, the category tree and audiences, postal codes.

The tables in data/ hold facts that every installation needs; data/README.md says where they are from.
"""

import csv
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db.models import Model, Q

from harrastuspassi.catalogue.models import (
    Audience,
    District,
    DistrictSource,
    HobbyCategory,
    Location,
    Municipality,
    PostalCode,
    Synonym,
)
from harrastuspassi.catalogue.publishing import publishing
from harrastuspassi.catalogue.tree import rebuild_tree
from harrastuspassi.common import clock
from harrastuspassi.common.errors import InvalidInput
from harrastuspassi.common.rows import Columns, Synced, chunks, sync_rows

DATA = Path(__file__).parent / "data"
POSTAL_CODE_COLUMNS = ("postal_code", "municipality_code", "district_code")

Revise = Callable[[Any, Columns], Columns]


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """A category or audience by its class IRI in the ontology; `parent_iri` is None for a root."""

    iri: str
    parent_iri: str | None
    yso_id: str | None
    name_fi: str
    name_sv: str
    name_en: str

    def columns(self) -> dict[str, Any]:
        """The columns that categories and audiences share."""
        return {
            "yso_id": self.yso_id,
            "name_fi": self.name_fi,
            "name_sv": self.name_sv,
            "name_en": self.name_en,
            "is_hidden": False,
        }


def ensure_reference() -> None:
    """Loads the reference data into a database that has none."""
    if not Municipality.objects.exists():
        load_reference()


def load_reference() -> int:
    """Loads the tables in data/. Returns how many rows were written: none when they were there already.

    Municipalities and districts are brought up to date. Categories and audiences that are there are
    left as they are, so that this never undoes a newer ontology or what was hidden.
    """
    with publishing() as changes:
        written: list[tuple[type[Model], Synced[Any]]] = [
            *_load_areas(),
            (HobbyCategory, write_categories(_terms("categories.csv"), revise=_keep)),
            (Audience, write_audiences(_terms("audiences.csv"), revise=_keep)),
        ]
        for model, synced in written:
            changes.add_synced(model, synced)
        _load_synonyms()
        return sum(synced.changed for _, synced in written) + rebuild_tree()


def write_categories(terms: Sequence[Term], *, revise: Revise | None = None) -> Synced[HobbyCategory]:
    """Writes categories, parents before children; `terms` must be in that order. The tree is not renumbered."""
    levels: dict[int, list[Term]] = defaultdict(list)
    depth: dict[str | None, int] = {None: -1}
    for term in terms:
        depth[term.iri] = depth[term.parent_iri] + 1
        levels[depth[term.iri]].append(term)
    rows: dict[str, HobbyCategory] = {}
    created: set[str] = set()
    updated: set[str] = set()
    for level in sorted(levels):
        wanted = {
            term.iri: {**term.columns(), "parent_id": rows[term.parent_iri].pk if term.parent_iri else None}
            for term in levels[level]
        }
        synced = sync_rows(HobbyCategory, key="iri", wanted=wanted, revise=revise)
        rows |= synced.rows
        created |= synced.created
        updated |= synced.updated
    return Synced(rows=rows, created=frozenset(created), updated=frozenset(updated))


def write_audiences(terms: Sequence[Term], *, revise: Revise | None = None) -> Synced[Audience]:
    """Writes audiences, which have no tree."""
    return sync_rows(Audience, key="iri", wanted={term.iri: term.columns() for term in terms}, revise=revise)


def load_postal_codes(*, rows: Mapping[int, Mapping[str, str | None]]) -> int:
    """Adds to the table of postal codes and applies all of it to the places. Returns how many rows were written.

    `rows` have POSTAL_CODE_COLUMNS, by their number in the file. All or nothing: raises InvalidInput
    with every wrong row's messages under "row N". Codes that are not among the rows stay. Places get a district
    where it was unknown or came from this table, never where the source or someone by hand gave it.
    """
    with publishing() as changes:
        wanted = _checked_postal_codes(rows)
        codes = sync_rows(PostalCode, key="code", wanted=wanted)
        placed = apply_postal_codes()
        changes.add_ids(Location, placed)
        changes.add_ids(District, (codes.rows[code].district_id for code in codes.created | codes.updated))
    return codes.changed + len(placed)


def apply_postal_codes() -> set[int]:
    """Gives places their district by postal code; a place known to be in another municipality gets none.

    Returns the ids of the places where that changed something.
    """
    codes: dict[int, list[str]] = defaultdict(list)
    for code, district_id in PostalCode.objects.values_list("code", "district_id"):
        codes[district_id].append(code)
    open_to_table = Location.objects.filter(district_source__in=[DistrictSource.UNKNOWN, DistrictSource.POSTAL_CODE])
    placed: set[int] = set()
    for district in District.objects.filter(id__in=codes):
        places = open_to_table.filter(
            Q(municipality_id=district.municipality_id) | Q(municipality_id__isnull=True),
            zip_code__in=codes[district.pk],
        )
        found = set(places.exclude(district_id=district.pk).values_list("id", flat=True))
        for ids in chunks(found):
            Location.objects.filter(id__in=ids).update(
                district=district, district_source=DistrictSource.POSTAL_CODE, modified_at=clock.now()
            )
        placed |= found
    return placed


def _keep(row: Any, columns: Columns) -> Columns:
    return {}


def _load_areas() -> Iterator[tuple[type[Model], Synced[Any]]]:
    municipalities = sync_rows(
        Municipality, key="code", wanted={row.pop("code"): row for row in _table("municipalities.csv")}
    )
    yield Municipality, municipalities
    by_municipality: dict[str, dict[str, Columns]] = defaultdict(dict)
    for row in _table("districts.csv"):
        by_municipality[row.pop("municipality_code")][row.pop("code")] = row
    for code, districts in by_municipality.items():
        scope = {"municipality_id": municipalities.rows[code].pk}
        yield District, sync_rows(District, key="code", scope=scope, wanted=districts)


def _load_synonyms() -> None:
    """Fills the table of synonyms where it is empty: what an operator has taken out stays out."""
    if not Synonym.objects.exists():
        Synonym.objects.bulk_create(Synonym(**row) for row in _table("synonyms.csv"))


def _terms(name: str) -> list[Term]:
    return [
        Term(
            iri=row["iri"],
            parent_iri=row.get("parent_iri") or None,
            yso_id=row["yso_id"] or None,
            name_fi=row["name_fi"],
            name_sv=row["name_sv"],
            name_en=row["name_en"],
        )
        for row in _table(name)
    ]


def _table(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _checked_postal_codes(rows: Mapping[int, Mapping[str, str | None]]) -> dict[str, Columns]:
    districts = {
        (municipality, code): pk
        for municipality, code, pk in District.objects.values_list("municipality__code", "code", "id")
    }
    wanted: dict[str, Columns] = {}
    errors: dict[str, list[str]] = {}
    for number, row in rows.items():
        code, municipality, district = ((row.get(name) or "").strip() for name in POSTAL_CODE_COLUMNS)
        found = districts.get((municipality, district))
        wrong = []
        if not (len(code) == 5 and code.isascii() and code.isdecimal()):
            wrong.append(f"postal_code {code!r} is not five digits")
        if found is None:
            wrong.append(f"district_code {district!r} is no district of municipality_code {municipality!r}")
        if code in wanted:
            wrong.append(f"postal_code {code!r} comes twice")
        if wrong:
            errors[f"row {number}"] = wrong
        wanted[code] = {"district_id": found}
    if errors:
        raise InvalidInput("The table of postal codes has errors; nothing was loaded.", fields=errors)
    return wanted
