"""The table of queries that search is held to, the little town that they are asked of, and how well it answers."""

import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from harrastuspassi.catalogue.models import District, HobbyCategory, Location, Municipality
from harrastuspassi.catalogue.reference import load_reference
from tests.factories.catalogue import HobbyEventFactory, HobbyFactory, LocationFactory, OrganizerFactory

HERE = Path(__file__).parent
ANY = "*"


@dataclass(frozen=True, slots=True)
class Asked:
    """A line of the table (search_queries.toml says what its parts mean), hobbies by their names in the catalogue."""

    query: str
    language: str
    must: frozenset[str]
    may: frozenset[str]
    first: frozenset[str] = frozenset()
    spurious: frozenset[str] = frozenset()
    refused: bool = False

    @property
    def tolerates_all(self) -> bool:
        """Whether nothing that comes is wrong."""
        return ANY in self.may

    def faults(self, found: Sequence[str]) -> list[str]:
        """What is wrong with the hobbies found, best first."""
        missing = self.must - set(found)
        wrong = self.wrong(found) - self.spurious
        ahead = set(found[: len(self.first)])
        return [
            *([f"missing: {' '.join(sorted(missing))}"] if missing else []),
            *([f"not to be found: {' '.join(sorted(wrong))}"] if wrong else []),
            *([f"first came: {' '.join(sorted(ahead - self.first))}"] if ahead - self.first else []),
        ]

    def wrong(self, found: Iterable[str]) -> frozenset[str]:
        """Those of the hobbies found that nobody wants to see."""
        return frozenset() if self.tolerates_all else frozenset(found) - self.must - self.may


@dataclass(slots=True)
class Quality:
    """Precision, the part of what is found that was wanted, and recall, the part of what was wanted that is found.

    Over all queries together; what nobody would mind counts for neither.
    """

    queries: int = 0
    hits: int = 0
    wrong: int = 0
    missing: int = 0

    def add(self, asked: Asked, found: Iterable[str]) -> None:
        """Counts an answer in."""
        hits = len(asked.must & set(found))
        self.queries += 1
        self.hits += hits
        self.missing += len(asked.must) - hits
        self.wrong += len(asked.wrong(found))

    def __str__(self) -> str:
        precision = self.hits / (self.hits + self.wrong)
        recall = self.hits / (self.hits + self.missing)
        return f"{self.queries} queries, precision {precision:.3f}, recall {recall:.3f}"


def table() -> list[Asked]:
    """The lines of the table."""
    lines = tomllib.loads((HERE / "search_queries.toml").read_text(encoding="utf-8"))["queries"]
    return [
        Asked(
            query=line["q"],
            language=line["lang"],
            must=frozenset(line["must"].split()),
            may=frozenset(line.get("may", "").split()),
            first=frozenset(line.get("first", "").split()),
            spurious=frozenset(line.get("spurious", "").split()),
            refused=line.get("refused", False),
        )
        for line in lines
    ]


def make_town() -> dict[int, str]:
    """The hobbies of search_catalogue.toml, each with an event tomorrow: their names there, by id."""
    load_reference()
    town = tomllib.loads((HERE / "search_catalogue.toml").read_text(encoding="utf-8"))
    places = {name: _place(texts) for name, texts in town["places"].items()}
    clubs = {name: OrganizerFactory(name=name) for name in sorted({row["by"] for row in town["hobbies"].values()})}
    categories = {row.name_fi: row for row in HobbyCategory.objects.order_by("-id")}
    made = {}
    for name, row in town["hobbies"].items():
        hobby = HobbyFactory(
            **{f"name_{language}": row[language] for language in ("fi", "sv", "en")},
            description_fi=row["about"],
            description_sv="",
            description_en="",
            organizer=clubs[row["by"]],
            location=places[row["at"]],
            categories=[categories[row["category"]]],
        )
        HobbyEventFactory(hobby=hobby)
        made[hobby.pk] = name
    return made


def _place(texts: dict[str, str]) -> Location:
    district = District.objects.filter(code=texts.get("district")).first()
    municipality = Municipality.objects.get(code=texts.get("municipality", "091"))
    place: Location = LocationFactory(
        **{f"name_{language}": texts[language] for language in ("fi", "sv", "en")},
        address=texts["address"],
        zip_code=texts["zip"],
        city=texts["city"],
        municipality=municipality,
        district=district,
    )
    return place
