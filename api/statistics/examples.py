"""Examples of released statistics."""

from typing import Any


def page(*rows: Any) -> dict[str, Any]:
    return {"count": len(rows), "next": None, "previous": None, "results": list(rows)}


LEFT_OUT = {
    "release": 3,
    "table": "quarters_by_area_and_age",
    "period": "2027-Q1",
    "what": "areas",
    "municipality": "",
    "text": "municipalities and districts",
}
TABLE = {
    "name": "quarters_by_area_and_age",
    "title": "Passes by quarter, area and age group",
    "definition": "Passes with at least one event in the period and consent to statistics.",
    "unit": "passes; events",
    "length": "quarter",
    "dimensions": [{"name": "area", "title": "Home municipality or district", "adds_up": True}],
    "measures": [{"name": "passes", "title": "Passes", "unit": "passes"}],
    "is_of_passes": True,
    "left_out": [LEFT_OUT],
}
RELEASE = {
    "number": 3,
    "made_at": "2027-05-02T00:30:00Z",
    "published_at": "2027-05-03T08:00:00Z",
    "tables": 6,
    "replaces": 1,
    "replaced_by": None,
    "note": "A batch of events was counted twice.",
    "left_out": [LEFT_OUT],
    "files": [
        {
            "language": "en",
            "format": "xlsx",
            "name": "harrastuspassi-3-en.xlsx",
            "address": "https://harrastuspassi.example/api/v1/statistics/releases/3/files/en/xlsx/",
            "size": 21873,
            "sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
            "is_lost": False,
        }
    ],
}
ROW = {
    "release": 3,
    "period": "2027-Q1",
    "area": "091-101",
    "age_group": "age_13_to_16",
    "gender": None,
    "kind": None,
    "category": None,
    "language": None,
    "at_start": None,
    "source": None,
    "progress": None,
    "place": None,
    "counted_age": None,
    "counted_gender": None,
    "passes": 87,
    "passes_shown": "87",
    "events": 430,
    "figures": {"passes": 87, "events": 430},
    "shown": {"passes": "87", "events": "430"},
}
SMALL = {
    **ROW,
    "age_group": "age_17_to_19",
    "passes": None,
    "passes_shown": "0-4",
    "events": None,
    "figures": {"passes": None, "events": None},
    "shown": {"passes": "0-4", "events": ""},
}
CSV = "release,period,area,age_group,passes,events\r\n3,2027-Q1,091-101,age_13_to_16,87,430\r\n"
