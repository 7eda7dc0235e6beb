"""Examples of what is sent and given about passes."""

NEW_PASS = {"id": "0b6f2a0e-3c8d-4c57-9d3e-5f1c8f1c2b7a", "secret": "n3v0Wk1hXo0rP6m2cF2m9oVbq0S8dL4u7yTz5aJxKcE"}
ATTRIBUTES = {
    "age_group": "age_13_to_16",
    "gender": "not_said",
    "language": "sv",
    "municipality": "853",
    "district": None,
    "has_hobby": "no",
}
PASS = {
    "id": NEW_PASS["id"],
    "created_on": "2026-09-01",
    "attributes": ATTRIBUTES,
    "consents": [{"purpose": "statistics", "version": "1", "given_at": "2026-09-01T15:03:20+03:00"}],
    "ask": ["follow_up"],
}
CONSENT = {"version": "1", "is_at_least_13": True}
FOLLOW_UP = {"answer": "new"}
EXPORT = {
    "exported_at": "2026-09-02T16:20:05+03:00",
    "pass": {"id": NEW_PASS["id"], "created_on": "2026-09-01", "has_hobby": "no"},
    "profiles": [{"valid_from": "2026-09-01T15:04:10Z", "age_group": "age_13_to_16", "language": "sv"}],
    "consents": [{"purpose": "statistics", "version": "1", "given_at": "2026-09-01T12:03:20Z", "withdrawn_at": None}],
    "events": [{"kind": "hobby_viewed", "occurred_at": "2026-09-02T13:18:40Z", "hobby_id": 1200031}],
    "uses": [{"promotion_id": 1200008, "uses": 1}],
    "active_months": [{"month": "2026-09-01", "age_group": "age_13_to_16", "gender": ""}],
    "monthly_deeds": [{"month": "2026-09-01", "kinds": {"hobby_viewed": 1}, "roots": {"1200004": 1}}],
    "waiting": [],
}
