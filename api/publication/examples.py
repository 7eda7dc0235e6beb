"""Examples of where something stands."""

PUBLICATION = {
    "id": 1200312,
    "state": "in_review",
    "rejection_reason": "",
    "submitted_at": "2026-08-17T09:24:51.207843+03:00",
    "published_at": None,
    "modified_at": "2026-08-17T09:24:51.207843+03:00",
}
STEP = {"step": "submit"}
REGISTRATION = {
    "id": 1200045,
    "state": "approved",
    "state_reason": "",
    "is_trusted": False,
    "waiting_since": None,
    "business_id": "0201256-6",
    "criminal_records_declared_on": "2026-08-17",
    "modified_at": "2026-08-17T09:24:51.207843+03:00",
}
DECLARATION = {"checks_criminal_records": True}
