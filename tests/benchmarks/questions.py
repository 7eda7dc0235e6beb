"""What is asked of the API, and the same of its floor."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from random import Random
from typing import Any
from urllib.parse import urlencode

from django.db import connection
from django.db.models import F

from harrastuspassi.catalogue.criteria import Position
from harrastuspassi.catalogue.expressions import position_values
from harrastuspassi.catalogue.models import Hobby, HobbyCategory, Location
from harrastuspassi.catalogue.search import Search
from harrastuspassi.catalogue.search_conditions import tsquery
from harrastuspassi.catalogue.searching import as_typed

EVENTS = "/api/v1/hobbyevents/"
INCLUDE = ["hobby_detail", "location_detail", "organizer_detail"]
WORDS = {
    "search": ["jalkapallo", "uinti", "tanssi", "ratsastus", "jääkiekko", "musiikki", "kuvataide", "judo"],
    "search, 3 letters": ["tan", "uin", "ret", "jal", "mus", "kit"],
    "search, 2 letters": ["ka", "ta", "mu", "ui", "ko", "sa"],
}


@dataclass(frozen=True)
class Question:
    """Something to ask anew each time; `pair` draws the path at the API and the path at the floor."""

    name: str
    pair: Callable[[], tuple[str, str]]


class Draw:
    """Draws from what the catalogue has."""

    def __init__(self, seed: int = 1):
        self.rng = Random(seed)
        self.places = list(Location.objects.exclude(x=None).values_list("latitude", "longitude")[:3_000])
        self.ids = list(Hobby.objects.values_list("pk", flat=True)[:100_000])
        categories = HobbyCategory.objects.filter(is_hidden=False)
        used = categories.filter(hobbies__isnull=False).distinct()
        self.leaves = list(used.filter(rght=F("lft") + 1).values_list("pk", flat=True))
        self.roots = list(categories.filter(level=0).values_list("pk", flat=True))

    def position(self) -> Position:
        """Near a place, and never twice the same."""
        latitude, longitude = self.rng.choice(self.places)
        return Position(latitude + self.rng.gauss(0, 0.02), longitude + self.rng.gauss(0, 0.04))

    def events(self, floor: str, size: int = 50, given: dict[str, Any] | None = None, **params: Any) -> tuple[str, str]:
        """A page of events from a position."""
        here = self.position()
        near = {"near_latitude": here.latitude, "near_longitude": here.longitude, "page_size": size}
        api = urlencode({"include": INCLUDE, **near, **params}, doseq=True)
        return f"{EVENTS}?{api}", f"/{floor}/?{urlencode({'size': size, **(given or position_values(here))})}"

    def nearest(self, size: int) -> tuple[str, str]:
        return self.events("nearest", size, ordering="nearest")

    def nearest_in_category(self) -> tuple[str, str]:
        leaf = self.rng.choice(self.leaves)
        here = self.position()
        near = {"near_latitude": here.latitude, "near_longitude": here.longitude, "ordering": "nearest"}
        api = urlencode({"include": INCLUDE, **near, "category": leaf}, doseq=True)
        floor = urlencode({"size": 50, "category": leaf, **position_values(here)})
        return f"{EVENTS}?{api}", f"/nearest-category/?{floor}"

    def category(self) -> tuple[str, str]:
        root = self.rng.choice(self.roots)
        return self.events("category", given={"category": root}, category=root, ordering="start_date")

    def counted_category(self) -> tuple[str, str]:
        root = self.rng.choice(self.roots)
        return self.events(
            "category", given={"category": root}, category=root, ordering="start_date", max_price=self.dearest()
        )

    def dearest(self) -> int:
        """A price that all are under: another question with the same answer, whose count nobody has asked for yet."""
        return self.rng.randint(1, 999_999)

    def weekday(self) -> tuple[str, str]:
        day = self.rng.randint(1, 7)
        given = {"weekday": 1 << (day - 1)}
        return self.events("weekday", given=given, start_weekday=day, ordering="start_date")

    def fifty(self) -> str:
        """A page size of 50, mostly written as nobody has yet: another question with the same answer and count."""
        return "50".zfill(self.rng.randint(2, 900))

    def search(self, words: list[str]) -> tuple[str, str]:
        return self._search(words, page_size=self.fifty())

    def counted_search(self, words: list[str]) -> tuple[str, str]:
        return self._search(words, max_price=self.dearest())

    def _search(self, words: list[str], **params: Any) -> tuple[str, str]:
        word = self.rng.choice(words)
        api = urlencode({"include": INCLUDE, "search": word, **params}, doseq=True)
        return f"{EVENTS}?{api}", f"/search/?{urlencode({'size': 50, 'query': _tsquery(word)})}"

    def hobby(self) -> tuple[str, str]:
        pk, here = self.rng.choice(self.ids), self.position()
        near = {"near_latitude": here.latitude, "near_longitude": here.longitude, "include": INCLUDE[1:]}
        return f"/api/v1/hobbies/{pk}/?{urlencode(near, doseq=True)}", f"/hobby/?id={pk}"

    def categories(self) -> tuple[str, str]:
        page_size = self.rng.randint(100, 500)
        tree = f"/api/v1/hobbycategories/?parent=null&include=child_categories&page_size={page_size}"
        return tree, "/categories/"


@lru_cache(maxsize=100)
def _tsquery(word: str) -> str:
    search: Search = as_typed(word)
    return tsquery(search.words or ())


def questions(draw: Draw) -> list[Question]:
    """All of them, in the order in which they are asked."""
    assert connection.vendor == "postgresql"
    return [
        Question("nearest 50", lambda: draw.nearest(50)),
        Question("nearest 500", lambda: draw.nearest(500)),
        Question("nearest 50, leaf category", draw.nearest_in_category),
        Question("category root 50", draw.category),
        Question("category root 50, counted", draw.counted_category),
        Question("weekday 50", draw.weekday),
        *(Question(f"{name} 50", lambda words=words: draw.search(words)) for name, words in WORDS.items()),
        *(
            Question(f"{name} 50, counted", lambda words=words: draw.counted_search(words))
            for name, words in WORDS.items()
        ),
        Question("one hobby", draw.hobby),
        Question("category tree", draw.categories),
    ]
