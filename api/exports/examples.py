"""Examples of exports."""

ASKED = {
    "tables": ["quarters_by_area_and_age"],
    "slice": {"period": ["2027-Q1"], "area": ["091-101"]},
    "language": "fi",
    "format": "xlsx",
}
WAITING = {
    "id": "5f3c1c0e8f0b4a529d5e0c7f4b0f8e11",
    "state": "asked",
    "progress": 0,
    "reason": "",
    "release": 3,
    "tables": ["quarters_by_area_and_age"],
    "slice": {"period": ["2027-Q1"], "area": ["091-101"]},
    "language": "fi",
    "format": "xlsx",
    "asked_at": "2027-05-04T08:00:00Z",
    "finished_at": None,
    "expires_at": "2027-05-11T08:00:00Z",
    "name": "harrastuspassi-3-quarters_by_area_and_age-fi.xlsx",
    "address": None,
    "size": 0,
    "sha256": "",
}
READY = {
    **WAITING,
    "state": "ready",
    "progress": 100,
    "finished_at": "2027-05-04T08:00:02Z",
    "address": "https://harrastuspassi.example/api/v1/exports/5f3c1c0e8f0b4a529d5e0c7f4b0f8e11/file/?ticket=5f3c1c:1x",
    "size": 21873,
    "sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
}
PAGE = {"count": 1, "next": None, "previous": None, "results": [READY]}
