"""Examples of what waits for moderators, and of what they decide."""

from typing import Any

QUEUE = {"organizers": 1, "hobbies": 3, "promotions": 0, "reports": 1}
SEEN = "2026-08-17T09:24:51.207843+03:00"
WAITED = {"submitted_at": SEEN, "published_at": None, "modified_at": SEEN}
COVER = "https://harrastuspassi.example/media/images/3f/3f9c2a7be01d4c58a6f1e2b3c4d5e6f7-m.jpg"
NAME = {"id": 1200045, "name": "Aurajoen Kipinä ry"}
ORGANIZER: dict[str, Any] = {
    "id": 1200045,
    "name": "Aurajoen Kipinä ry",
    "kind": "club",
    "state": "pending",
    "is_trusted": False,
    "municipality": "853",
    "business_id": "0201256-6",
    "same_business_id": 0,
    "email": "toimisto@aurajoenkipina.example",
    "phone": "+35822623221",
    "web_address": "https://aurajoenkipina.example/",
    "description": {"fi": "Koko perheen urheiluseura vuodesta 1978.", "sv": "", "en": ""},
    "criminal_records_declared_on": "2026-08-17",
    "waiting_since": SEEN,
    "modified_at": SEEN,
}
PROMOTION: dict[str, Any] = {
    "id": 1200101,
    "name": {"fi": "Kaksi yhden hinnalla", "sv": "", "en": ""},
    "description": {"fi": "Tuo ystävä mukaan.", "sv": "", "en": ""},
    "organizer": NAME,
    "cover_image": COVER,
    "rejection_reason": "",
    **WAITED,
}
HOBBY: dict[str, Any] = {
    **PROMOTION,
    "id": 1200312,
    "name": {"fi": "Parkourin alkeet", "sv": "Grunderna i parkour", "en": ""},
    "description": {"fi": "<p>Hyppyjä ja rohkeutta.</p>", "sv": "", "en": ""},
    "registration_link": "https://aurajoenkipina.example/ilmoittaudu",
    "web_address": "",
    "contact_name": "Aino Esimerkki",
    "contact_email": "parkour@aurajoenkipina.example",
    "contact_phone": "",
}
REPORT: dict[str, Any] = {
    "id": 17,
    "subject_kind": "hobby",
    "subject_id": 1200312,
    "subject_name": "Parkourin alkeet",
    "subject_name_now": "Parkourin alkeet",
    "organizer": NAME,
    "reason": "wrong",
    "text": "Harjoituksia ei ole ollut keväästä asti.",
    "wants_answer": True,
    "created_at": SEEN,
}
APPROVAL = {"decision": "approve", "seen": SEEN}
REPORT_DECISION = {
    "decision": "hide",
    "reason": "Harjoitukset ovat päättyneet.",
    "answer": "Pyysimme järjestäjää korjaamaan tiedot.",
}
FILED = {
    "subject_kind": "hobby",
    "subject_id": 1200312,
    "reason": "wrong",
    "text": "Harjoituksia ei ole ollut keväästä asti.",
    "email": "vieras@example.fi",
    "language": "fi",
}
