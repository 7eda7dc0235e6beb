"""Which hobby category a LIPAS type of place stands for: types.csv beside this file, a row a pair."""

import csv
from collections import defaultdict
from functools import cache
from pathlib import Path

from harrastuspassi.catalogue.models import HobbyCategory

TABLE = Path(__file__).with_name("types.csv")

FALLBACKS = (
    "http://webprotege.stanford.edu/R8JUXqoaPI12Gfm1v4hYs6n",  # Muu urheilu ja liikunta
    "http://webprotege.stanford.edu/RCpC2vEXj92cc9EH0yqBMJ1",  # Urheilu ja liikunta
    "http://webprotege.stanford.edu/R96kZ7DRpJpYuQy7ksB48ck",  # Muu harrastus
)
"""Categories of a type that the table lacks; the first visible one is taken."""


@cache
def type_table() -> dict[int, tuple[str, ...]]:
    """IRIs of categories by LIPAS type code."""
    table: dict[int, list[str]] = defaultdict(list)
    with TABLE.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            table[int(row["type_code"])].append(row["category_iri"])
    return {code: tuple(iris) for code, iris in table.items()}


class TypeCategories:
    """Category ids by type code, read once for a run."""

    def __init__(self) -> None:
        visible = HobbyCategory.objects.listed().filter(iri__isnull=False)
        self.ids: dict[str | None, int] = dict(visible.values_list("iri", "id"))
        self.fallback = frozenset([self.ids[iri] for iri in FALLBACKS if iri in self.ids][:1])

    def of(self, type_code: int | None) -> frozenset[int]:
        """Ids of the visible categories that a type stands for; empty where the fallback has to do."""
        iris = type_table().get(type_code, ()) if type_code is not None else ()
        return frozenset(self.ids[iri] for iri in iris if iri in self.ids)
