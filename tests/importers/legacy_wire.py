"""What `/mobile-api/v1/` gives, held against a dump object by object, list by list."""

from decimal import Decimal
from typing import Any

from django.test import Client

BASE = "/mobile-api/v1"


def of_kind(records: list[dict[str, Any]], kind: str) -> dict[int, dict[str, Any]]:
    """The fields of a dump's objects of a kind, by id."""
    return {one["pk"]: one["fields"] for one in records if one["model"] == f"harrastuspassi.{kind}"}


def bare(client: Client, resource: str) -> dict[int, dict[str, Any]]:
    """A list that is an array, by id."""
    return {row["id"]: row for row in client.get(f"{BASE}/{resource}/").json()}


def paged(client: Client, address: str) -> dict[int, dict[str, Any]]:
    """A list that comes in pages, by id."""
    rows: dict[int, dict[str, Any]] = {}
    while address:
        page = client.get(address).json()
        rows |= {row["id"]: row for row in page["results"]}
        address = page["next"]
    return rows


def assert_same(client: Client, records: list[dict[str, Any]]) -> None:
    """Asserts that every object of a dump that needs no mending is on the wire as the dump has it."""
    _assert_organizers_and_places(client, records)
    _assert_categories(client, records)
    _assert_hobbies_and_events(client, records)
    _assert_promotions(client, records)


def _assert_organizers_and_places(client: Client, records: list[dict[str, Any]]) -> None:
    rows = bare(client, "organizers")
    for pk, fields in of_kind(records, "organizer").items():
        assert rows[pk]["name"] == fields["name"]
    rows = bare(client, "locations")
    for pk, fields in of_kind(records, "location").items():
        row = rows[pk]
        assert [row[name] for name in ("name", "address", "zip_code", "city")] == [
            fields[name] for name in ("name", "address", "zip_code", "city")
        ]
        longitude, latitude = fields["coordinates"].removeprefix("SRID=4326;POINT (").removesuffix(")").split()
        assert row["coordinates"] == {"type": "Point", "coordinates": [float(longitude), float(latitude)]}


def _assert_categories(client: Client, records: list[dict[str, Any]]) -> None:
    rows = bare(client, "hobbycategories")
    old = of_kind(records, "hobbycategory")
    for pk, fields in old.items():
        names = ("name", "name_fi", "name_sv", "name_en", "parent")
        assert [rows[pk][name] for name in names] == [fields[name] for name in names]
        assert rows[pk]["level"] == (0 if fields["parent"] is None else rows[fields["parent"]]["level"] + 1)
    roots = client.get(f"{BASE}/hobbycategories/?include=child_categories&parent=null").json()
    found: dict[int, int | None] = {}
    waiting = list(roots)
    while waiting:
        node = waiting.pop()
        found[node["id"]] = node["parent"]
        waiting += node["child_categories"]
    assert {pk: found[pk] for pk in old} == {pk: fields["parent"] for pk, fields in old.items()}


def _assert_hobbies_and_events(client: Client, records: list[dict[str, Any]]) -> None:
    rows = paged(client, f"{BASE}/hobbies/")
    events = of_kind(records, "hobbyevent")
    for pk, fields in of_kind(records, "hobby").items():
        row = rows[pk]
        names = ("name", "description", "location", "organizer", "price_type", "price_amount")
        assert [row[name] for name in names] == [fields[name] for name in names]
        assert row["categories"] == sorted(fields["categories"])
        assert Decimal(row["price_amount"]) == Decimal(fields["price_amount"])
        path = fields["cover_image"]
        assert row["cover_image"] == (f"http://127.0.0.1:8000/media/{path}" if path else None)
        mine = {event: one for event, one in events.items() if one["hobby"] == pk}
        told = paged(client, f"{BASE}/hobbyevents/?hobby={pk}")
        assert told.keys() == mine.keys()
        for event, one in mine.items():
            names = ("hobby", "start_date", "start_time", "end_date", "end_time", "start_weekday")
            assert [told[event][name] for name in names] == [one[name] for name in names]
    for event, one in events.items():
        by_id = client.get(f"{BASE}/hobbyevents/{event}/").json()
        assert (by_id["id"], by_id["start_date"], by_id["hobby"]) == (event, one["start_date"], one["hobby"])


def _assert_promotions(client: Client, records: list[dict[str, Any]]) -> None:
    rows = bare(client, "promotions")
    for pk, fields in of_kind(records, "promotion").items():
        names = (
            *("name", "description", "organizer", "location", "available_count", "used_count"),
            *("start_date", "start_time", "end_date", "end_time"),
        )
        assert [rows[pk][name] for name in names] == [fields[name] for name in names]
