"""Strict decoders that model how the three deployed clients read answers, after the tables of CONTRACT.md.

Each takes a parsed JSON answer, reads what its client reads, as its client reads it, and returns the
rows. Where the client would crash, lose the answer, or show nonsense it raises Broken, saying where.
"""

import re
from collections.abc import Callable
from typing import Any, NoReturn

PRICE_TYPES = {"free", "paid", "annual", "seasonal", "one_time"}
DATE = r"\d{4}-\d\d-\d\d"
TIME = r"\d\d:\d\d:\d\d"
# RFC 3986: what Swift's URL(string:) takes, and what Picasso needs to load anything.
ADDRESS = r"https?://[A-Za-z0-9.-]+(:\d+)?(/([A-Za-z0-9\-._~!$&'()*+,;=:@/?]|%[0-9A-Fa-f]{2})*)?"
LONGEST_ADDRESS = 299
"""In characters: the web UI posts back a longer cover_image as if it were a new picture (trap 7)."""


class Broken(AssertionError):
    """A client would crash, lose the answer, or show nonsense."""


class Json:
    """A value and where it stands in the answer."""

    def __init__(self, value: Any, where: str = "answer"):
        self.value = value
        self.where = where

    def fail(self, why: str) -> NoReturn:
        raise Broken(f"{self.where} is {str(self.value)[:80]!r}: {why}")

    def key(self, name: str) -> "Json":
        """What stands at a key that must be there."""
        if not isinstance(self.value, dict):
            self.fail("not an object")
        if name not in self.value:
            self.fail(f"no key {name}")
        return Json(self.value[name], f"{self.where}.{name}")

    def maybe(self, name: str) -> "Json | None":
        """What stands at a key that may be absent or null."""
        return self.key(name).or_null() if isinstance(self.value, dict) and name in self.value else None

    def or_null(self) -> "Json | None":
        return None if self.value is None else self

    def items(self) -> list["Json"]:
        if not isinstance(self.value, list):
            self.fail("not an array")
        return [Json(item, f"{self.where}[{index}]") for index, item in enumerate(self.value)]

    def object(self) -> "Json":
        return self if isinstance(self.value, dict) else self.fail("not an object")

    def text(self, pattern: str | None = None) -> str:
        if not isinstance(self.value, str):
            self.fail("not a string")
        if pattern and not re.fullmatch(pattern, self.value):
            self.fail(f"not of the form {pattern}")
        return self.value

    def int32(self) -> int:
        if isinstance(self.value, bool) or not isinstance(self.value, int):
            self.fail("not an integer")
        return self.value if -(2**31) <= self.value < 2**31 else self.fail("more than 32 bits")

    def number(self) -> float:
        if isinstance(self.value, bool) or not isinstance(self.value, int | float):
            self.fail("not a number")
        return self.value

    def weekday(self) -> None:
        if not 1 <= self.int32() <= 7:
            self.fail("not a weekday")

    def point(self) -> None:
        """GeoJSON, longitude first; all clients' places are nearer to Finland than to the Seychelles."""
        self.key("type").text("Point")
        axes = self.key("coordinates").items()
        if len(axes) != 2:
            self.fail("not two coordinates")
        longitude, latitude = (axis.number() for axis in axes)
        if not (19 <= longitude <= 32 and 59 <= latitude <= 71):
            self.fail("not a longitude and a latitude in Finland")


def _each(read: Callable[[Json], None], rows: Json) -> list[Any]:
    for row in rows.items():
        read(row)
    found: list[Any] = rows.value
    return found


# --- Android: org.json, one missing "must" loses the whole answer or kills the app ----------------
def android_events(answer: Any) -> list[Any]:
    """A page of events (2.1)."""
    page = Json(answer)
    if following := page.key("next").or_null():
        following.text(ADDRESS)
    return _each(_android_event, page.key("results"))


def android_event(answer: Any) -> Any:
    """A single event (2.2); this page of the app has no error handling."""
    _android_event(Json(answer))
    return answer


def _android_event(event: Json) -> None:
    event.key("id").int32()
    for name in ("start_date", "end_date"):
        event.key(name).text(DATE)
    for name in ("start_time", "end_time"):
        event.key(name).text(TIME)
    event.key("start_weekday").weekday()
    event.key("data_source").text()
    hobby = event.key("hobby").object()
    hobby.key("id").int32()
    for name in ("name", "description"):
        hobby.key(name).text()
    _android_picture(hobby)
    if organizer := hobby.maybe("organizer"):
        organizer.key("name").text()
    _android_location(hobby.maybe("location"))
    if hobby.key("price_type").text() not in PRICE_TYPES:
        hobby.key("price_type").fail("not a price type")
    hobby.key("price_amount").text(r"\d+\.\d\d")


def _android_picture(owner: Json) -> None:
    if picture := owner.key("cover_image").or_null():
        picture.text(ADDRESS)


def _android_location(location: Json | None) -> None:
    if location is None:
        return
    location.key("id").int32()
    for name in ("name", "address", "zip_code", "city"):
        location.key(name).text()
    if coordinates := location.maybe("coordinates"):
        coordinates.point()


def android_categories(answer: Any) -> list[Any]:
    """A bare array of categories, nested or flat (2.3)."""
    return _each(_android_category, Json(answer))


def _android_category(category: Json) -> None:
    category.key("id").int32()
    for name in ("name", "name_fi", "name_en", "name_sv"):
        category.key(name).text(r".+")
    for name in ("tree_id", "level", "parent"):
        if number := category.key(name).or_null():
            number.int32()
    if children := category.maybe("child_categories"):
        _each(_android_category, children)


def android_promotions(answer: Any) -> list[Any]:
    """A bare array of promotions (2.4)."""
    return _each(_android_promotion, Json(answer))


def _android_promotion(promotion: Json) -> None:
    for name in ("id", "available_count", "used_count", "organizer"):
        promotion.key(name).int32()
    for name in ("name", "description"):
        promotion.key(name).text()
    for name in ("start_date", "end_date"):
        promotion.key(name).text(DATE)
    _android_picture(promotion)
    promotion.key("municipality")
    _android_location(promotion.key("location").or_null())


# --- iOS: JSONDecoder, a wrong type loses the whole answer, a forced unwrapping kills the app ------
def ios_events(answer: Any) -> list[Any]:
    """A page of events (2.1)."""
    page = Json(answer)
    if following := page.key("next").or_null():
        following.text(ADDRESS)
    return _each(_ios_event, page.key("results"))


def ios_event(answer: Any) -> Any:
    """A single event (2.2)."""
    _ios_event(Json(answer))
    return answer


def _ios_event(event: Json) -> None:
    event.key("id").int32()
    for name, pattern in (("start_date", DATE), ("end_date", DATE), ("start_time", TIME), ("end_time", TIME)):
        if moment := event.maybe(name):
            moment.text(pattern)
    if weekday := event.maybe("start_weekday"):
        weekday.weekday()
    if source := event.maybe("data_source"):
        source.text()
    hobby = event.key("hobby").object()
    hobby.key("id").int32()
    hobby.key("name").text()
    if description := hobby.maybe("description"):
        description.text()
    _ios_picture(hobby)
    if (organizer := hobby.maybe("organizer")) and (name_of_it := organizer.object().maybe("name")):
        name_of_it.text()
    _ios_location(hobby.maybe("location"))
    if category := hobby.maybe("category"):
        category.int32()


def _ios_picture(owner: Json) -> None:
    if picture := owner.maybe("cover_image"):
        picture.text(ADDRESS)


def _ios_location(location: Json | None) -> None:
    if location is None:
        return
    if number := location.object().maybe("id"):
        number.int32()
    for name in ("name", "address", "zip_code", "city"):
        if text := location.maybe(name):
            text.text()
    if coordinates := location.maybe("coordinates"):
        coordinates.point()


def ios_categories(answer: Any) -> list[Any]:
    """A bare array of categories, nested or flat (2.3)."""
    return _each(_ios_category, Json(answer))


def _ios_category(category: Json) -> None:
    for name in ("id", "tree_id", "level", "parent"):
        if number := category.maybe(name):
            number.int32()
    for name in ("name", "name_fi", "name_en", "name_sv"):
        # A blank shows as a blank: there is no fallback in the app (trap 23).
        if text := category.maybe(name):
            text.text(r".+")
    if children := category.maybe("child_categories"):
        _each(_ios_category, children)


def ios_promotions(answer: Any) -> list[Any]:
    """A bare array of promotions (2.4)."""
    return _each(_ios_promotion, Json(answer))


def _ios_promotion(promotion: Json) -> None:
    for name in ("id", "available_count", "used_count"):
        promotion.key(name).int32()
    for name in ("name", "description"):
        promotion.key(name).text()
    for name, pattern in (("start_date", DATE), ("end_date", DATE), ("start_time", TIME), ("end_time", TIME)):
        promotion.key(name).text(pattern)
    _ios_picture(promotion)
    _ios_location(promotion.maybe("location"))


# --- organizer web: ids instead of objects, and what it reads it later sends back ------------------
def web_hobbies(answer: Any) -> list[Any]:
    """The first page of hobbies (2.6)."""
    page = Json(answer)
    page.key("next")
    return _each(_web_hobby, page.key("results"))


def web_hobby(answer: Any) -> Any:
    """A hobby to edit (2.6)."""
    _web_hobby(Json(answer))
    return answer


def _web_hobby(hobby: Json) -> None:
    hobby.key("id").int32()
    for name in ("name", "description", "price_type", "price_amount"):
        hobby.key(name).text()
    for name in ("location", "organizer"):
        if number := hobby.key(name).or_null():
            number.int32()
    for category in hobby.key("categories").items():
        category.int32()
    _web_picture(hobby)


def _web_picture(owner: Json) -> None:
    picture = owner.key("cover_image").or_null()
    if picture and len(picture.text(ADDRESS)) > LONGEST_ADDRESS:
        picture.fail("so long that it would be taken for a new picture")


def web_events(answer: Any) -> list[Any]:
    """All events of a hobby: the first page is all it reads (2.6)."""
    return _each(_web_event, Json(answer).key("results"))


def _web_event(event: Json) -> None:
    for name in ("id", "hobby"):
        event.key(name).int32()
    for name, pattern in (("start_date", DATE), ("end_date", DATE), ("start_time", TIME), ("end_time", TIME)):
        event.key(name).text(pattern)


def web_categories(answer: Any) -> list[Any]:
    """A bare array, indented by `level` in the order it comes (2.3)."""
    return _each(_web_category, Json(answer))


def _web_category(category: Json) -> None:
    for name in ("id", "level"):
        category.key(name).int32()
    category.key("name").text()


def web_choices(answer: Any) -> list[Any]:
    """A bare array of locations or organizers, sorted by name in the browser (2.6)."""
    return _each(_web_choice, Json(answer))


def _web_choice(choice: Json) -> None:
    choice.key("id").int32()
    choice.key("name").text()


def web_promotions(answer: Any) -> list[Any]:
    """A bare array of promotions (2.4)."""
    return _each(_web_promotion, Json(answer))


def web_promotion(answer: Any) -> Any:
    """A promotion to edit (2.4)."""
    _web_promotion(Json(answer))
    return answer


def _web_promotion(promotion: Json) -> None:
    for name in ("id", "available_count", "organizer"):
        promotion.key(name).int32()
    if location := promotion.key("location").or_null():
        location.int32()
    for name in ("name", "description"):
        promotion.key(name).text()
    for name, pattern in (("start_date", DATE), ("end_date", DATE), ("start_time", TIME), ("end_time", TIME)):
        promotion.key(name).text(pattern)
    _web_picture(promotion)
