"""Folding a month's events into what each pass did in it, in the database: once for each change, while its raw events
live."""

import datetime as dt

from django.db import connection, transaction
from django.db.models import Exists, OuterRef, QuerySet

from harrastuspassi.catalogue.models import Hobby, HobbyCategory
from harrastuspassi.common import clock
from harrastuspassi.common.planner import joining_wholes
from harrastuspassi.participation.models.events import CheckIn, Event
from harrastuspassi.participation.models.months import ActiveMonth, MonthlyDeeds, Source
from harrastuspassi.participation.retention import EVENTS_KEPT
from harrastuspassi.statistics import periods

HOME = ("age_group", "gender", "language", "has_hobby", "municipality_id", "district_id")
"""The attributes of a pass that tables ask about, as columns of events and of active months."""


def has_all_events(month: dt.date) -> bool:
    """Whether the raw events of a month are still there, from its first instant on."""
    return clock.instant(month, dt.time()) >= clock.now() - EVENTS_KEPT


def events_of(month: dt.date) -> QuerySet[Event]:
    """The events of passes in a month that count."""
    until = clock.instant(periods.next_month(month), dt.time())
    within = Event.objects.filter(occurred_at__gte=clock.instant(month, dt.time()), occurred_at__lt=until)
    return within.filter(pass_id__isnull=False, is_left_out=False)


def fold(month: dt.date) -> None:
    """Puts what each pass did in the place of what stood there of the month. In the caller's transaction."""
    ActiveMonth.objects.filter(month=month).delete()
    # How far passes came is written by itself (progress.py).
    MonthlyDeeds.objects.filter(month=month, progress="").delete()
    since, until = (clock.instant(day, dt.time()) for day in (month, periods.next_month(month)))
    values = {
        "month": connection.ops.adapt_datefield_value(month),
        "since": connection.ops.adapt_datetimefield_value(since),
        "until": connection.ops.adapt_datetimefield_value(until),
    }
    with connection.cursor() as cursor, joining_wholes():
        cursor.execute(_ACTIVE_MONTHS, values)
        cursor.execute(_DEEDS.format(terms=_TERMS[connection.vendor]), values)


def drop_unlinked(month: dt.date) -> None:
    """After the commit of `fold`: takes out passes that were erased, or took consent back, while it read."""
    there = events_of(month).filter(pass_id=OuterRef("pass_id"))
    months = ActiveMonth.objects.filter(month=month)
    with transaction.atomic(), joining_wholes():
        gone = list(months.filter(~Exists(there)).values_list("pass_id", flat=True))
    if gone:
        MonthlyDeeds.objects.filter(month=month, pass_id__in=gone).delete()
        months.filter(pass_id__in=gone).delete()


# --- the statements: an INSERT from a SELECT, which no ORM says -------------------------------------
_EVENTS = (
    f"{Event._meta.db_table} AS event WHERE occurred_at >= %(since)s AND occurred_at < %(until)s"
    " AND pass_id IS NOT NULL AND NOT is_left_out"
)
_HOME = ", ".join(HOME)
# The last event of each pass; of several at one instant, the one that was collected last. Sorted as the index is.
_ACTIVE_MONTHS = f"""
INSERT INTO {ActiveMonth._meta.db_table} (month, pass_id, events, {_HOME})
SELECT %(month)s, pass_id, events, {_HOME} FROM (
    SELECT event.*, events, row_number() OVER (PARTITION BY pass_id ORDER BY id DESC) AS place
    FROM (SELECT pass_id, {_HOME}, id, occurred_at FROM {_EVENTS}) AS event
    JOIN (SELECT pass_id, count(*) AS events, max(occurred_at) AS occurred_at FROM {_EVENTS} GROUP BY pass_id) AS last
    USING (pass_id, occurred_at)
) AS latest WHERE place = 1 ORDER BY pass_id
"""  # noqa: S608 - names of our own
_DEEDS = f"""
WITH roots AS (
    SELECT category.id AS category_id, root.id AS root_id
    FROM {HobbyCategory._meta.db_table} AS category
    JOIN {HobbyCategory._meta.db_table} AS root ON root.tree_id = category.tree_id AND root.parent_id IS NULL
), of_hobbies AS (
    SELECT DISTINCT hobby_id, root_id
    FROM {Hobby.categories.through._meta.db_table} JOIN roots ON category_id = hobbycategory_id
), of_searches AS (
    SELECT DISTINCT categories, root_id
    FROM (SELECT DISTINCT categories FROM {_EVENTS} AND hobby_id IS NULL AND categories <> '') AS searches
    CROSS JOIN {{terms}} AS term JOIN roots ON category_id = term.value
), about AS (
    SELECT pass_id, root_id FROM (SELECT pass_id, hobby_id FROM {_EVENTS} AND hobby_id IS NOT NULL) AS event
    JOIN of_hobbies USING (hobby_id)
    UNION ALL
    SELECT pass_id, root_id
    FROM (SELECT pass_id, categories FROM {_EVENTS} AND hobby_id IS NULL AND categories <> '') AS event
    JOIN of_searches USING (categories)
)
INSERT INTO {MonthlyDeeds._meta.db_table} (month, pass_id, kind, root_id, source, progress, events)
SELECT %(month)s, pass_id, kind, root_id, source, '', events FROM (
    SELECT pass_id, kind, CAST(NULL AS integer) AS root_id, '' AS source, count(*) AS events
    FROM {_EVENTS} GROUP BY pass_id, kind
    UNION ALL
    SELECT pass_id, '', root_id, '', count(*) FROM about GROUP BY pass_id, root_id
    UNION ALL
    SELECT pass_id, '', NULL, source, count(*) FROM (
        SELECT pass_id, CASE checkin
            WHEN '{CheckIn.SELF_REPORTED}' THEN '{Source.SELF_REPORTED}' ELSE '{Source.VERIFIED}' END AS source
        FROM {_EVENTS} AND checkin <> ''
    ) AS attended GROUP BY pass_id, source
) AS deeds ORDER BY pass_id
"""  # noqa: S608 - the same
_TERMS = {
    "postgresql": "LATERAL (SELECT unnest(string_to_array(categories, ' ')::integer[]) AS value)",
    "sqlite": "json_each('[' || replace(categories, ' ', ',') || ']')",
}
"""The ids of a search's categories, one a row."""
