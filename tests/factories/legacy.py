"""A dump of the old backend, invented: the shape of its `dumpdata`, with nothing in it that was ever there."""

import datetime as dt
import json
import random
from pathlib import Path
from typing import Any

from harrastuspassi.common import clock

APP = "harrastuspassi"
STAMP = {"created_at": "2021-03-01T09:30:00.125Z", "updated_at": "2021-03-02T10:00:00Z"}
OWN = {"data_source": "", "origin_id": ""}
DAY = dt.timedelta(days=1)
_SUBJECTS = ("Jousiammunta", "Keramiikka", "Vesipallo", "Kuorolaulu", "Parkour")

Record = dict[str, Any]


def record(kind: str, pk: int, **fields: Any) -> Record:
    """One object."""
    return {"model": f"{APP}.{kind}", "pk": pk, "fields": fields}


def municipality(pk: int, **changes: Any) -> Record:
    return record("municipality", pk, **{**STAMP, "name": "Helsinki", "moderators": [], **changes})


def organizer(pk: int, **changes: Any) -> Record:
    fields = {**STAMP, **OWN, "name": f"Seura {pk}", "municipality": None, "created_by": None}
    return record("organizer", pk, **{**fields, **changes})


def location(pk: int, **changes: Any) -> Record:
    fields = {
        **STAMP,
        **OWN,
        "name": f"Paikka {pk}",
        "address": f"Esimerkkikatu {pk}",
        "zip_code": "00530",
        "city": "Helsinki",
        "coordinates": f"SRID=4326;POINT (24.95{pk % 1000:03} 60.18{pk % 1000:03})",
        "municipality": None,
        "created_by": None,
    }
    return record("location", pk, **{**fields, **changes})


def category(pk: int, **changes: Any) -> Record:
    name = changes.get("name", f"Luokka {pk}")
    names = {"name": name, "name_fi": name, "name_sv": f"Klass {pk}", "name_en": f"Class {pk}"}
    numbers = {"lft": 1, "rght": 2, "tree_id": 99, "level": 7}
    fields = {**STAMP, **OWN, **names, "parent": None, "cover_image": "", **numbers}
    return record("hobbycategory", pk, **{**fields, **changes})


def audience(pk: int, **changes: Any) -> Record:
    fields = category(pk, **changes)["fields"]
    del fields["cover_image"]
    return record("hobbyaudience", pk, **fields)


def hobby(pk: int, **changes: Any) -> Record:
    fields = {
        **STAMP,
        **OWN,
        "name": f"{_SUBJECTS[pk % len(_SUBJECTS)]} {pk}",
        "location": None,
        "cover_image": "",
        "cover_image_modified_at": STAMP["created_at"],
        "description": f"Kaikille avoin harrastus {pk}.\nhttps://esimerkki.fi/{pk}",
        "organizer": None,
        "municipality": None,
        "created_by": None,
        "price_type": "free",
        "price_amount": "0.00",
        "next_event": None,
        "categories": [],
    }
    return record("hobby", pk, **{**fields, **changes})


def event(pk: int, **changes: Any) -> Record:
    """Next week at six, unless said otherwise."""
    date = changes.get("start_date", (clock.local_today() + 7 * DAY).isoformat())
    fields = {
        **STAMP,
        **OWN,
        "hobby": None,
        "start_date": date,
        "start_time": "18:00:00",
        "start_weekday": dt.date.fromisoformat(date).isoweekday(),
        "end_date": date,
        "end_time": "19:30:00",
        "recurrence_start_event": None,
    }
    return record("hobbyevent", pk, **{**fields, **changes})


def promotion(pk: int, **changes: Any) -> Record:
    """From last week to next month, unless said otherwise."""
    today = clock.local_today()
    fields = {
        **STAMP,
        "name": f"Tarjous {pk}",
        "description": "Kokeile kerran ilmaiseksi.",
        "start_date": (today - 7 * DAY).isoformat(),
        "start_time": "00:00:00",
        "end_date": (today + 30 * DAY).isoformat(),
        "end_time": "23:59:00",
        "cover_image": "",
        "municipality": None,
        "organizer": None,
        "available_count": 100,
        "used_count": 0,
        "location": None,
        "created_by": None,
    }
    return record("promotion", pk, **{**fields, **changes})


def benefit(pk: int, **changes: Any) -> Record:
    return record("benefit", pk, **{"promotion": None, "created_at": "2021-05-05T12:00:00Z", **changes})


def dump(hobbies: int = 12, seed: int = 1) -> list[Record]:
    """A whole dump in which nothing needs mending: a tree of categories, hobbies with weekly events, promotions
    with uses. Ids have gaps and objects come in no helpful order, as in a real one."""
    rng = random.Random(seed)
    towns = [municipality(n, name=name) for n, name in ((3, "Helsinki"), (8, "Esbo"), (9, "tampere"))]
    organizers = [organizer(13 + 7 * n, municipality=rng.choice([3, 8, 9])) for n in range(4)]
    places = [location(21 + 11 * n, municipality=rng.choice([3, 8, 9])) for n in range(5)]
    categories = [category(1)] + [category(n, parent=rng.randrange(1, n)) for n in range(2, 30)]
    records = [*towns, *organizers, *places, *categories]
    today = clock.local_today()
    for n in range(hobbies):
        pk = 40 + 17 * n
        price_type = rng.choice(["free", "paid", "annual", "seasonal", "one_time"])
        chosen = hobby(
            pk,
            organizer=rng.choice([None, *(one["pk"] for one in organizers)]),
            location=rng.choice([None, *(one["pk"] for one in places)]),
            municipality=rng.choice([3, 8, 9, None]),
            categories=rng.sample(range(1, 30), 2),
            price_type=price_type,
            price_amount="0.00" if price_type == "free" else f"{rng.randrange(30_000) / 100:.2f}",
        )
        records.append(chosen)
        first = 500 + 20 * n
        for week in range(-2, 6):
            date = today + (rng.randrange(7) + 7 * week) * DAY
            hour = rng.randrange(9, 20)
            times = {"start_time": "00:00:00", "end_time": "00:00:00"} if n % 5 == 4 else {}
            times = times or {"start_time": f"{hour:02}:15:00", "end_time": f"{hour + 1:02}:45:00"}
            series = first if week > -2 else None
            records.append(
                event(
                    first + week + 2,
                    hobby=pk,
                    start_date=date.isoformat(),
                    recurrence_start_event=series,
                    **times,
                )
            )
    for n in range(1, 6):
        used = rng.randrange(4)
        owner, place = rng.choice(organizers)["pk"], rng.choice(places)["pk"]
        records.append(promotion(n, organizer=owner, location=place, municipality=3, used_count=used))
        records += [benefit(10 * n + use, promotion=n) for use in range(used)]
    rng.shuffle(records)
    return records


def write_dump(path: Path, records: Any) -> Path:
    """Writes a dump to a file; returns its path."""
    path.write_text(json.dumps(records, ensure_ascii=False), encoding="utf-8")
    return path
