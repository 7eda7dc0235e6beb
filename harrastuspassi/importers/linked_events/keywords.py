"""Which categories and audiences keywords of Linked Events stand for.

A keyword is a concept of the General Finnish Ontology (YSO) or of a city's own. Categories and audiences
know their concepts; keywords.csv beside this file adds concepts that no category has, a row a pair; and a
keyword of any origin counts that is called like a category.
"""

import csv
from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from harrastuspassi.catalogue.models import Audience, HobbyCategory

from .references import reference

TABLE = Path(__file__).with_name("keywords.csv")
YSO = "yso:"
FALLBACK = "http://webprotege.stanford.edu/R96kZ7DRpJpYuQy7ksB48ck"
"""Muu harrastus, the category of what has no other."""


@cache
def keyword_table() -> dict[str, tuple[str, ...]]:
    """IRIs of categories by YSO concept id."""
    table: dict[str, list[str]] = defaultdict(list)
    with TABLE.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            table[row["yso_id"]].append(row["category_iri"])
    return {concept: tuple(iris) for concept, iris in table.items()}


class Keywords:
    """Ids of what is visible by keyword, read once for a run."""

    def __init__(self) -> None:
        categories = list(HobbyCategory.objects.listed().values_list("id", "iri", "yso_id", "name_fi"))
        self.ids: dict[str | None, int] = {iri: pk for pk, iri, _, _ in categories}
        self.named: dict[str, set[int]] = defaultdict(set)
        self.concepts: dict[str, set[int]] = defaultdict(set)
        for pk, _, concept, name in categories:
            if name:
                self.named[name.casefold()].add(pk)
            if concept:
                self.concepts[concept].add(pk)
        for concept, iris in keyword_table().items():
            # Where the ontology has come to know a concept itself, that counts.
            if concept not in self.concepts:
                self.concepts[concept] = {self.ids[iri] for iri in iris if iri in self.ids}
        audiences = Audience.objects.listed().filter(yso_id__isnull=False)
        self.audience_ids: dict[str, int] = dict(audiences.values_list("yso_id", "id"))
        self.fallback = frozenset({self.ids[FALLBACK]} if FALLBACK in self.ids else ())

    def categories(self, keywords: Iterable[Any]) -> frozenset[int]:
        """Ids of the categories that keywords stand for; empty where the fallback has to do."""
        found: set[int] = set()
        for keyword in keywords:
            found |= self.concepts.get(_concept(keyword), set()) or self.named.get(_name(keyword), set())
        return frozenset(found)

    def audiences(self, keywords: Iterable[Any]) -> frozenset[int]:
        """Ids of the audiences that keywords stand for."""
        return frozenset(
            self.audience_ids[concept] for concept in map(_concept, keywords) if concept in self.audience_ids
        )


def _concept(keyword: Any) -> str:
    """The YSO concept that a keyword is, as "p916"; "" where it is another's."""
    text = reference(keyword) or ""
    return text.removeprefix(YSO) if text.startswith(YSO) else ""


def _name(keyword: Any) -> str:
    names = keyword.get("name") if isinstance(keyword, Mapping) else None
    name = names.get("fi") if isinstance(names, Mapping) else None
    return name.strip().casefold() if isinstance(name, str) else ""
