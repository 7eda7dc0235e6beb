"""The tables of the workers fit together, and what they name can be done."""

import datetime as dt

import pytest

from harrastuspassi.common import clock, jobs, queue
from harrastuspassi.common.models import Job
from harrastuspassi.releases.models import Release
from workers.app import app
from workers.schedule import BEAT, DAILY
from workers.tasks import KINDS, plan, run_job, sweep


def test_the_task_is_known_by_the_name_it_is_sent_by():
    assert app.tasks[queue.RUN_JOB].run == run_job.run


def test_beat_wakes_tasks_that_exist():
    app.loader.import_default_modules()
    assert {entry["task"] for entry in BEAT.values()} <= set(app.tasks)


def test_a_job_is_ended_before_its_lease_is():
    assert 0 < app.conf.task_time_limit < jobs.lease().total_seconds()


@pytest.mark.django_db
@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_of_job_can_be_done(kind):
    Release.objects.create(number=1)
    job = Job.objects.create(kind=kind, key=clock.local_today().isoformat() if kind in DAILY else "1")
    run_job(job.id)
    job.refresh_from_db()
    assert (job.state, job.error) == ("done", "")


@pytest.mark.django_db(transaction=True)
def test_what_was_planned_for_the_night_gets_done(monkeypatch):
    monkeypatch.setattr(queue, "send", lambda job_id, **_: run_job(job_id) is None)
    plan()
    assert set(Job.objects.values_list("kind", flat=True)) == set(DAILY)
    Job.objects.update(due_at=clock.now() - dt.timedelta(minutes=1))
    sweep()
    assert set(Job.objects.values_list("state", flat=True)) == {"done"}
