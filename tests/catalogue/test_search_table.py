"""The table of queries (search_queries.toml): every line, on both faces."""

from collections.abc import Callable

import pytest

from tests.api.asking import MOBILE, V1, get, refused, rows
from tests.catalogue.search_table import Asked, Quality, make_town, table
from tests.shared import made_once

LINES = table()


def hobbies_of_v1(asked: Asked) -> list[int]:
    if asked.refused:
        assert refused("hobbies/", {"search": asked.query}) == {"search"}
        return []
    return [row["id"] for row in rows(V1, "hobbies", {"search": asked.query, "lang": asked.language})]


def events_of_the_apps(asked: Asked) -> list[int]:
    if asked.refused:
        assert get(MOBILE, "hobbyevents/", {"search": asked.query}).status_code == 200
        return []
    return [row["hobby"] for row in rows(MOBILE, "hobbyevents", {"search": asked.query})]


town = made_once(make_town)


@pytest.mark.django_db
@pytest.mark.parametrize("ask", [hobbies_of_v1, events_of_the_apps])
def test_every_query_finds_what_its_line_says(
    town: Callable[[], dict[int, str]],
    ask: Callable[[Asked], list[int]],
    record_property: Callable[[str, object], None],
) -> None:
    names = town()
    quality = Quality()
    wrong = []
    for asked in LINES:
        found = [names[pk] for pk in ask(asked)]
        quality.add(asked, found)
        wrong += [f"{asked.query!r} ({asked.language}): {fault}" for fault in asked.faults(found)]
    record_property("summary", f"search, {ask.__name__.replace('_', ' ')}: {quality}")
    assert not wrong, "\n".join(wrong)


def test_the_table_is_large_and_names_hobbies_of_the_town() -> None:
    assert len(LINES) == len({(asked.query, asked.language) for asked in LINES}) >= 150
    assert {asked.language for asked in LINES} == {"fi", "sv", "en"}
    assert all(asked.first <= asked.must for asked in LINES)


def test_a_line_that_does_not_hold_is_noticed() -> None:
    asked = Asked("uinti", "fi", frozenset({"crawl", "swimming"}), frozenset({"diving"}), frozenset({"crawl"}))
    assert asked.faults(["crawl", "diving", "swimming"]) == []
    assert asked.faults(["swimming", "crawl"]) == ["first came: swimming"]
    assert asked.faults(["crawl", "golf"]) == ["missing: swimming", "not to be found: golf"]
    quality = Quality()
    quality.add(asked, ["crawl", "golf", "diving"])
    assert str(quality) == "1 queries, precision 0.500, recall 0.500"
