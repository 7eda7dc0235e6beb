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
from harrastuspassi.common import geo

EVENTS = "/api/v1/hobbyevents/"
INCLUDE = ["hobby_detail", "location_detail", "organizer_detail"]
WORDS = {
    "search": ["jalkapallo", "uinti", "tanssi", "ratsastus", "jääkiekko", "musiikki", "kuvataide", "judo"],
    "search, 3 letters": ["tan", "uin", "ret", "jal", "mus", "kit"],
    "search, 2 letters": ["ka", "ta", "mu", "ui", "ko", "sa"],
}
TYPED = ["jal", "uint", "tan", "musiik", "kuv", "hall", "j", "helsin"]


@dataclass(frozen=True)
class Question:
    """Something to ask anew each time; `pair` draws the paths at the API and at the floor, "" where that has none.

    `packed` is whether the API is asked for gzip, which the floor never makes."""

    name: str
    pair: Callable[[], tuple[str, str]]
    packed: bool = False


class Draw:
    """Draws from what the catalogue has, in one of Django's databases."""

    def __init__(self, seed: int = 1, using: str = "default"):
        self.rng = Random(seed)
        places = Location.objects.using(using).exclude(x=None)
        self.places = list(places.order_by("?").values_list("latitude", "longitude")[:3_000])
        self.ids = list(Hobby.objects.using(using).order_by("?").values_list("pk", flat=True)[:20_000])
        self.changed = 0
        categories = HobbyCategory.objects.using(using).filter(is_hidden=False)
        used = categories.filter(hobbies__isnull=False).distinct()
        self.leaves = list(used.filter(rght=F("lft") + 1).values_list("pk", flat=True))
        self.roots = list(categories.filter(level=0).values_list("pk", flat=True))

    def position(self) -> Position:
        """Near a place, and never twice the same."""
        latitude, longitude = self.rng.choice(self.places)
        return Position(latitude + self.rng.gauss(0, 0.02), longitude + self.rng.gauss(0, 0.04))

    def near(self) -> tuple[dict[str, Any], dict[str, float]]:
        """A position as the API is told of it, and as its floor is."""
        here = self.position()
        return {"near_latitude": here.latitude, "near_longitude": here.longitude}, position_values(here)

    def events(self, floor: str, size: int = 50, given: dict[str, Any] | None = None, **params: Any) -> tuple[str, str]:
        """A page of events from a position."""
        near, axes = self.near()
        api = urlencode({"include": INCLUDE, **near, "page_size": size, **params}, doseq=True)
        return f"{EVENTS}?{api}", f"/{floor}/?{urlencode({'size': size, **(given or axes)})}"

    def nearest(self, size: int) -> tuple[str, str]:
        return self.events("nearest", size, ordering="nearest")

    def nearest_of_phone(self) -> tuple[str, str]:
        """As Android asks for it."""
        path, floor = self.events("nearest", 50, ordering="nearest", exclude_past_events="true")
        return path.replace("/api/v1/", "/mobile-api/v1/"), floor

    def nearest_within(self) -> tuple[str, str]:
        near, axes = self.near()
        reach = geo.chord_squared(20_000) ** 0.5
        api = urlencode({"include": INCLUDE, **near, "ordering": "nearest", "max_distance": 20}, doseq=True)
        return f"{EVENTS}?{api}", f"/nearest-within/?{urlencode({'size': 50, **axes, 'reach': reach})}"

    def nearest_in_category(self) -> tuple[str, str]:
        leaf = self.rng.choice(self.leaves)
        near, axes = self.near()
        api = urlencode({"include": INCLUDE, **near, "ordering": "nearest", "category": leaf}, doseq=True)
        return f"{EVENTS}?{api}", f"/nearest-category/?{urlencode({'size': 50, 'category': leaf, **axes})}"

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

    def weekday_and_time(self) -> tuple[str, str]:
        day, start, end = self.rng.randint(1, 7), f"{self.rng.randint(14, 16)}:00", "18:30"
        given = {"weekday": 1 << (day - 1), "start": start, "end": end}
        params = {"start_weekday": day, "start_time_from": start, "start_time_to": end, "ordering": "start_date"}
        return self.events("weekday-time", given=given, **params)

    def events_of_hobby(self) -> tuple[str, str]:
        pk = self.rng.choice(self.ids)
        near, _ = self.near()
        api = urlencode({"include": INCLUDE, **near, "hobby": pk}, doseq=True)
        return f"{EVENTS}?{api}", f"/events-of-hobby/?size=50&id={pk}"

    def changes(self) -> tuple[str, str]:
        # From somewhere on, page after page.
        self.changed += 50
        cursor = self.ids[0] + self.changed % 10_000
        return f"/api/v1/hobbies/changes/?cursor=1.{cursor}&page_size=50", f"/changes/?size=50&after={cursor}"

    def promotions(self) -> tuple[str, str]:
        near, axes = self.near()
        params = {"include": "location_detail", "ordering": "nearest", **near, "usable_only": "true", "page_size": 50}
        return f"/api/v1/promotions/?{urlencode(params)}", f"/promotions/?{urlencode({'size': 50, **axes})}"

    def suggestions(self) -> tuple[str, str]:
        # Of a text, only the words count.
        typed = self.rng.choice(TYPED) + " " * self.rng.randint(0, 100) + "," * self.rng.randint(0, 80)
        return f"/api/v1/suggestions/?{urlencode({'q': typed})}", ""

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
        Question("nearest 50, gzip", lambda: draw.nearest(50), packed=True),
        Question("nearest 50, mobile face", draw.nearest_of_phone),
        Question("nearest 50, within 20 km", draw.nearest_within),
        Question("nearest 50, leaf category", draw.nearest_in_category),
        Question("category root 50", draw.category),
        Question("category root 50, counted", draw.counted_category),
        Question("weekday 50", draw.weekday),
        Question("weekday and time 50", draw.weekday_and_time),
        *(Question(f"{name} 50", lambda words=words: draw.search(words)) for name, words in WORDS.items()),
        *(
            Question(f"{name} 50, counted", lambda words=words: draw.counted_search(words))
            for name, words in WORDS.items()
        ),
        Question("one hobby", draw.hobby),
        Question("events of a hobby", draw.events_of_hobby),
        Question("change feed 50", draw.changes),
        Question("promotions 50", draw.promotions),
        Question("suggestions", draw.suggestions),
        Question("category tree", draw.categories),
    ]
