"""The change feed: order, tombstones, cursors, and nothing missed when commits overtake each other."""

import datetime as dt
import threading
from importlib import import_module
from types import SimpleNamespace
from typing import Any

import pytest
import time_machine
from django.apps import apps
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from harrastuspassi.catalogue.feed import Changes
from harrastuspassi.catalogue.models import CatalogueVersion, Change, Hobby, HobbyEvent, Organizer
from harrastuspassi.catalogue.publishing import change_state, publishing
from harrastuspassi.catalogue.schedules import cancel_event
from harrastuspassi.common import clock
from tests.factories.catalogue import HobbyEventFactory, HobbyFactory, OrganizerFactory

from .client import OfflineCopy

pytestmark = pytest.mark.django_db


def publish(*rows: Any) -> None:
    with publishing() as changes:
        changes.add(*rows)


def feed(client: Client, resource: str, **parameters: Any) -> dict[str, Any]:
    response = client.get(f"/api/v1/{resource}/changes/", parameters)
    assert response.status_code == 200, response.content
    page: dict[str, Any] = response.json()
    return page


def ids(page: dict[str, Any]) -> list[int]:
    return [row["id"] for row in page["results"]]


def test_changes_come_in_the_order_of_publication_each_object_once(client: Client) -> None:
    first, second = HobbyFactory(), HobbyFactory()
    publish(first)
    publish(second)
    publish(first)
    page = feed(client, "hobbies")
    assert ids(page) == [second.pk, first.pk]
    assert (page["count"], page["next"], page["previous"], page["removed"]) == (2, None, None, [])


def test_an_object_in_the_feed_is_what_its_list_shows(client: Client) -> None:
    event = HobbyEventFactory()
    publish(event.hobby, event)
    for resource in ("hobbies", "hobbyevents"):
        assert feed(client, resource)["results"] == client.get(f"/api/v1/{resource}/").json()["results"]


def test_a_cursor_reads_on_from_where_it_was(client: Client) -> None:
    publish(HobbyFactory())
    cursor = feed(client, "hobbies")["cursor"]
    assert feed(client, "hobbies", cursor=cursor) == {
        "count": 0,
        "next": None,
        "previous": None,
        "results": [],
        "removed": [],
        "cursor": cursor,
    }
    later = HobbyFactory()
    publish(later)
    assert ids(feed(client, "hobbies", cursor=cursor)) == [later.pk]


def test_pages_are_followed_by_next_and_count_what_is_left(client: Client) -> None:
    hobbies = [HobbyFactory() for _ in range(5)]
    publish(*hobbies)
    page = feed(client, "hobbies", page_size=2)
    seen, counts = ids(page), [page["count"]]
    while page["next"]:
        page = client.get(page["next"]).json()
        seen += ids(page)
        counts.append(page["count"])
    assert seen == [hobby.pk for hobby in hobbies]
    assert counts == [5, 3, 1]


def test_what_leaves_the_lists_is_removed_and_what_returns_comes_again(client: Client) -> None:
    hobby = HobbyEventFactory().hobby
    publish(hobby)
    cursors = {name: feed(client, name)["cursor"] for name in ("hobbies", "hobbyevents")}
    change_state(item=hobby, state="archived")
    event = hobby.events.get()
    for name, pk in (("hobbies", hobby.pk), ("hobbyevents", event.pk)):
        page = feed(client, name, cursor=cursors[name])
        assert (page["results"], page["removed"]) == ([], [pk])
        cursors[name] = page["cursor"]
    change_state(item=hobby, state="published")
    for name, pk in (("hobbies", hobby.pk), ("hobbyevents", event.pk)):
        assert ids(feed(client, name, cursor=cursors[name])) == [pk]


def test_a_suspended_organizer_takes_everything_of_its_own_along(client: Client) -> None:
    event = HobbyEventFactory()
    organizer = event.hobby.organizer
    publish(organizer, event.hobby, event)
    copy = OfflineCopy(client)
    copy.refresh()
    assert copy.objects["hobbyevents"]
    with publishing() as changes:
        Organizer.objects.filter(pk=organizer.pk).update(state="suspended")
        changes.add(organizer)
    copy.refresh()
    assert not any(copy.objects[name] for name in ("organizers", "hobbies", "hobbyevents"))


def test_an_edit_of_a_hobby_does_not_send_its_events_again(client: Client) -> None:
    hobby = HobbyEventFactory().hobby
    publish(hobby)
    cursor = feed(client, "hobbyevents")["cursor"]
    publish(hobby)
    assert ids(feed(client, "hobbyevents", cursor=cursor)) == []


def test_a_deleted_row_is_removed(client: Client) -> None:
    event = HobbyEventFactory()
    publish(event)
    cursor = feed(client, "hobbyevents")["cursor"]
    with publishing() as changes:
        changes.add(event)
        pk = event.pk
        event.delete()
    assert feed(client, "hobbyevents", cursor=cursor)["removed"] == [pk]


def test_a_draft_is_told_of_to_nobody(client: Client) -> None:
    publish(HobbyFactory(state="draft", published_at=None))
    page = feed(client, "hobbies")
    assert (page["results"], page["removed"]) == ([], [])


def test_a_cancelled_event_stays_and_says_so(client: Client) -> None:
    event = HobbyEventFactory()
    publish(event)
    cancel_event(event=event, reason_fi="Ohjaaja sairastui.")
    [row] = feed(client, "hobbyevents")["results"]
    assert row["is_cancelled"]


def test_a_hobby_shows_its_municipality_so_a_renamed_one_comes_again(client: Client) -> None:
    hobby = HobbyFactory()
    publish(hobby)
    cursor = feed(client, "hobbies")["cursor"]
    municipality = hobby.location.municipality
    with publishing() as changes:
        municipality.name_fi = "Uusi"
        municipality.save()
        changes.add(municipality)
    [row] = feed(client, "hobbies", cursor=cursor)["results"]
    assert row["municipality"]["name"] == "Uusi"


def test_modified_since_reaches_back_a_minute_and_no_further(client: Client) -> None:
    with time_machine.travel("2026-05-01T12:00:00Z", tick=False) as traveller:
        old = HobbyFactory()
        publish(old)
        traveller.shift(dt.timedelta(minutes=10))
        new = HobbyFactory()
        publish(new)
        page = feed(client, "hobbies", modified_since="2026-05-01T12:10:30Z")
        assert ids(page) == [new.pk]
        assert ids(feed(client, "hobbies", modified_since="2026-05-01T12:00:00+00:00")) == [old.pk, new.pk]
        assert ids(feed(client, "hobbies", modified_since="2026-05-01T12:12:00Z")) == []
        # From where the time led, the cursor goes on.
        publish(old)
        assert ids(feed(client, "hobbies", cursor=page["cursor"])) == [old.pk]


def test_a_cursor_counts_before_modified_since(client: Client) -> None:
    publish(HobbyFactory())
    cursor = feed(client, "hobbies")["cursor"]
    assert feed(client, "hobbies", cursor=cursor, modified_since="2000-01-01T00:00:00Z")["results"] == []


def test_modified_since_is_not_kept_beside_the_cursor_in_next(client: Client) -> None:
    publish(HobbyFactory(), HobbyFactory())
    page = feed(client, "hobbies", modified_since="2000-01-01T00:00:00Z", page_size=1)
    assert "modified_since" not in page["next"]
    assert len(client.get(page["next"]).json()["results"]) == 1


@pytest.mark.parametrize(
    "parameters",
    [
        {"cursor": "garbage"},
        {"cursor": ""},
        {"cursor": "-1.0"},
        {"cursor": "1.01"},
        {"cursor": "1.1 "},
        {"cursor": "1"},
        {"cursor": f"{10**18}.0"},
        {"cursor": "å"},
        {"modified_since": "yesterday"},
        {"modified_since": "2026-05-01"},
        {"modified_since": "2026-05-01T12:00:00"},
        {"modified_since": "2026-02-30T12:00:00Z"},
        {"page_size": "501"},
        {"search": "x"},
    ],
)
def test_a_bad_parameter_is_named(client: Client, parameters: dict[str, str]) -> None:
    response = client.get("/api/v1/hobbies/changes/", parameters)
    assert response.status_code == 400
    assert {error["field"] for error in response.json()["errors"]} <= parameters.keys()


@pytest.mark.parametrize("instant", ["0001-01-01T00:00:00+14:00", "1970-01-01t00:00:00z", "2026-05-01T12:00:00.1Z"])
def test_an_instant_however_early_is_a_place(client: Client, instant: str) -> None:
    hobby = HobbyFactory()
    publish(hobby)
    assert ids(feed(client, "hobbies", modified_since=instant)) == [hobby.pk]
    assert ids(feed(client, "hobbies", modified_since="9999-12-31T23:59:59-14:00")) == []


def test_nothing_noted_is_nothing_published() -> None:
    with publishing():
        HobbyFactory()
    assert not CatalogueVersion.objects.filter(number__gt=0).exists()
    assert not Change.objects.exists()


def test_what_a_failed_block_noted_is_forgotten() -> None:
    hobby = HobbyFactory()

    def fail() -> None:
        with publishing() as changes:
            changes.add(hobby)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert not Change.objects.exists()
    with publishing() as changes:
        assert not changes


def test_nested_blocks_are_one_publication() -> None:
    first, second = HobbyFactory(), HobbyFactory()
    with publishing() as outer:
        outer.add(first)
        with publishing() as inner:
            inner.add(second)
    assert set(Change.objects.values_list("version", flat=True)) == {1}


def test_old_rows_are_in_the_feed_of_a_migrated_database() -> None:
    """0004's INSERT ... SELECT, run on rows that are there."""
    event = HobbyEventFactory()
    migration = import_module("harrastuspassi.catalogue.migrations.0004_change_feed")
    with connection.cursor() as cursor:
        migration.note_all(apps, SimpleNamespace(connection=connection, execute=cursor.execute))
    assert Change.objects.filter(resource="hobbyevents", object_id=event.pk, version=0).exists()
    assert Change.objects.filter(resource="hobbies", object_id=event.hobby_id, version=0).exists()


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(
    connection.vendor == "sqlite", reason="SQLite has one writer at a time; run with DATABASE_URL=postgres://..."
)
def test_a_transaction_that_began_first_and_commits_last_is_not_missed(client: Client) -> None:
    slow, quick = HobbyFactory(), HobbyFactory()
    wrote, go_on = threading.Event(), threading.Event()

    def publish_slowly() -> None:
        try:
            with publishing() as changes:
                Hobby.objects.filter(pk=slow.pk).update(name_fi="Hidas")
                changes.add(slow)
                wrote.set()
                go_on.wait(20)
        finally:
            connection.close()

    thread = threading.Thread(target=publish_slowly)
    thread.start()
    try:
        assert wrote.wait(20)
        publish(quick)
        page = feed(client, "hobbies")
        assert ids(page) == [quick.pk]
    finally:
        go_on.set()
        thread.join(20)
    assert ids(feed(client, "hobbies", cursor=page["cursor"])) == [slow.pk]


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(
    connection.vendor == "sqlite", reason="SQLite has one writer at a time; run with DATABASE_URL=postgres://..."
)
def test_versions_are_given_out_in_the_order_of_commits(client: Client) -> None:
    """One that has its number holds the next back until it commits."""
    first, second = HobbyFactory(), HobbyFactory()
    stamped, go_on = threading.Event(), threading.Event()

    def publish_and_linger() -> None:
        try:
            with transaction.atomic():
                publish(first)
                stamped.set()
                go_on.wait(20)
        finally:
            connection.close()

    def publish_second() -> None:
        try:
            publish(second)
        finally:
            connection.close()

    threads = [threading.Thread(target=publish_and_linger), threading.Thread(target=publish_second)]
    threads[0].start()
    assert stamped.wait(20)
    threads[1].start()
    threads[1].join(0.5)
    assert threads[1].is_alive()
    assert feed(client, "hobbies")["results"] == []
    go_on.set()
    for thread in threads:
        thread.join(20)
    assert ids(feed(client, "hobbies")) == [first.pk, second.pk]


def test_many_rows_are_noted_in_pieces() -> None:
    hobby = HobbyFactory()
    template = HobbyEventFactory.build(hobby=hobby)
    columns = {field.attname: getattr(template, field.attname) for field in HobbyEvent._meta.concrete_fields}
    columns.pop("id")
    events = HobbyEvent.objects.bulk_create(HobbyEvent(**columns) for _ in range(1200))
    with publishing() as changes:
        changes.add(*events)
    assert Change.objects.filter(resource="hobbyevents").count() == 1200


def test_changes_start_empty() -> None:
    changes = Changes()
    changes.add_ids(Hobby, [])
    assert not changes


def test_an_organizer_without_anything_changes_alone(client: Client) -> None:
    organizer = OrganizerFactory()
    publish(organizer)
    assert ids(feed(client, "organizers")) == [organizer.pk]
    assert feed(client, "hobbies")["results"] == []


@pytest.mark.skipif("connection.vendor == 'sqlite'", reason="Only PostgreSQL; run with DATABASE_URL=postgres://...")
def test_an_index_leads_to_a_place_in_the_feed(client: Client) -> None:
    """And not from the beginning to there: that takes as long as the feed is."""
    Change.objects.bulk_create(
        Change(resource="hobbies", object_id=number, version=7, is_listed=False, changed_at=clock.now())
        for number in range(3_000)
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE catalogue_change")
    with CaptureQueriesContext(connection) as queries:
        page = feed(client, "hobbies", cursor="7.1989", page_size=10)
    assert (page["removed"], page["count"]) == (list(range(1990, 2000)), 1010)
    asked = next(query["sql"] for query in queries if "catalogue_change" in query["sql"])
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN {asked}")
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert "ROW(version, object_id) > ROW(7, 1989)" in next(line for line in plan.splitlines() if "Index Cond" in line)
    assert "change_feed" in plan
    assert "Filter" not in plan
