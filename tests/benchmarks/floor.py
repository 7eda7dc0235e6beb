"""The floor that answers are measured against: bare views that send hand-written SQL and dump its rows by orjson.

Served without any middleware. The SQL has the joins and the rows of the API's answer and no count. A column is named by
its path in the answer; tests/api/test_benchmarks.py holds both to the same rows.
"""

from typing import Any

import orjson
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.urls import path

from harrastuspassi.common import clock

MUNICIPALITY = {"id": "id", "code": "code", "name": "~name"}
PLACE = {
    "id": "id", "name": "~name", "address": "address", "zip_code": "zip_code", "city": "city",
    "coordinates.0": "longitude", "coordinates.1": "latitude", "is_accessible": "is_accessible",
    "accessibility": "~accessibility", "reservation_link": "reservation_link", "data_source": "data_source",
    "modified_at": "modified_at",
}  # fmt: skip
ORGANIZER = {
    "id": "id", "name": "name", "kind": "kind", "description": "~description", "email": "email", "phone": "phone",
    "web_address": "web_address", "data_source": "data_source", "modified_at": "modified_at",
}  # fmt: skip
HOBBY = {
    "id": "id", "name": "~name", "description": "~description", "cover_image": "cover_image",
    "category_cover": "category_cover", "categories": "category_ids", "price_type": "price_type",
    "price_amount": "price_amount::text", "audiences": "audience_ids", "age_from": "age_from", "age_to": "age_to",
    "languages": "languages", "registration_link": "registration_link", "web_address": "web_address",
    "contact_name": "contact_name", "contact_email": "contact_email", "contact_phone": "contact_phone",
    "state": "state", "data_source": "data_source", "published_at": "published_at", "modified_at": "modified_at",
}  # fmt: skip
EVENT = {
    "id": "id", "start_date": "start_date", "start_time": "start_time", "end_date": "end_date", "end_time": "end_time",
    "start_weekday": "start_weekday", "data_source": "data_source", "starts_at": "starts_at", "ends_at": "ends_at",
    "access": "access", "schedule": "schedule_id", "cancelled_at": "cancelled_at",
    "cancellation_reason": "~cancellation_reason", "modified_at": "modified_at",
}  # fmt: skip


def _columns(alias: str, at: str, columns: dict[str, str]) -> list[str]:
    """Columns of a table; ~ stands before texts, of which the first that is filled counts."""
    found = []
    for name, column in columns.items():
        base = f"{alias}.{column.removeprefix('~')}"
        chain = ", ".join(f"NULLIF({base}_{language}, '')" for language in ("fi", "sv", "en"))
        value = f"COALESCE({chain}, '')" if column.startswith("~") else base
        found.append(f'{value} AS "{at}{name}"')
    return found


_HOBBY = [
    *_columns("h", "hobby.", HOBBY),
    *_columns("m", "hobby.municipality.", MUNICIPALITY),
    *_columns("l", "hobby.location.", PLACE),
    *_columns("lm", "hobby.location.municipality.", MUNICIPALITY),
    *_columns("d", "hobby.location.district.", MUNICIPALITY),
    *_columns("o", "hobby.organizer.", ORGANIZER),
    *_columns("om", "hobby.organizer.municipality.", MUNICIPALITY),
]
_AROUND = """
LEFT JOIN catalogue_municipality m ON m.id = h.municipality_id
LEFT JOIN catalogue_location l ON l.id = h.location_id
LEFT JOIN catalogue_municipality lm ON lm.id = l.municipality_id
LEFT JOIN catalogue_district d ON d.id = l.district_id
LEFT JOIN catalogue_organizer o ON o.id = h.organizer_id
LEFT JOIN catalogue_municipality om ON om.id = o.municipality_id
"""
_EVENTS = f"""
SELECT {", ".join([*_columns("e", "", EVENT), *_HOBBY])}
FROM (%s) AS picked
JOIN catalogue_hobbyevent e ON e.id = picked.event
JOIN catalogue_hobby h ON h.id = e.hobby_id
{_AROUND}
ORDER BY picked.rank, e.hobby_id LIMIT %%(size)s
"""
_ON_OFFER = """
LEFT JOIN catalogue_organizer o ON o.id = h.organizer_id
CROSS JOIN LATERAL (
    SELECT id, starts_at FROM catalogue_hobbyevent e
    WHERE e.hobby_id = h.id AND e.cancelled_at IS NULL AND e.ends_at > %(now)s {when}
    ORDER BY starts_at, id LIMIT 1
) coming
WHERE h.state = 'published' AND (h.organizer_id IS NULL OR o.state IN ('approved', 'archived'))
"""
_ANY, _ON_DAY = _ON_OFFER.format(when=""), _ON_OFFER.format(when="AND (e.weekday_mask & %(weekday)s) > 0")
_IN_CATEGORY = """
AND EXISTS (
    SELECT 1 FROM catalogue_hobby_categories link JOIN catalogue_hobbycategory c ON c.id = link.hobbycategory_id
    JOIN catalogue_hobbycategory above ON above.lft <= c.lft AND above.rght >= c.rght
    WHERE link.hobby_id = h.id AND above.id = %(category)s
)
"""
_NEAREST = f"""
SELECT coming.id AS event, cube(cube(cube(place.x), place.y), place.z) <-> cube(cube(cube(%(x)s), %(y)s), %(z)s) AS rank
FROM catalogue_location place JOIN catalogue_hobby h ON h.location_id = place.id {_ANY} {{also}}
ORDER BY rank FETCH FIRST %(size)s ROWS WITH TIES
"""
_BY_START = """
SELECT coming.id AS event, coming.starts_at AS rank FROM catalogue_hobby h {on_offer}
ORDER BY rank, h.id LIMIT %(size)s
"""
_FOUND = f"""
SELECT coming.id AS event, ROW(
    CASE WHEN search_parts(w.name) @@ %(query)s::tsquery THEN 0
        WHEN search_parts(w.head) @@ %(query)s::tsquery THEN 1 ELSE 2 END,
    coming.starts_at
) AS rank
FROM catalogue_searchdocument w JOIN catalogue_hobby h ON h.id = w.hobby_id
{_ANY} AND search_parts(w.body) @@ (SELECT %(query)s::tsquery)
ORDER BY rank, h.id LIMIT %(size)s
"""
SQL = {
    "nearest": _EVENTS % _NEAREST.format(also=""),
    "nearest-category": _EVENTS % _NEAREST.format(also=_IN_CATEGORY),
    "category": _EVENTS % _BY_START.format(on_offer=_ANY + _IN_CATEGORY),
    "weekday": _EVENTS % _BY_START.format(on_offer=_ON_DAY),
    "search": _EVENTS % _FOUND,
    "hobby": f"SELECT {', '.join(_HOBBY)} FROM catalogue_hobby h {_AROUND}"
    " WHERE h.id = %(id)s AND h.state IN ('published', 'archived')"
    " AND (h.organizer_id IS NULL OR o.state IN ('approved', 'archived'))",
    "categories": "SELECT id, COALESCE(NULLIF(name_fi, ''), NULLIF(name_sv, ''), NULLIF(name_en, ''), '') AS name,"
    " name_fi, name_sv, name_en, parent_id AS parent, tree_id, level, yso_id, is_hidden, cover_image"
    " FROM catalogue_hobbycategory WHERE NOT is_hidden ORDER BY lft",
}


def rows(request: HttpRequest, name: str) -> HttpResponse:
    """The rows of a question, with its values from the query."""
    with connection.cursor() as cursor:
        cursor.execute(SQL[name], {"now": clock.now_minute(), **values(request)})
        names = [column.name for column in cursor.description]
        found = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    return _json(orjson.dumps(found))


def values(request: HttpRequest) -> dict[str, Any]:
    """Words stay words, numbers become such."""
    given: dict[str, Any] = request.GET.dict()
    return {name: value if name == "query" else _number(value) for name, value in given.items()}


def _number(text: str) -> int | float:
    return float(text) if "." in text or "e" in text else int(text)


def constant(request: HttpRequest) -> HttpResponse:
    """As many bytes as a page has, made before anybody asks."""
    return _json(_CONSTANT)


def _json(body: bytes) -> HttpResponse:
    return HttpResponse(body, content_type="application/json", headers={"Content-Length": str(len(body))})


_CONSTANT = orjson.dumps(["x" * 100] * 1_000)
urlpatterns = [path("constant/", constant), path("<slug:name>/", rows)]
