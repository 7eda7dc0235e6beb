"""The floor that answers are measured against: bare views that send hand-written SQL and dump its rows by orjson.

Served without any middleware. The SQL has the joins and the rows of the API's answer and no count. A column is named by
its path in the answer; test_floor.py holds both to the same rows.
"""

from functools import lru_cache
from typing import Any

import orjson
import psycopg
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.urls import path
from psycopg.types.datetime import TimestamptzLoader

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

PROMOTION = {
    "id": "id", "name": "~name", "description": "~description", "cover_image": "cover_image",
    "organizer": "organizer_id", "start_date": "start_date", "start_time": "start_time", "end_date": "end_date",
    "end_time": "end_time", "available_count": "available_count", "available_per_pass": "available_per_pass",
    "used_count": "used_count", "starts_at": "starts_at", "ends_at": "ends_at", "data_source": "data_source",
    "modified_at": "modified_at",
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
_FLAT_HOBBY = [
    *_columns("h", "", {**HOBBY, "organizer": "organizer_id", "location": "location_id"}),
    *_columns("m", "municipality.", MUNICIPALITY),
]
_PROMOTION = [
    *_columns("p", "", PROMOTION),
    *_columns("m", "municipality.", MUNICIPALITY),
    *_columns("l", "location.", PLACE),
    *_columns("lm", "location.municipality.", MUNICIPALITY),
    *_columns("d", "location.district.", MUNICIPALITY),
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
_PUBLIC = "h.state = 'published' AND (h.organizer_id IS NULL OR o.state IN ('approved', 'archived'))"
_COMING = f"""
LEFT JOIN catalogue_organizer o ON o.id = h.organizer_id
CROSS JOIN LATERAL (
    SELECT id, starts_at FROM catalogue_hobbyevent e
    WHERE e.hobby_id = h.id AND e.cancelled_at IS NULL AND e.ends_at > %(now)s
    ORDER BY starts_at, id LIMIT 1
) coming
WHERE {_PUBLIC}
"""
# As an array, which is looked up one by one: of rows the planner would expect far too many.
_BELOW = """
AND h.id = ANY(ARRAY(
    SELECT link.hobby_id FROM catalogue_hobbycategory above
    JOIN catalogue_hobbycategory c ON c.lft BETWEEN above.lft AND above.rght
    JOIN catalogue_hobby_categories link ON link.hobbycategory_id = c.id
    WHERE above.id = %(category)s
))
"""
_DISTANCE = "cube(cube(cube(place.x), place.y), place.z) <-> cube(cube(cube(%(x)s), %(y)s), %(z)s)"
_NEAREST = f"""
SELECT coming.id AS event, {_DISTANCE} AS rank
FROM catalogue_location place JOIN catalogue_hobby h ON h.location_id = place.id {_COMING}
ORDER BY rank FETCH FIRST %(size)s ROWS WITH TIES
"""
_NEAREST_WITHIN = f"""
SELECT coming.id AS event, {_DISTANCE} AS rank
FROM catalogue_location place JOIN catalogue_hobby h ON h.location_id = place.id {_COMING}
AND place.z BETWEEN %(z)s - %(reach)s AND %(z)s + %(reach)s AND {_DISTANCE} <= %(reach)s
ORDER BY rank FETCH FIRST %(size)s ROWS WITH TIES
"""
_NEAREST_BELOW = f"""
SELECT coming.id AS event, {_DISTANCE} AS rank
FROM catalogue_hobby h LEFT JOIN catalogue_location place ON place.id = h.location_id {_COMING} {_BELOW}
ORDER BY rank, h.id LIMIT %(size)s
"""
_CATEGORY = f"""
SELECT coming.id AS event, coming.starts_at AS rank FROM catalogue_hobby h {_COMING} {_BELOW}
ORDER BY rank, h.id LIMIT %(size)s
"""
_ON_DAY = f"""
SELECT first.id AS event, first.starts_at AS rank FROM (
    SELECT DISTINCT ON (e.hobby_id) e.hobby_id, e.id, e.starts_at FROM catalogue_hobbyevent e
    WHERE e.cancelled_at IS NULL AND e.ends_at > %(now)s AND e.weekday_mask & %(weekday)s > 0 {{when}}
    ORDER BY e.hobby_id, e.starts_at, e.id
) first
JOIN catalogue_hobby h ON h.id = first.hobby_id LEFT JOIN catalogue_organizer o ON o.id = h.organizer_id
WHERE {_PUBLIC} ORDER BY rank, h.id LIMIT %(size)s
"""
# Most often a week has enough, and there are indexes for it: of those that end on their day, and of the others.
_WITHIN_A_WEEK = """
AND e.starts_at <= %(now)s::timestamptz + interval '7 days'
AND (e.ends_at <= %(now)s::timestamptz + interval '8 days 2 hours' OR e.end_date > e.start_date)
"""
_WEEKDAY = f"""
WITH soon AS MATERIALIZED ({_ON_DAY.format(when=_WITHIN_A_WEEK)})
SELECT * FROM soon WHERE (SELECT count(*) FROM soon) = %(size)s
UNION ALL SELECT * FROM ({_ON_DAY.format(when="")}) later WHERE (SELECT count(*) FROM soon) < %(size)s
"""
_IN_TIME = " AND e.start_time BETWEEN %(start)s::time AND %(end)s::time + interval '59.999999 s'"
_WEEKDAY_AND_TIME = _WEEKDAY.replace("> 0", f"> 0 {_IN_TIME}")
_OF_HOBBY = """
SELECT id AS event, starts_at AS rank FROM catalogue_hobbyevent WHERE hobby_id = %(id)s ORDER BY rank, id
LIMIT %(size)s
"""
_WITH_PARTS = "SELECT hobby_id FROM catalogue_searchdocument WHERE search_parts({}) @@ (SELECT %(query)s::tsquery)"
_MATCHING = f"""
SELECT coming.id AS event, ROW({{match}}, coming.starts_at) AS rank
FROM catalogue_hobby h {_COMING} AND h.id IN ({{found}})
ORDER BY rank, h.id LIMIT %(size)s
"""
_HOW = f"""
CASE WHEN h.id IN ({_WITH_PARTS.format("name")}) THEN 0 WHEN h.id IN ({_WITH_PARTS.format("head")}) THEN 1 ELSE 2 END
"""
# Most often enough have all words in their names.
_FOUND = f"""
WITH named AS MATERIALIZED ({_MATCHING.format(match=0, found=_WITH_PARTS.format("name"))})
SELECT * FROM named WHERE (SELECT count(*) FROM named) = %(size)s
UNION ALL SELECT * FROM ({_MATCHING.format(match=_HOW, found=_WITH_PARTS.format("body"))}) others
WHERE (SELECT count(*) FROM named) < %(size)s
"""
SQL = {
    "nearest": _EVENTS % _NEAREST,
    "nearest-category": _EVENTS % _NEAREST_BELOW,
    "nearest-within": _EVENTS % _NEAREST_WITHIN,
    "category": _EVENTS % _CATEGORY,
    "weekday": _EVENTS % _WEEKDAY,
    "weekday-time": _EVENTS % _WEEKDAY_AND_TIME,
    "search": _EVENTS % _FOUND,
    "events-of-hobby": _EVENTS.replace("e.hobby_id LIMIT", "e.id LIMIT") % _OF_HOBBY,
    "changes": f"SELECT {', '.join(_FLAT_HOBBY)} FROM catalogue_change c JOIN catalogue_hobby h ON h.id = c.object_id"
    " LEFT JOIN catalogue_location l ON l.id = h.location_id"
    " LEFT JOIN catalogue_municipality m ON m.id = COALESCE(h.municipality_id, l.municipality_id)"
    " LEFT JOIN catalogue_organizer o ON o.id = h.organizer_id"
    f" WHERE c.resource = 'hobbies' AND c.version = 1 AND c.object_id > %(after)s AND {_PUBLIC}"
    " ORDER BY c.version, c.object_id LIMIT %(size)s",
    "promotions": f"SELECT {', '.join(_PROMOTION)} FROM catalogue_promotion p"
    " LEFT JOIN catalogue_location l ON l.id = p.location_id"
    " LEFT JOIN catalogue_municipality m ON m.id = COALESCE(p.municipality_id, l.municipality_id)"
    " LEFT JOIN catalogue_municipality lm ON lm.id = l.municipality_id"
    " LEFT JOIN catalogue_district d ON d.id = l.district_id"
    " JOIN catalogue_organizer o ON o.id = p.organizer_id"
    " WHERE p.state = 'published' AND o.state IN ('approved', 'archived') AND p.ends_at > %(now)s"
    " AND p.starts_at <= %(now)s AND p.used_count < p.available_count"
    f" ORDER BY {_DISTANCE.replace('place.', 'l.')}, p.id LIMIT %(size)s",
    "hobby": f"SELECT {', '.join(_HOBBY)} FROM catalogue_hobby h {_AROUND}"
    " WHERE h.id = %(id)s AND h.state IN ('published', 'archived')"
    " AND (h.organizer_id IS NULL OR o.state IN ('approved', 'archived'))",
    "categories": "SELECT id, COALESCE(NULLIF(name_fi, ''), NULLIF(name_sv, ''), NULLIF(name_en, ''), '') AS name,"
    " name_fi, name_sv, name_en, parent_id AS parent, tree_id, level, yso_id, is_hidden, cover_image"
    " FROM catalogue_hobbycategory WHERE NOT is_hidden ORDER BY lft",
}


def rows(request: HttpRequest, name: str) -> HttpResponse:
    """The rows of a question, with its values from the query. A connection plans each but once."""
    values = {"now": clock.now_minute(), **{name: _value(name, text) for name, text in request.GET.items()}}
    # The plan depends on how many rows are wanted.
    sql = SQL[name].replace("%(size)s", str(values.pop("size", "")))
    connection.ensure_connection()
    with psycopg.Cursor(connection.connection) as cursor:
        cursor.adapters.register_loader("timestamptz", TimestamptzLoader)
        cursor.execute(sql, values, prepare=True)
        names = [column.name for column in cursor.description or ()]
        found = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    return _json(orjson.dumps(found))


def _value(name: str, text: str) -> Any:
    """Words and times stay as they are, numbers become such."""
    if name in ("query", "start", "end"):
        return text
    return float(text) if name in ("x", "y", "z", "reach") else int(text)


def constant(request: HttpRequest) -> HttpResponse:
    """So many bytes, made before anybody asks again."""
    return _json(_constant(int(request.GET["size"])))


@lru_cache(maxsize=100)
def _constant(size: int) -> bytes:
    return b"x" * size


def _json(body: bytes) -> HttpResponse:
    return HttpResponse(body, content_type="application/json", headers={"Content-Length": str(len(body))})


urlpatterns = [path("constant/", constant), path("<slug:name>/", rows)]
