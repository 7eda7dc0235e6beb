"""A job runs to its end whatever dies on the way, in one worker at a time."""

import datetime as dt
from concurrent.futures import ThreadPoolExecutor

import pytest
import time_machine
from django.db import connection, transaction

from harrastuspassi.common import clock, jobs, queue
from harrastuspassi.common.models import Job

NOW = dt.datetime(2026, 3, 2, 10, 0, tzinfo=dt.UTC)


def pending(**fields: object) -> Job:
    return Job.objects.create(**{"kind": "greet", "key": "1", "due_at": NOW, **fields})


@pytest.fixture(autouse=True)
def _at_ten():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def sent(monkeypatch):
    """Ids of the jobs that were given to the broker."""
    ids: list[int] = []
    monkeypatch.setattr(queue, "send", lambda job_id, **_: ids.append(job_id) or True)
    return ids


@pytest.mark.django_db
class TestRun:
    def test_does_the_work_once_with_the_key(self):
        job, calls = pending(key="abc"), []
        for _ in range(2):
            jobs.run(job_id=job.id, kinds={"greet": calls.append})
        job.refresh_from_db()
        assert calls == ["abc"]
        assert (job.state, job.attempts, job.finished_at) == ("done", 1, NOW)

    def test_waits_for_its_time(self):
        job, calls = pending(due_at=NOW + dt.timedelta(seconds=1)), []
        jobs.run(job_id=job.id, kinds={"greet": calls.append})
        assert calls == []

    def test_puts_a_failure_off_for_longer_each_time(self):
        job, waits = pending(), []
        for _ in range(jobs.MAX_ATTEMPTS - 1):
            Job.objects.update(due_at=NOW)
            jobs.run(job_id=job.id, kinds={"greet": int_of_words})
            job.refresh_from_db()
            waits.append((job.due_at - NOW).total_seconds())
        assert waits == [30, 60, 120, 240, 480, 960, 1920]
        assert job.state == "pending"
        assert job.error == "ValueError: no number"

    def test_gives_up_after_the_last_attempt_and_keeps_the_error(self):
        job = pending(attempts=jobs.MAX_ATTEMPTS - 1)
        jobs.run(job_id=job.id, kinds={"greet": int_of_words})
        job.refresh_from_db()
        assert (job.state, job.finished_at, job.error) == ("failed", NOW, "ValueError: no number")

    def test_a_later_success_clears_the_error(self):
        job = pending(attempts=1, error="ValueError: no number")
        jobs.run(job_id=job.id, kinds={"greet": str})
        job.refresh_from_db()
        assert (job.state, job.error) == ("done", "")

    def test_a_kind_of_a_newer_release_is_put_off(self):
        job = pending(kind="unheard_of")
        jobs.run(job_id=job.id, kinds={})
        job.refresh_from_db()
        assert (job.state, job.error) == ("pending", "KeyError: 'unheard_of'")

    def test_a_worker_that_outran_its_lease_does_not_speak_for_its_successor(self, sent):
        job = pending()

        def work_too_long(_: str) -> None:
            with time_machine.travel(NOW + jobs.lease(), tick=False):
                jobs.sweep(every_s=60)
                assert jobs.claim(job.id) is not None

        jobs.run(job_id=job.id, kinds={"greet": work_too_long})
        job.refresh_from_db()
        assert (job.state, job.attempts) == ("running", 2)


def int_of_words(_: str) -> None:
    raise ValueError("no number")


@pytest.mark.django_db(transaction=True)
def test_of_many_workers_one_gets_a_job():
    ids = [pending(key=str(number)).id for number in range(8)]

    def claim_all(_: int) -> list[int]:
        try:
            return [job_id for job_id in ids if jobs.claim(job_id)]
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as workers:
        claimed = [job_id for claims in workers.map(claim_all, range(4)) for job_id in claims]
    assert sorted(claimed) == ids


@pytest.mark.django_db
class TestSweep:
    def test_sends_what_is_due_and_unfinished(self, sent):
        due = pending()
        pending(key="later", due_at=NOW + dt.timedelta(seconds=1))
        pending(key="done", state="done")
        pending(key="failed", state="failed")
        pending(key="at work", state="running", started_at=NOW)
        assert jobs.sweep(every_s=60) == 1
        assert sent == [due.id]

    def test_takes_back_what_a_dead_worker_held(self, sent):
        job = pending(state="running", attempts=1, started_at=NOW - jobs.lease())
        jobs.sweep(every_s=60)
        job.refresh_from_db()
        assert sent == [job.id]
        assert (job.state, job.error) == ("pending", "The worker died or outran its lease.")

    def test_gives_up_a_job_that_kills_every_worker(self, sent):
        job = pending(state="running", attempts=jobs.MAX_ATTEMPTS, started_at=NOW - jobs.lease())
        jobs.sweep(every_s=60)
        job.refresh_from_db()
        assert sent == []
        assert (job.state, job.finished_at) == ("failed", NOW)

    def test_sends_the_longest_waiting_first_when_there_are_too_many(self, sent, monkeypatch):
        monkeypatch.setattr(jobs, "SWEEP_AT_MOST", 2)
        late, later, last = (pending(key=str(s), due_at=NOW - dt.timedelta(seconds=s)).id for s in (1, 2, 3))
        jobs.sweep(every_s=60)
        assert sent == [last, later]
        assert late not in sent


@pytest.mark.django_db
class TestPlan:
    DAILY = {"move": dt.time(0, 1), "expand": dt.time(3, 10)}

    def test_writes_each_daily_job_once_a_day(self):
        for _ in range(2):
            jobs.plan(daily=self.DAILY)
        with time_machine.travel(NOW + dt.timedelta(days=1), tick=False):
            jobs.plan(daily=self.DAILY)
        assert sorted(Job.objects.values_list("kind", "key")) == [
            ("expand", "2026-03-02"),
            ("expand", "2026-03-03"),
            ("move", "2026-03-02"),
            ("move", "2026-03-03"),
        ]

    def test_is_by_helsinki_wall_clock_across_the_clock_change(self):
        dues = []
        for day in (28, 29, 30):  # the clocks went forward on 29 March 2026 at 03:00
            with time_machine.travel(dt.datetime(2026, 3, day, 9, tzinfo=dt.UTC), tick=False):
                jobs.plan(daily={"expand": dt.time(4, 30)})
            dues.append(Job.objects.get(key=f"2026-03-{day}").due_at.astimezone(clock.HELSINKI).isoformat())
        assert dues == ["2026-03-28T04:30:00+02:00", "2026-03-29T04:30:00+03:00", "2026-03-30T04:30:00+03:00"]

    @time_machine.travel(dt.datetime(2026, 3, 2, 22, 30, tzinfo=dt.UTC), tick=False)
    def test_the_day_begins_at_helsinkis_midnight(self):
        jobs.plan(daily={"move": dt.time(0, 1)})
        assert Job.objects.get().key == "2026-03-03"


@pytest.mark.django_db
def test_overdue_counts_only_what_nobody_works_on():
    quarter = dt.timedelta(minutes=15)
    pending(due_at=NOW - quarter)
    pending(key="fresh", due_at=NOW - quarter + dt.timedelta(seconds=1))
    pending(key="at work", due_at=NOW - quarter, state="running", started_at=NOW)
    assert jobs.overdue(by=quarter) == 1


@pytest.mark.django_db(transaction=True)
class TestEnqueue:
    def test_sends_after_the_commit(self, sent):
        with transaction.atomic():
            job = queue.enqueue(kind="greet", key="1")
            assert sent == []
        assert sent == [job.id]

    def test_leaves_nothing_of_a_transaction_that_failed(self, sent):
        with transaction.atomic():
            queue.enqueue(kind="greet", key="1")
            transaction.set_rollback(True)
        assert sent == []
        assert not Job.objects.exists()

    def test_asking_twice_is_asking_once(self, sent):
        first, second = (queue.enqueue(kind="greet", key="1") for _ in range(2))
        other = queue.enqueue(kind="greet", key="2")
        assert first == second
        assert sent == [first.id, other.id]

    def test_asking_twice_at_once_is_asking_once(self):
        def ask(_: int) -> int:
            try:
                return queue.enqueue(kind="greet", key="1").id
            finally:
                connection.close()

        with ThreadPoolExecutor(4) as callers:
            assert len(set(callers.map(ask, range(8)))) == 1

    def test_leaves_a_later_job_to_the_sweep(self, sent):
        job = queue.enqueue(kind="greet", key="1", due_at=NOW + dt.timedelta(hours=1))
        assert sent == []
        with time_machine.travel(NOW + dt.timedelta(hours=1), tick=False):
            jobs.sweep(every_s=60)
        assert sent == [job.id]
