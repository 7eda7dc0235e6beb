"""The floor is an honest one: its hand-written SQL gives the rows that the API gives."""

import datetime as dt
import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.test import RequestFactory

from tests.api.asking import CLIENT
from tests.benchmarks import floor
from tests.benchmarks.catalogue import fill
from tests.benchmarks.questions import Draw, questions

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif("connection.vendor == 'sqlite'", reason="Only PostgreSQL; run with DATABASE_URL=postgres://..."),
]
MADE = {"cover_image", "cover_image_sizes", "category_cover", "distance_m", "phone", "phone_e164", "contact_phone_e164"}
"""What the API makes of a column, or of where the reader is."""
LISTS = {"categories", "audiences", "languages"}


def leaves(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Every value of an answer by its path; of what is not there, or is a list of ids, one."""
    if isinstance(value, dict):
        for name, inner in value.items():
            if name not in MADE and inner != "Point":
                yield from leaves(inner, f"{path}.{name}".removeprefix("."))
    elif isinstance(value, list) and path.endswith(".coordinates"):
        yield from ((f"{path.removesuffix('.coordinates')}.{place}", inner) for place, inner in enumerate(value))
    else:
        yield path, value


def same(path: str, of_api: Any, of_floor: Any) -> bool:
    if path.rpartition(".")[2] in LISTS:
        return " ".join(map(str, of_api)) == of_floor
    if path.endswith("_at"):
        return dt.datetime.fromisoformat(of_api) == dt.datetime.fromisoformat(of_floor)
    if path == "is_cancelled":
        return of_api is False
    return (of_api or None) == (of_floor or None)


def compare(of_api: dict[str, Any], of_floor: dict[str, Any], at: str) -> None:
    for path, value in leaves(of_api):
        missing = value is None and any(name.startswith(f"{path}.") for name in of_floor)
        column = of_floor.get(f"{at}{path}")
        if column in (None, ""):  # a hobby's municipality is that of its place where it has none of its own
            column = of_floor.get(f"{at}{path}".replace("hobby.municipality", "hobby.location.municipality"))
        assert missing or same(path, value, column), (path, value, column)


def test_the_floor_gives_the_rows_of_the_api() -> None:
    fill(150, promotions=15)
    compared = 0
    for question in questions(Draw()):
        for _ in range(3):
            api, path = question.pair()
            if not path:
                continue
            answer = CLIENT.get(api).json()
            request = RequestFactory().get(path)
            rows = json.loads(floor.rows(request, path.split("/")[1]).content)
            if question.name == "category tree":
                assert _flat(answer["results"]) == [row["id"] for row in rows]
                continue
            found = answer.get("results", [answer])
            at = "" if "results" in answer else "hobby."
            assert [row["id"] for row in found] == [row[f"{at}id"] for row in rows], question.name
            for of_api, of_floor in zip(found, rows, strict=True):
                compare(of_api, of_floor, at)
                compared += 1
    assert compared > 300
    assert connection.vendor == "postgresql"


def _flat(tree: list[dict[str, Any]]) -> list[int]:
    return [pk for node in tree for pk in (node["id"], *_flat(node["child_categories"]))]
