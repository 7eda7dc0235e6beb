"""Random catalogues, and what a slow and obvious reader would pick from them. Written without the code it judges.

Times are in one June: no clock changes, so that wall clock and instants go together.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from tests.sphere import great_circle_m

SUMMER = dt.timezone(dt.timedelta(hours=3))
"""Helsinki's offset all that June."""
NOW = dt.datetime(2026, 6, 1, 12, 0, tzinfo=SUMMER)
"""A Monday."""
HERE = (60.1699, 24.9384)
TREE: dict[str, Any] = {"Liikunta": {"Palloilu": {"Jalkapallo": {}}, "Uinti": {}}, "Musiikki": {}}
WITH_ALL_ABOVE = {
    "Liikunta": {"Liikunta"},
    "Palloilu": {"Palloilu", "Liikunta"},
    "Jalkapallo": {"Jalkapallo", "Palloilu", "Liikunta"},
    "Uinti": {"Uinti", "Liikunta"},
    "Musiikki": {"Musiikki"},
}
_NO_DOTS = str.maketrans("äö", "ao")
PRICE_TYPES = ["free", "paid", "annual", "seasonal", "one_time"]
ORGANIZER_STATES = {"club": "approved", "city": "approved", "former": "archived", "new": "pending", "bad": "suspended"}


@dataclass(frozen=True)
class Place:
    at: tuple[float, float] | None = None
    municipality: str | None = None
    district: str | None = None
    is_accessible: bool | None = None


PLACES = {
    "north": Place((60.1899, 24.9384), "091", "301", True),
    "east": Place((60.1699, 24.9684), "091", "302", False),
    "espoo": Place((60.2055, 24.6559), "049"),
    "fiji": Place((-17.7, 178.0)),
    "samoa": Place((-13.8, -171.8), is_accessible=True),
    "unknown": Place(None, "049"),
}


@dataclass
class Event:
    """`end` of an all-day event is the midnight after its last day. `id` is filled when it is stored."""

    start: dt.datetime
    end: dt.datetime
    is_all_day: bool
    is_cancelled: bool
    access: str
    id: int = 0

    @property
    def last_day(self) -> dt.date:
        return (self.end - dt.timedelta(days=1) if self.is_all_day else self.end).date()

    @property
    def weekdays(self) -> set[int]:
        last = self.last_day if self.is_all_day else self.start.date()
        days = (last - self.start.date()).days + 1
        return {(self.start + dt.timedelta(days=day)).isoweekday() for day in range(days)}


@dataclass
class Hobby:
    name: str
    description: str
    categories: list[str]
    place: str | None
    municipality: str | None
    organizer: str | None
    ages: tuple[int | None, int | None]
    price_type: str
    price: Decimal
    languages: list[str]
    state: str
    events: list[Event] = field(default_factory=list)
    id: int = 0

    @property
    def is_readable(self) -> bool:
        hidden = self.organizer is not None and ORGANIZER_STATES[self.organizer] in ("pending", "suspended")
        return self.state in ("published", "archived") and not hidden

    @property
    def is_listed(self) -> bool:
        return self.is_readable and self.state == "published"

    @property
    def where(self) -> Place:
        return PLACES[self.place] if self.place else Place()


def _metres(hobby: Hobby) -> float:
    return great_circle_m(HERE, hobby.where.at) if hobby.where.at else float("inf")


def _in_box(hobby: Hobby, box: list[float]) -> bool:
    if hobby.where.at is None:
        return False
    (west, south, east, north), (latitude, longitude) = box, hobby.where.at
    crosses_the_antimeridian = west > east
    inside = not east < longitude < west if crosses_the_antimeridian else west <= longitude <= east
    return south <= latitude <= north and inside


def _has_word(hobby: Hobby, word: str) -> bool:
    """A word, its case and dots aside, is in any other; one of up to three letters only begins it; signs are none."""
    above = {name for category in hobby.categories for name in WITH_ALL_ABOVE[category]}
    texts = " ".join((hobby.name, hobby.description, *above)).lower().translate(_NO_DOTS).split()
    word = word.lower().translate(_NO_DOTS)
    return word.isalpha() and any(word in text if len(word) > 3 else text.startswith(word) for text in texts)


def _suits(hobby: Hobby, age: int) -> bool:
    youngest, oldest = hobby.ages
    return (0 if youngest is None else youngest) <= age <= (999 if oldest is None else oldest)


WHAT: dict[str, Callable[[Hobby, Any], bool]] = {
    "category": lambda hobby, names: any(set(names) & WITH_ALL_ABOVE[own] for own in hobby.categories),
    "organizer": lambda hobby, names: hobby.organizer in names,
    "price_type": lambda hobby, types: hobby.price_type in types,
    "max_price": lambda hobby, euros: hobby.price <= Decimal(euros),
    "age": _suits,
    "language": lambda hobby, codes: bool(set(codes) & set(hobby.languages)),
    "municipality": lambda hobby, codes: (hobby.municipality or hobby.where.municipality) in codes,
    "district": lambda hobby, codes: hobby.where.district in codes,
    "accessible": lambda hobby, asked: hobby.where.is_accessible is (asked == "true"),
    "bbox": _in_box,
    "max_distance": lambda hobby, kilometres: _metres(hobby) <= kilometres * 1000,
    "search": lambda hobby, words: all(_has_word(hobby, word) for word in words.split()),
}


def _at_time(event: Event, bounds: tuple[str, str]) -> bool:
    first, last = bounds
    start = event.start.strftime("%H:%M")
    within = first <= start <= last if first <= last else start >= first or start <= last
    return event.is_all_day or within


WHEN: dict[str, Callable[[Event, Any], bool]] = {
    "start_weekday": lambda event, days: bool(set(days) & event.weekdays),
    "time": _at_time,
    "period": lambda event, days: event.start.date() <= days[1] and event.last_day >= days[0],
    "access": lambda event, kinds: event.access in kinds,
}


def asks_when(asked: dict[str, Any]) -> bool:
    """Whether a criterion narrows events; 00:00 to 23:59 is any time."""
    return any(name in asked for name in WHEN if (name, asked.get(name)) != ("time", ("00:00", "23:59")))


def meets(hobby: Hobby, asked: dict[str, Any]) -> bool:
    """Whether a hobby meets the criteria about hobbies."""
    return all(test(hobby, asked[name]) for name, test in WHAT.items() if name in asked)


def picked_hobbies(catalogue: list[Hobby], asked: dict[str, Any]) -> list[Hobby]:
    """Hobbies on offer that meet the criteria about hobbies."""
    return [hobby for hobby in catalogue if hobby.is_listed and meets(hobby, asked)]


def passing(hobby: Hobby, asked: dict[str, Any]) -> list[Event]:
    """The hobby's events that meet the criteria about events, past and cancelled ones too, in order."""
    tests = [(test, asked[name]) for name, test in WHEN.items() if name in asked]
    events = [event for event in hobby.events if all(test(event, value) for test, value in tests)]
    return sorted(events, key=lambda event: (event.start, event.id))


def coming(hobby: Hobby, asked: dict[str, Any]) -> list[Event]:
    """Of those, the ones that take place and are not over."""
    return [event for event in passing(hobby, asked) if not event.is_cancelled and event.end > NOW]


def in_order(hobbies: list[Hobby], ordering: str, asked: dict[str, Any]) -> list[Hobby]:
    """The hobbies by an ordering, then by id."""
    keys: dict[str, Callable[[Hobby], Any]] = {
        "name": lambda hobby: hobby.name,
        "nearest": _metres,
        "start_date": lambda hobby: next(
            (event.start for event in coming(hobby, asked)), NOW.max.replace(tzinfo=SUMMER)
        ),
    }
    return sorted(hobbies, key=lambda hobby: (keys[ordering](hobby), hobby.id))


# --- drawn at random ----------------------------------------------------------------------------
_CLOCK_TIMES = ["00:00", "08:00", "10:30", "11:59", "12:00", "18:00", "23:30", "23:59"]


@st.composite
def _events(draw: st.DrawFn) -> Event:
    day = dt.datetime(2026, 6, 1, tzinfo=SUMMER) + dt.timedelta(days=draw(st.integers(-3, 9)))
    is_all_day = draw(st.sampled_from([False, False, True]))
    if is_all_day:
        start, end = day, day + dt.timedelta(days=draw(st.sampled_from([1, 2, 7, 9])))
    else:
        start = dt.datetime.combine(day, dt.time.fromisoformat(draw(st.sampled_from(_CLOCK_TIMES))), tzinfo=SUMMER)
        end = start + dt.timedelta(minutes=draw(st.sampled_from([1, 30, 90, 60 * 30])))
    return Event(
        start=start,
        end=end,
        is_all_day=is_all_day,
        is_cancelled=draw(st.sampled_from([False, False, False, True])),
        access=draw(st.sampled_from(["open", "trial", "course"])),
    )


@st.composite
def _hobbies(draw: st.DrawFn) -> Hobby:
    price_type = draw(st.sampled_from(PRICE_TYPES))
    published = ["published"] * 6
    return Hobby(
        name=draw(st.sampled_from(["Aamu", "Ilta", "Keskiyö", "Öinen uinti"])),
        description=draw(st.sampled_from(["", "Iltapäivän palloilua", "100 % hauska_a"])),
        categories=draw(st.lists(st.sampled_from(sorted(WITH_ALL_ABOVE)), max_size=2, unique=True)),
        place=draw(st.sampled_from([None, *PLACES])),
        municipality=draw(st.sampled_from([None, None, "091", "049"])),
        organizer=draw(st.sampled_from([None, "club", "club", "city", "former", "new", "bad"])),
        ages=draw(st.sampled_from([(None, None), (13, None), (None, 12), (7, 12), (13, 16)])),
        price_type=price_type,
        price=Decimal(0)
        if price_type == "free"
        else draw(st.sampled_from([Decimal(0), Decimal("9.90"), Decimal(120)])),
        languages=draw(st.sampled_from([[], ["fi"], ["fi", "sv"], ["en"]])),
        state=draw(st.sampled_from([*published, "archived", "draft", "in_review", "rejected"])),
        events=draw(st.lists(_events(), max_size=3)),
    )


catalogues = st.lists(_hobbies(), min_size=1, max_size=6)


def _some(*values: Any) -> st.SearchStrategy[list[Any]]:
    return st.lists(st.sampled_from(values), min_size=1, max_size=2, unique=True)


_dates = st.integers(-3, 9).map(lambda day: dt.date(2026, 6, 1) + dt.timedelta(days=day))
_ASKED: dict[str, st.SearchStrategy[Any]] = {
    "category": _some(*WITH_ALL_ABOVE),
    "organizer": _some(*ORGANIZER_STATES),
    "price_type": _some(*PRICE_TYPES),
    "max_price": st.sampled_from(["0", "9.89", "9.9", "200"]),
    "age": st.sampled_from([0, 6, 7, 12, 13, 16, 17]),
    "language": _some("fi", "sv", "en", "ru"),
    "municipality": _some("091", "049", "005"),
    "district": _some("301", "302", "9"),
    "accessible": st.sampled_from(["true", "false"]),
    "bbox": st.sampled_from(
        [[24.9, 60.1, 25.0, 60.2], [170, -20, -170, -10], [-180, -90, 180, 90], [24, 60, 24.7, 61]]
    ),
    "max_distance": st.sampled_from([0.0, 1.7, 2.3, 20.0, 20_100.0]),
    "search": st.sampled_from(["aamu", "ILTA", "ö", "Öinen UINTI", "pallo", "liikunta", "%", "_", "ilta liikunta", ""]),
    "start_weekday": _some(*range(1, 8)),
    "time": st.tuples(st.sampled_from(_CLOCK_TIMES), st.sampled_from(_CLOCK_TIMES)),
    "period": st.tuples(_dates, _dates).map(lambda days: (min(days), max(days))),
    "access": _some("open", "trial", "course"),
}
questions = st.lists(st.sampled_from(sorted(_ASKED)), max_size=3, unique=True).flatmap(
    lambda names: st.fixed_dictionaries({name: _ASKED[name] for name in names})
)
orderings = st.sampled_from(["nearest", "start_date", "name"])
