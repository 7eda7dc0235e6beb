"""Examples of what is given of the audit log."""

ENTRY = {
    "id": 90210,
    "at": "2026-11-24T12:00:00Z",
    "act": "5f3c1c0e-8f0b-4a52-9d5e-0c7f4b0f8e11",
    "actor": {"kind": "user", "id": 17, "name": ""},
    "action": "changed",
    "kind": "hobby",
    "object_id": "1200312",
    "name": "Jousiammunta",
    "organizer": 1200045,
    "municipality": {"id": 1000261, "code": "853"},
    "changes": [
        {"field": "name_sv", "is_kept": True, "old": "", "new": "Bågskytte"},
        {"field": "contact_email", "is_kept": False, "old": None, "new": None},
    ],
}
PAGE = {"count": 1, "next": None, "previous": None, "results": [ENTRY]}
