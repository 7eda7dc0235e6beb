"""Examples of head counts and totals of seasons."""

from api.docs.examples import IDS

COUNTS = {
    "counts": [
        {"age_group": "under_13", "gender": "female", "count": 4},
        {"age_group": "age_13_to_16", "gender": "male", "count": 2},
        {"age_group": "age_13_to_16", "gender": "not_known", "count": 0},
    ]
}
COUNTED = {"event": IDS["HobbyEvent"], **COUNTS, "total": 6, "counted_at": "2026-09-02T19:20:00+03:00"}
SEASON = "2026-H2"
TOTALS = {"trials": 41, "joined": 17}
TOTAL = {"hobby": IDS["Hobby"], "season": SEASON, **TOTALS, "modified_at": "2026-12-19T12:00:00+02:00"}
_SMALL = {"value": None, "shown": "0-4"}
OWN = {
    "week": "2026-W47",
    "starts_on": "2026-11-16",
    "hobby": IDS["Hobby"],
    "views": {"value": 63, "shown": "63"},
    "verified": {"value": 14, "shown": "14"},
    "self_reported": _SMALL,
    "head_count": {"value": 6, "shown": "6"},
}
