"""Folding a month's events into what each pass did in it, in the database: once for each change, while its raw events
live."""

import datetime as dt
from collections.abc import Mapping, Sequence

from django.db import connection, transaction
from django.db.models import Exists, OuterRef, QuerySet

from harrastuspassi.catalogue.models import Hobby, HobbyCategory
from harrastuspassi.common import clock
from harrastuspassi.common.planner import joining_wholes
from harrastuspassi.participation.models.events import CheckIn, Event, EventKind
from harrastuspassi.participation.models.months import ActiveMonth, Source
from harrastuspassi.participation.retention import EVENTS_KEPT
from harrastuspassi.statistics import dimensions, periods

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
    """Puts what each pass did in the place of what stood there of the month; how far it came stays (progress.py). In
    the caller's transaction."""
    since, until = (clock.instant(day, dt.time()) for day in (month, periods.next_month(month)))
    values = {
        "month": connection.ops.adapt_datefield_value(month),
        "since": connection.ops.adapt_datetimefield_value(since),
        "until": connection.ops.adapt_datetimefield_value(until),
    }
    roots = sorted(set(dimensions.roots().values()))
    with connection.cursor() as cursor:
        for statement in _about(roots):
            cursor.execute(statement, values)
        with joining_wholes():
            cursor.execute(_folded(roots), values)
            ActiveMonth.objects.filter(month=month).delete()
            cursor.execute(_ACTIVE_MONTHS.format(json=ActiveMonth._meta.get_field("kinds").db_type(connection)), values)
        for table in ("statistics_of_hobbies", "statistics_of_searches", "statistics_folded"):
            cursor.execute(f"DROP TABLE {table}")


def drop_unlinked(month: dt.date) -> None:
    """After the commit of `fold`: takes out passes that were erased, or took consent back, while it read."""
    there = events_of(month).filter(pass_id=OuterRef("pass_id"))
    months = ActiveMonth.objects.filter(month=month)
    with transaction.atomic(), joining_wholes():
        gone = list(months.filter(~Exists(there)).values_list("pass_id", flat=True))
    if gone:
        months.filter(pass_id__in=gone).delete()


# --- the statements: an INSERT from a SELECT, which no ORM says -------------------------------------
_EVENTS = (
    f"{Event._meta.db_table} AS event WHERE occurred_at >= %(since)s AND occurred_at < %(until)s"
    " AND pass_id IS NOT NULL AND NOT is_left_out"
)
_HOME = ", ".join(HOME)
_KINDS = {kind: f"CASE kind WHEN '{kind}' THEN 1 END" for kind in EventKind.values}
_SOURCES: dict[str, str] = {
    Source.VERIFIED: f"CASE WHEN checkin IN ('{CheckIn.VERIFIED}', '{CheckIn.VERIFIED_LATE}') THEN 1 END",
    Source.SELF_REPORTED: f"CASE checkin WHEN '{CheckIn.SELF_REPORTED}' THEN 1 END",
}
_TERMS = {
    "postgresql": "LATERAL (SELECT unnest(string_to_array(categories, ' ')::integer[]) AS value)",
    "sqlite": "json_each('[' || replace(categories, ' ', ',') || ']')",
}
"""The ids of a search's categories, one a row."""


def _about(roots: Sequence[str]) -> tuple[str, str]:
    """The root categories of hobbies and of searches, in tables of this connection's own: a column for each root, with
    a 1 in those that they are about."""
    marks = "".join(f", max(CASE root.id WHEN {root} THEN 1 END) AS root_{root}" for root in roots)
    root_of = (
        f"JOIN {HobbyCategory._meta.db_table} AS category ON category.id = {{category}}"
        f" JOIN {HobbyCategory._meta.db_table} AS root ON root.tree_id = category.tree_id AND root.parent_id IS NULL"
    )
    return (
        f"CREATE TEMPORARY TABLE statistics_of_hobbies AS SELECT hobby_id{marks}"  # noqa: S608 - names of our own
        f" FROM {Hobby.categories.through._meta.db_table} {root_of.format(category='hobbycategory_id')}"
        " GROUP BY hobby_id",
        f"CREATE TEMPORARY TABLE statistics_of_searches AS SELECT categories{marks}"  # noqa: S608 - the same
        f" FROM (SELECT DISTINCT categories FROM {_EVENTS} AND hobby_id IS NULL AND categories <> '') AS searches"
        f" CROSS JOIN {_TERMS[connection.vendor]} AS term {root_of.format(category='term.value')} GROUP BY categories",
    )


def _folded(roots: Sequence[str]) -> str:
    """All that passes did, in a table of this connection's own, from one look at each event."""
    about = {root: f"coalesce(of_hobby.root_{root}, of_search.root_{root})" for root in roots}
    return f"""
CREATE TEMPORARY TABLE statistics_folded AS
SELECT folded.*, before.progress
FROM (
    SELECT pass_id, CAST(count(*) AS integer) AS events, max(occurred_at) AS occurred_at,
        {_counted(_KINDS)} AS kinds, {_counted(about)} AS roots, {_counted(_SOURCES)} AS sources
    FROM (SELECT pass_id, occurred_at, kind, checkin, hobby_id, categories FROM {_EVENTS}) AS event
    LEFT JOIN statistics_of_hobbies AS of_hobby ON of_hobby.hobby_id = event.hobby_id
    LEFT JOIN statistics_of_searches AS of_search
    ON event.hobby_id IS NULL AND of_search.categories = event.categories
    GROUP BY pass_id
) AS folded
LEFT JOIN {ActiveMonth._meta.db_table} AS before ON before.pass_id = folded.pass_id AND month = %(month)s
"""  # noqa: S608 - the same


def _counted(marks: Mapping[str, str]) -> str:
    """A JSON object, as text, of the numbers of rows in which each mark is set, without those that are never."""
    numbers = [f"coalesce(',\"{value}\":' || nullif(count({mark}), 0), '')" for value, mark in marks.items()]
    return f"'{{' || ltrim({' || '.join(numbers) or repr('')}, ',') || '}}'"


# The last event of each pass; of several at one instant, the one that was collected last. Sorted as the index is.
_ACTIVE_MONTHS = f"""
INSERT INTO {ActiveMonth._meta.db_table} (month, pass_id, events, {_HOME}, kinds, roots, sources, progress)
SELECT %(month)s, pass_id, events, {_HOME}, CAST(kinds AS {{json}}), CAST(roots AS {{json}}), CAST(sources AS {{json}}),
    coalesce(progress, CAST('{{{{}}}}' AS {{json}}))
FROM (
    SELECT folded.*, {_HOME}, row_number() OVER (PARTITION BY folded.pass_id ORDER BY id DESC) AS place
    FROM statistics_folded AS folded JOIN (SELECT pass_id, {_HOME}, id, occurred_at FROM {_EVENTS}) AS event
    ON event.pass_id = folded.pass_id AND event.occurred_at = folded.occurred_at
) AS latest WHERE place = 1 ORDER BY pass_id
"""  # noqa: S608 - the same
