"""Examples in the OpenAPI document of `/api/v1/`, written by hand; a test holds them to the schemas."""

from typing import Any

PUBLIC_URL = "https://harrastuspassi.example"
COVER = f"{PUBLIC_URL}/media/images/3f/3f9c2a7be01d4c58a6f1e2b3c4d5e6f7"

TURKU = {"id": 1200274, "code": "853", "name": "Turku"}
SOURCED = {"data_source": "harrastuspassi", "modified_at": "2026-08-17T09:24:51.207843+03:00"}

LOCATION: dict[str, Any] = {
    "id": 1200231,
    "name": "Aurajoen liikuntahalli",
    "address": "Esimerkkitie 12",
    "zip_code": "20500",
    "city": "Turku",
    "coordinates": {"type": "Point", "coordinates": [22.2844, 60.4541]},
    "municipality": TURKU,
    "district": {"id": 1200037, "code": "101", "name": "Keskusta"},
    "is_accessible": True,
    "accessibility": "Esteetön sisäänkäynti pihan puolelta.",
    "reservation_link": None,
    "distance_m": 1830,
    **SOURCED,
}
ORGANIZER: dict[str, Any] = {
    "id": 1200045,
    "name": "Aurajoen Kipinä ry",
    "municipality": TURKU,
    "kind": "club",
    "description": "Koko perheen urheiluseura vuodesta 1978.",
    "email": "toimisto@aurajoenkipina.example",
    "phone": "02 262 3221",
    "phone_e164": "+35822623221",
    "web_address": "https://aurajoenkipina.example/",
    **SOURCED,
}
HOBBY: dict[str, Any] = {
    "id": 1200312,
    "name": "Parkourin alkeet",
    "description": "Hyppyjä, tasapainoa ja rohkeutta. Aiempaa kokemusta ei tarvita.",
    "cover_image": f"{COVER}-m.jpg",
    "organizer": 1200045,
    "location": 1200231,
    "municipality": TURKU,
    "categories": [1200012, 1200020],
    "price_type": "seasonal",
    "price_amount": "65.00",
    "cover_image_sizes": {"small": f"{COVER}-s.jpg", "medium": f"{COVER}-m.jpg", "large": f"{COVER}-l.jpg"},
    "audiences": [1200003],
    "age_from": 13,
    "age_to": 17,
    "languages": ["en", "fi"],
    "registration_link": "https://aurajoenkipina.example/ilmoittaudu",
    "web_address": None,
    "contact_name": "Aino Esimerkki",
    "contact_email": "parkour@aurajoenkipina.example",
    "contact_phone": None,
    "contact_phone_e164": None,
    "state": "published",
    "distance_m": 1830,
    "published_at": "2026-08-03T10:00:00+03:00",
    **SOURCED,
}
NESTED_HOBBY = {**HOBBY, "organizer": ORGANIZER, "location": LOCATION}
HOBBY_TRANSLATIONS = {
    "name": {"fi": "Parkourin alkeet", "sv": "Parkour för nybörjare", "en": ""},
    "description": {
        "fi": "Hyppyjä, tasapainoa ja rohkeutta. Aiempaa kokemusta ei tarvita.",
        "sv": "Hopp, balans och mod. Inga förkunskaper behövs.",
        "en": "",
    },
}
EVENT: dict[str, Any] = {
    "id": 1204711,
    "hobby": 1200312,
    "start_date": "2026-09-02",
    "start_time": "18:00:00",
    "end_date": "2026-09-02",
    "end_time": "19:30:00",
    "start_weekday": 3,
    "starts_at": "2026-09-02T18:00:00+03:00",
    "ends_at": "2026-09-02T19:30:00+03:00",
    "access": "trial",
    "schedule": 1200098,
    "is_cancelled": False,
    "cancellation_reason": "",
    "distance_m": 1830,
    **SOURCED,
}
CATEGORY: dict[str, Any] = {
    "id": 1200020,
    "name": "Parkour",
    "name_fi": "Parkour",
    "name_sv": "Parkour",
    "name_en": "Parkour",
    "parent": 1200012,
    "tree_id": 1,
    "level": 1,
    "yso_id": "p25094",
    "is_hidden": False,
    "cover_image": None,
}
ROOT_CATEGORY = {
    **CATEGORY,
    "id": 1200012,
    "name": "Liikunta",
    "name_fi": "Liikunta",
    "name_sv": "Motion",
    "name_en": "Physical exercise",
    "parent": None,
    "level": 0,
    "yso_id": "p916",
    "child_categories": [{**CATEGORY, "child_categories": []}],
}
PROMOTION: dict[str, Any] = {
    "id": 1200008,
    "name": "Kokeile kiipeilyä ilmaiseksi",
    "description": "Yksi kerta varusteineen, näytä etu kassalla.",
    "cover_image": None,
    "organizer": 1200045,
    "location": 1200231,
    "municipality": TURKU,
    "start_date": "2026-09-01",
    "start_time": "00:00:00",
    "end_date": "2026-09-30",
    "end_time": "23:59:00",
    "available_count": 100,
    "available_per_pass": 1,
    "used_count": 37,
    "cover_image_sizes": None,
    "starts_at": "2026-09-01T00:00:00+03:00",
    "ends_at": "2026-09-30T23:59:00+03:00",
    "distance_m": 1830,
    **SOURCED,
}
MUNICIPALITY: dict[str, Any] = {
    **TURKU,
    "region": "Varsinais-Suomi",
    "valid_from": None,
    "valid_to": None,
}
DISTRICT: dict[str, Any] = {
    **LOCATION["district"],
    "municipality": TURKU,
    "postal_codes": ["20100", "20500"],
}
AUDIENCE: dict[str, Any] = {"id": 1200003, "name": "nuoret", "yso_id": "p11617", "is_hidden": False}

NAMES_OF_DISTRICT = {"name": {"fi": "Keskusta", "sv": "Centrum", "en": "City centre"}}
ANSWERS: dict[str, dict[str, Any]] = {
    "Hobby": {
        "As ids": HOBBY,
        "Nested with translations": {
            **HOBBY,
            "organizer": {
                **ORGANIZER,
                "translations": {"description": {"fi": ORGANIZER["description"], "sv": "", "en": ""}},
            },
            "location": {
                **LOCATION,
                "translations": {
                    "name": {"fi": LOCATION["name"], "sv": "Aura ås idrottshall", "en": ""},
                    "accessibility": {"fi": LOCATION["accessibility"], "sv": "", "en": ""},
                },
            },
            "translations": HOBBY_TRANSLATIONS,
        },
    },
    "HobbyEvent": {
        "As ids": EVENT,
        "Nested": {**EVENT, "hobby": NESTED_HOBBY},
        "Cancelled": {
            **EVENT,
            "id": 1204712,
            "start_date": "2026-09-09",
            "end_date": "2026-09-09",
            "starts_at": "2026-09-09T18:00:00+03:00",
            "ends_at": "2026-09-09T19:30:00+03:00",
            "is_cancelled": True,
            "cancellation_reason": "Ohjaaja on sairaana.",
        },
    },
    "HobbyCategory": {"Flat": CATEGORY, "Tree": ROOT_CATEGORY},
    "Organizer": {"Organizer": ORGANIZER},
    "Location": {"Location": LOCATION},
    "Promotion": {
        "As ids": PROMOTION,
        "Nested": {**PROMOTION, "organizer": ORGANIZER, "location": LOCATION},
    },
    "Municipality": {"Municipality": MUNICIPALITY},
    "District": {"District": DISTRICT, "With translations": {**DISTRICT, "translations": NAMES_OF_DISTRICT}},
    "Audience": {"Audience": AUDIENCE},
    "Suggestion": {"Suggestion": {"kind": "category", "id": CATEGORY["id"], "name": CATEGORY["name"]}},
}
"""By wire shape and name of the example: an object, which a list's example puts on a page."""

IDS = {name: next(iter(answers.values()))["id"] for name, answers in ANSWERS.items()}

PARAMETERS: dict[str | tuple[str, str], Any] = {
    "lang": "sv",
    "page": 1,
    "page_size": 20,
    "after": 0,
    "cursor": "17.1200312",
    ("Changes", "include"): ["translations"],
    "modified_since": "2026-11-24T12:00:00Z",
    "editable_only": False,
    "near_latitude": 60.4518,
    "near_longitude": 22.2666,
    "max_distance": 10,
    "bbox": [22.1, 60.38, 22.4, 60.52],
    "municipality": ["853"],
    "district": ["101"],
    "search": "parkour",
    "q": "park",
    ("Organizer", "search"): "kipinä",
    ("Location", "search"): "liikuntahalli",
    ("Promotion", "search"): "kiipeily",
    "category": [HOBBY["categories"][0]],
    "organizer": [ORGANIZER["id"]],
    "kind": ["club", "foundation"],
    "price_type": ["free", "one_time"],
    "max_price": "65.00",
    "age": 14,
    "language": ["fi", "sv"],
    "accessible": True,
    "start_weekday": [1, 3],
    "start_time_from": "15:00",
    "start_time_to": "20:30",
    "period_start": "2026-09-01",
    "period_end": "2026-12-18",
    "access": ["open", "trial"],
    "exclude_past_events": True,
    "usable_only": True,
    "hobby": HOBBY["id"],
    "parent": "null",
    "code": ["853", "202"],
    "ordering": "nearest",
    ("Organizer", "ordering"): "name",
    "include": ["translations"],
    ("Hobby", "include"): ["location_detail", "organizer_detail"],
    ("HobbyEvent", "include"): ["hobby_detail", "location_detail"],
    ("HobbyCategory", "include"): ["child_categories"],
    ("Promotion", "include"): ["location_detail"],
}


def parameter(shape: str, name: str) -> Any:
    """The example of a parameter for lists or details of a wire shape."""
    return PARAMETERS.get((shape, name), PARAMETERS[name])


_WRITTEN_EVENT = {
    "start_date": "2026-09-02",
    "start_time": "18:00",
    "end_date": "2026-09-02",
    "end_time": "19:30",
    "access": "trial",
}
BODIES: dict[str, Any] = {
    "HobbyBody": {
        "translations": HOBBY_TRANSLATIONS,
        "organizer": 1200045,
        "location": 1200231,
        "categories": [1200012, 1200020],
        "price_type": "seasonal",
        "price_amount": "65.00",
        "age_from": 13,
        "age_to": 17,
        "languages": ["en", "fi"],
        "registration_link": "https://aurajoenkipina.example/ilmoittaudu",
        "contact_name": "Aino Esimerkki",
        "contact_phone": "02 262 3221",
    },
    "NewHobbyEventBody": {**_WRITTEN_EVENT, "hobby": 1200312, "is_recurrent": True, "recurrency_count": 14},
    "HobbyEventBody": _WRITTEN_EVENT,
    "OrganizerBody": {
        "name": "Aurajoen Kipinä ry",
        "kind": "club",
        "translations": {"description": {"fi": "Koko perheen urheiluseura vuodesta 1978."}},
        "email": "toimisto@aurajoenkipina.example",
        "phone": "02 262 3221",
    },
    "LocationBody": {
        "translations": {"name": {"fi": "Aurajoen liikuntahalli"}},
        "address": "Esimerkkitie 12",
        "zip_code": "20500",
        "city": "Turku",
        "coordinates": {"type": "Point", "coordinates": [22.2844, 60.4541]},
        "is_accessible": True,
    },
    "PromotionBody": {
        "translations": {"name": {"fi": "Kokeile kiipeilyä ilmaiseksi"}},
        "organizer": 1200045,
        "location": 1200231,
        "start_date": "2026-09-01",
        "start_time": "00:00",
        "end_date": "2026-09-30",
        "end_time": "23:59",
        "available_count": 100,
        "available_per_pass": 1,
    },
}
"""What is sent, by the name of its shape."""
BODIES["NewOrganizerBody"] = {
    **BODIES["OrganizerBody"],
    "business_id": "0201256-6",
    "municipality": "853",
    "checks_criminal_records": True,
}
BODIES["NewLocationBody"] = {**BODIES["LocationBody"], "organizer": 1200045}
PATCHES: dict[str, Any] = {
    "Hobby": {"translations": {"description": {"sv": "Hopp, balans och mod."}}, "price_amount": "60.00"},
    "HobbyEvent": {"start_time": "17:30"},
    "Organizer": {"phone": "+358 2 262 3221"},
    "Location": {"is_accessible": False},
    "Promotion": {"available_count": 150},
}
"""What is sent to change some of an object, by the name of its wire shape."""

FEED_PAGE = {
    "count": 1,
    "next": None,
    "previous": None,
    "removed": [1200298],
    "cursor": "17.1200312",
}

PROBLEMS: dict[str, tuple[str, str, list[dict[str, str]] | None]] = {
    "Unknown parameter and wrong value": (
        "invalid",
        'lang: "de" is not a valid choice. near_lat: There is no such parameter.',
        [
            {"field": "lang", "code": "invalid_choice", "message": '"de" is not a valid choice.'},
            {"field": "near_lat", "code": "unknown", "message": "There is no such parameter."},
        ],
    ),
    "Expired token": ("token_expired", "The token has expired: get another.", None),
    "Not found": ("not_found", "Not found.", None),
    "Beyond the last page": ("page_not_found", "There is no page 99.", None),
}
"""By name: code, detail and errors."""
