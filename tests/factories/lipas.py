"""Sports places in the shape of the LIPAS API v1, generated: nothing of LIPAS is copied."""

import json
import random
from pathlib import Path
from typing import Any

ABSENT = object()
"""As a change: the key is not there."""

HELSINKI_DISTRICTS = ["Vironniemi", "Ullanlinna", "Kallio", "Lauttasaari", "Vuosaari", "Malmi"]
TYPES = {301: "Laavu, kota tai kammi", 3220: "Uimaranta", 1370: "Tenniskenttäalue", 2510: "Harjoitusjäähalli"}


def sports_place(number: int, **changes: Any) -> dict[str, Any]:
    """A place in Helsinki with every field that is read, the same for the same `number`.

    `changes` are by path with "__" between names: `location__city__cityCode=49`, `www=ABSENT`.
    """
    chance = random.Random(number)
    type_code = chance.choice(list(TYPES))
    latitude, longitude = chance.uniform(60.15, 60.28), chance.uniform(24.85, 25.2)
    place: dict[str, Any] = {
        "sportsPlaceId": 500_000 + number,
        "name": f"Liikuntapaikka {number}",
        "marketingName": f"Paikka {number}",
        "type": {"typeCode": type_code, "name": TYPES[type_code]},
        "admin": "Kunta / liikuntatoimi",
        "owner": "Kunta",
        "www": f"www.esimerkki.fi/paikka/{number}",
        "reservationsLink": f"https://varaukset.esimerkki.fi/{number}",
        "email": f"paikka{number}@esimerkki.fi",
        "phoneNumber": f"09 310 {10_000 + number}",
        "freeUse": True,
        "lastModified": "2025-05-07 10:12:05.565",
        "properties": {
            "infoFi": f"Paikan {number} tiedot.\n- valaistus\n- sähkö",
            "mayBeShownInHarrastuspassiFi": True,
        },
        "location": {
            "coordinates": {
                "wgs84": {"lon": longitude, "lat": latitude},
                "tm35fin": {"lon": 385_000.5, "lat": 6_672_000},
            },
            "geometries": {
                "type": "FeatureCollection",
                "features": [{"type": "Feature", "geometry": {"type": "Point", "coordinates": [longitude, latitude]}}],
            },
            "address": f"Esimerkkikatu {number}",
            "postalCode": "00530",
            "postalOffice": "HELSINKI",
            "neighborhood": chance.choice(HELSINKI_DISTRICTS),
            "city": {"name": "Helsinki", "cityCode": 91},
            "locationId": 600_000 + number,
        },
    }
    for path, value in changes.items():
        change(place, path.split("__"), value)
    return place


def change(record: dict[str, Any], path: list[str], value: Any) -> None:
    """Sets or, with ABSENT, takes away what is at a path."""
    *parents, last = path
    for name in parents:
        record = record[name]
    if value is ABSENT:
        record.pop(last, None)
    else:
        record[last] = value


def sports_places(count: int, first: int = 1) -> list[dict[str, Any]]:
    """`count` different places."""
    return [sports_place(number) for number in range(first, first + count)]


def write_places(path: Path, places: Any) -> str:
    """Writes places to a file as JSON; returns its path as text."""
    path.write_text(json.dumps(places), encoding="utf-8")
    return str(path)
