"""Examples of what is sent and given about participation."""

BATCH = {
    "sent_at": "2026-09-02T16:20:05+03:00",
    "events": [
        {
            "id": "7d1a3a52-50a3-4b52-8f0e-6c2b7e0f9a11",
            "kind": "searched",
            "occurred_at": "2026-09-02T16:18:11+03:00",
            "categories": [1200012],
        },
        {
            "id": "f0a9b1c6-2f0e-4f7b-8a52-1a4a6a0f3b22",
            "kind": "hobby_viewed",
            "occurred_at": "2026-09-02T16:18:40+03:00",
            "hobby": 1200031,
        },
    ],
}
ANSWER = {
    "accepted": 1,
    "duplicate": 0,
    "refused": 1,
    "items": [
        {"index": 0, "id": "7d1a3a52-50a3-4b52-8f0e-6c2b7e0f9a11", "status": "accepted", "errors": []},
        {
            "index": 1,
            "id": "f0a9b1c6-2f0e-4f7b-8a52-1a4a6a0f3b22",
            "status": "refused",
            "errors": [
                {"field": "occurred_at", "code": "too_old", "message": "The event is older than 30 days."},
            ],
        },
    ],
}
