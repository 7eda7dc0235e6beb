"""Events in the shape of the Linked Events API v1, generated: nothing of any server is copied."""

import datetime as dt
import random
from typing import Any

from harrastuspassi.common.clock import HELSINKI

from .lipas import change

SERVER = "https://linked.example/v1"
FIRST_DAY = dt.date(2026, 5, 4)
KEYWORDS = {"yso:p6409": "jalkapallo", "yso:p1928": "tennis", "yso:p4330": "uinti", "yso:p1278": "tanssi"}
DISTRICTS = {"Kallio": "00530", "Malmi": "00700", "Lauttasaari": "00200"}


def link(kind: str, identifier: str) -> dict[str, str]:
    """A reference as the API gives it where nothing is included."""
    return {"@id": f"{SERVER}/{kind}/{identifier}/"}


def texts(finnish: str, **others: str) -> dict[str, str]:
    """A text in several languages."""
    return {"fi": finnish, **others}


def instant(day: dt.date, hour: int, minute: int = 0) -> str:
    """A time as the API gives it: UTC, of a Helsinki wall clock."""
    local = dt.datetime.combine(day, dt.time(hour, minute), tzinfo=HELSINKI)
    return local.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def place(number: int) -> dict[str, Any]:
    """A place in Helsinki, the same for the same number."""
    chance = random.Random(number)
    district, postal_code = chance.choice(list(DISTRICTS.items()))
    return {
        "id": f"tprek:{1000 + number}",
        "data_source": "tprek",
        "divisions": [
            {"type": "muni", "ocd_id": "ocd-division/country:fi/kunta:helsinki", "name": {"fi": "Helsinki"}},
            {"type": "neighborhood", "municipality": "Helsinki", "name": {"fi": "Itäpuoli"}},
            {"type": "district", "municipality": "Helsinki", "name": {"fi": district, "sv": f"{district} sv"}},
        ],
        "position": {"type": "Point", "coordinates": [chance.uniform(24.85, 25.2), chance.uniform(60.15, 60.28)]},
        "name": texts(f"Nuorisotalo {number}", sv=f"Ungdomshus {number}"),
        "street_address": texts(f"Talokatu {number}", sv=f"Husgatan {number}"),
        "address_locality": texts("Helsinki", sv="Helsingfors"),
        "postal_code": postal_code,
        "deleted": False,
        **link("place", f"tprek:{1000 + number}"),
        "@type": "Place",
    }


def event(number: int, **changes: Any) -> dict[str, Any]:
    """A single event of two hours, the same for the same `number`; its place and keywords are included.

    `changes` are by path with "__" between names, as in factories.lipas.
    """
    chance = random.Random(number)
    concept, subject = chance.choice(list(KEYWORDS.items()))
    day = FIRST_DAY + dt.timedelta(days=number % 60)
    identifier = f"helsinki:a{number:06}"
    made: dict[str, Any] = {
        "id": identifier,
        "location": place(number % 50),
        "keywords": [{"id": concept, "name": {"fi": subject}, **link("keyword", concept)}, link("keyword", "kulke:1")],
        "super_event": None,
        "event_status": "EventScheduled",
        "type_id": "General",
        "external_links": [],
        "offers": [{"is_free": True, "offer_price_groups": [], "price": None, "description": None, "info_url": None}],
        "data_source": "helsinki",
        "publisher": "ahjo:u480400",
        "sub_events": [],
        "images": [],
        "in_language": [link("language", "fi"), link("language", "sv")],
        "audience": [link("keyword", "yso:p11617")],
        "last_modified_time": "2026-04-01T09:33:52.185751Z",
        "start_time": instant(day, 16),
        "end_time": instant(day, 18),
        "audience_min_age": 13,
        "audience_max_age": 17,
        "super_event_type": None,
        "deleted": False,
        "replaced_by": None,
        "name": texts(f"Tapahtuma {number}", sv=f"Evenemang {number}", en=f"Event {number}"),
        "short_description": texts(f"Lyhyesti {number}"),
        "description": texts(f"<p>Pitkästi {number}.</p><p>Toinen kappale.</p>"),
        "provider": texts("Nuorisopalvelut"),
        "info_url": texts(f"https://tapahtumat.esimerkki.fi/{number}"),
        "location_extra_info": None,
        **link("event", identifier),
        "@context": "http://schema.org",
        "@type": "Event/LinkedEvent",
    }
    for path, value in changes.items():
        change(made, path.split("__"), value)
    return made


def series(number: int, count: int = 3, **changes: Any) -> list[dict[str, Any]]:
    """The super-event of a series of `count` weekly events, then those, numbered from `number` + 1 on."""
    parts = [event(number + n, super_event=link("event", f"helsinki:a{number:06}")) for n in range(1, count + 1)]
    for week, part in enumerate(parts):
        day = FIRST_DAY + dt.timedelta(weeks=week)
        part.update(start_time=instant(day, 16), end_time=instant(day, 18))
    frame = event(
        number,
        super_event_type="recurring",
        sub_events=[link("event", part["id"]) for part in parts],
        start_time=parts[0]["start_time"] if parts else None,
        end_time=parts[-1]["end_time"] if parts else None,
        **changes,
    )
    return [frame, *parts]


def deleted(record: dict[str, Any], replaced_by: str | None = None) -> dict[str, Any]:
    """What the API tells of an event that has been deleted."""
    return {
        "id": record["id"],
        "name": {"fi": "POISTETTU", "sv": "RADERAD", "en": "DELETED"},
        "last_modified_time": record["last_modified_time"],
        "deleted": True,
        "replaced_by": replaced_by,
    }
