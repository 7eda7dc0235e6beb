"""Collecting under trouble: workers side by side, batches that cannot be collected, and erasure in the middle of it."""

import datetime as dt
import io
import threading
from pathlib import Path
from typing import Any

import pytest
import redis
from django.apps import apps
from django.conf import settings
from django.core import serializers
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.db import connection

from harrastuspassi.catalogue.models import HobbyEvent
from harrastuspassi.common import clock, jobs, queue
from harrastuspassi.common.models import Job
from harrastuspassi.participation import codes, watching
from harrastuspassi.participation.collection import collect_batch
from harrastuspassi.participation.doors import create_door_link
from harrastuspassi.participation.headcounts import Heads, set_head_counts
from harrastuspassi.participation.inbox import COLLECT
from harrastuspassi.participation.insertion import COLUMNS
from harrastuspassi.participation.models.events import Event
from harrastuspassi.participation.models.inbox import Batch
from tests.factories.accounts import member
from tests.factories.catalogue import HobbyEventFactory
from tests.factories.participation import event, send
from tests.factories.passes import Phone, new_phone
from tests.workers.test_worker import start_worker, wait_for
from workers.tasks import KINDS

__all__ = ["start_worker"]
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def unsent(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing goes to the queue: the test does the jobs itself."""
    monkeypatch.setattr(queue, "send", lambda job_id, **_: True)


def run_due() -> None:
    for job_id in Job.objects.filter(state=Job.State.PENDING, due_at__lte=clock.now()).values_list("id", flat=True):
        jobs.run(job_id=job_id, kinds=KINDS)


def inbox(*arguments: str) -> str:
    out = io.StringIO()
    call_command("inbox", *arguments, stdout=out)
    return out.getvalue()


def test_workers_side_by_side_count_what_they_both_meet_once(unsent: None) -> None:
    events = [event() for _ in range(40)]
    for start in range(4):
        send(*events[start * 5 :], *events[: start * 5])
    keys = list(Job.objects.values_list("key", flat=True))
    failed: list[Exception] = []

    def work() -> None:
        try:
            for key in keys:
                collect_batch(key)
        except Exception as error:
            failed.append(error)
        finally:
            connection.close()

    workers = [threading.Thread(target=work) for _ in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert failed == []
    assert Event.objects.count() == 40
    assert not Batch.objects.exists()


def test_every_column_of_an_event_is_written() -> None:
    assert {"id", *COLUMNS} == {field.attname for field in Event._meta.concrete_fields}


def test_a_job_that_runs_twice_counts_once(unsent: None) -> None:
    send(event())
    job = Job.objects.get()
    run_due()
    Job.objects.filter(pk=job.pk).update(state=Job.State.PENDING)
    run_due()
    assert Event.objects.count() == 1
    assert Job.objects.get().state == "done"


def test_a_worker_that_dies_while_it_writes_leaves_the_batch_whole(
    unsent: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    send(event(), event())

    def die(*_: Any, **__: Any) -> None:
        raise SystemExit

    with monkeypatch.context() as patched:
        patched.setattr(jobs, "finish", die)
        with pytest.raises(SystemExit):
            collect_batch(Job.objects.get().key)
    assert (Batch.objects.count(), Event.objects.count()) == (1, 0)
    run_due()
    assert (Batch.objects.count(), Event.objects.count()) == (0, 2)


def test_what_waits_beside_a_batch_is_collected_with_it_and_its_jobs_are_done(unsent: None) -> None:
    for _ in range(12):
        send(event())
    collect_batch(Job.objects.earliest("id").key)
    assert Event.objects.count() == 10
    assert Job.objects.filter(state=Job.State.DONE).count() == 9
    run_due()
    assert Event.objects.count() == 12
    assert set(Job.objects.values_list("state", flat=True)) == {"done"}


def test_a_batch_that_cannot_be_collected_does_not_hold_up_those_beside_it(unsent: None) -> None:
    for _ in range(3):
        send(event())
    good, bad, other = Batch.objects.order_by("id")
    Batch.objects.filter(pk=bad.pk).update(payload=b"[[]]")
    for batch in (good, other):
        collect_batch(str(batch.pk))
    assert Event.objects.count() == 2
    assert list(Batch.objects.all()) == [bad]
    run_due()
    assert Job.objects.get(key=bad.pk).attempts == 1


# --- poison ---------------------------------------------------------------------------------------
def test_a_batch_that_cannot_be_collected_is_set_aside_and_seen(unsent: None, client: Any) -> None:
    send(event())
    phone = new_phone().consent()
    send(event(ago=dt.timedelta()), phone=phone)
    poisoned = Batch.objects.get(pass_id=phone.id)
    Batch.objects.filter(pk=poisoned.pk).update(payload=b'[["' + phone.id.encode() + b'"]]')
    run_due()
    job = Job.objects.get(key=poisoned.pk)
    assert (job.state, job.attempts) == ("pending", 1)
    assert job.due_at > clock.now()
    assert watching.backlog().retried == 1
    for _ in range(jobs.MAX_ATTEMPTS):
        Job.objects.filter(pk=job.pk).update(due_at=clock.now())
        run_due()
    job.refresh_from_db()
    assert job.state == "failed"
    assert job.error == f"CollectionFailed: batch {poisoned.pk}: ValueError in rows_of:{job.error.rpartition(':')[2]}"
    found = watching.backlog()
    assert (found.batches, found.events, found.set_aside) == (1, 1, 1)
    answer = client.get("/health/jobs/")
    assert answer.status_code == 503
    assert "1 batches are set aside" in answer.json()["checks"]["batches"]
    assert job.error in inbox()
    # The others were counted.
    assert Event.objects.count() == 1


def test_a_batch_that_was_set_aside_is_tried_anew_or_given_up(unsent: None, client: Any) -> None:
    for _ in range(2):
        send(event())
    Job.objects.update(state=Job.State.FAILED, attempts=jobs.MAX_ATTEMPTS, error="x")
    first, second = Job.objects.order_by("id").values_list("key", flat=True)
    inbox("retry", first)
    run_due()
    assert Event.objects.count() == 1
    inbox("drop", second)
    assert not Batch.objects.exists()
    assert watching.backlog() == watching.Backlog(batches=0, events=0, oldest_s=0.0, set_aside=0, retried=0)
    assert client.get("/health/jobs/").status_code == 200
    with pytest.raises(CommandError):
        inbox("drop", second)


# --- erasure --------------------------------------------------------------------------------------
def everywhere(log: Path, logged: str) -> dict[str, str]:
    """All that the system holds, by where it holds it."""
    found = {
        model._meta.label: serializers.serialize("json", model._default_manager.all()) for model in apps.get_models()
    }
    found |= {f"payload {row.pk}": bytes(row.payload).decode() for row in Batch.objects.all()}
    found |= {"log of the worker": log.read_text(), "log of the API": logged}
    found |= {str(path): path.read_bytes().decode("latin-1") for path in settings.VAR_DIR.rglob("*") if is_text(path)}
    found["cache"] = str(getattr(cache, "_cache", {}))
    if settings.REDIS_URL:
        server: Any = redis.Redis.from_url(settings.REDIS_URL)
        for key in server.scan_iter():
            kept = server.dump(key) or b""
            found[f"redis {key!r}"] = kept.decode("latin-1")
    return found


def is_text(path: Path) -> bool:
    # The database is read through its tables: its file may hold what is deleted until it is written over.
    return path.is_file() and "sqlite3" not in path.name


def at_the_door(phone: Phone) -> HobbyEvent:
    """An event at which a pass has tried a wrong code, checked in with the one shown and the printed one, and heads
    were counted."""
    held: HobbyEvent = HobbyEventFactory(start_date=clock.local_today(), all_day=True)
    link, _ = create_door_link(event_id=held.pk, by=member(held.hobby.organizer))
    shown = codes.code_of(held.pk, codes.slot_at(clock.now()))
    printed = codes.printed_code_of(held.hobby_id)
    for field, code, became in (("code", "00000000", 0), ("code", shown, 1), ("printed_code", printed, 1)):
        sent = event("checked_in", ago=dt.timedelta(), event=held.pk, **{field: code})
        assert send(sent, phone=phone)["accepted"] == became
    set_head_counts(event_id=held.pk, by=link, counts=[Heads("under_13", "female", 3)])
    return held


def test_an_erased_pass_is_nowhere_any_more_though_workers_were_at_it(
    start_worker: Any, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    cache.clear()
    phone, other = new_phone().consent(), new_phone().consent()
    phone.tell(gender="female", language="sv", has_hobby="no")
    held = at_the_door(phone)
    for _ in range(4):
        send(*(event(ago=dt.timedelta()) for _ in range(50)), phone=phone)
    start_worker()
    assert wait_for(lambda: Event.objects.filter(pass_id=phone.id).exists())
    for _ in range(8):
        send(*(event(ago=dt.timedelta()) for _ in range(50)), phone=phone)
        send(event(ago=dt.timedelta()), phone=other)
    assert phone.call("delete").status_code == 204
    assert wait_for(lambda: not Job.objects.filter(kind=COLLECT).exclude(state=Job.State.DONE).exists(), 40)
    found = everywhere(tmp_path / "log", caplog.text)
    for secret in (phone.id, phone.id.replace("-", ""), phone.secret):
        assert [where for where, text in found.items() if secret in text] == []
    # The search finds what is there.
    assert any(other.id in text for where, text in found.items() if where == "participation.Event")
    assert Event.objects.filter(pass_id=other.id).count() == 8
    assert set(Event.objects.filter(pass_id=None).values_list("gender", "language", "has_hobby")) == {("", "", "")}
    # That somebody was there stays: check-ins of nobody, and heads that were never anybody's.
    assert set(Event.objects.filter(event=held).values_list("checkin", flat=True)) == {"verified", "self_reported"}
    assert held.head_counts.get().count == 3
