"""What is kept goes in time: passes that nobody uses, answers that no event can be of, events, and their keys."""

import datetime as dt

import pytest
import time_machine

from harrastuspassi.common import clock
from harrastuspassi.common.models import Job
from harrastuspassi.participation import retention as of_events
from harrastuspassi.participation.inbox import COLLECT
from harrastuspassi.participation.models.events import Event, KeptKey
from harrastuspassi.participation.models.inbox import Batch
from harrastuspassi.passes.models import Pass, PassOrigin, Profile
from harrastuspassi.passes.retention import forget_passes
from tests.factories.participation import collect_all, event, send
from tests.factories.passes import new_phone

pytestmark = pytest.mark.django_db
START = "2027-01-01 12:00:00+00:00"


def test_a_pass_that_nobody_used_for_13_months_goes_with_all_of_it() -> None:
    with time_machine.travel(START, tick=False) as now:
        unused, used = new_phone().consent(), new_phone().consent()
        unused.tell(gender="female")
        send(event(ago=dt.timedelta()), phone=unused)
        collect_all()
        now.move_to("2027-01-02 12:00:00+00:00")
        used.ok("get")
        now.move_to("2028-02-01 12:00:00+00:00")
        assert forget_passes() == 0
        now.move_to("2028-02-02 12:00:00+00:00")
        assert forget_passes() == 1
    assert [str(row.pk) for row in Pass.objects.all()] == [used.id]
    assert [(row.pass_id, row.gender) for row in Event.objects.all()] == [(None, "")]


def test_earlier_answers_go_when_no_event_can_be_of_their_time() -> None:
    with time_machine.travel(START, tick=False) as now:
        phone = new_phone().consent()
        for gender in ("female", "other"):
            phone.tell(gender=gender)
            now.shift(dt.timedelta(hours=1))
        now.shift(dt.timedelta(days=29))
        forget_passes()
        assert Profile.objects.count() == 2
        now.shift(dt.timedelta(days=1))
        forget_passes()
    assert [row.gender for row in Profile.objects.all()] == ["other"]


def test_what_an_address_did_is_forgotten_after_two_days() -> None:
    with time_machine.travel(START, tick=False) as now:
        phone = new_phone()
        now.shift(dt.timedelta(days=1))
        forget_passes()
        assert PassOrigin.objects.exists()
        now.shift(dt.timedelta(days=1))
        forget_passes()
    assert not PassOrigin.objects.exists()
    assert phone.row.origin_id is None


def test_events_go_after_120_days_and_their_keys_31_days_later() -> None:
    with time_machine.travel(START, tick=False) as now:
        sent = event()
        send(sent)
        collect_all()
        key = Event.objects.get().key
        now.shift(dt.timedelta(days=119))
        assert of_events.forget_participation() == 0
        now.shift(dt.timedelta(days=2))
        assert of_events.forget_participation() == 1
        assert not Event.objects.exists()
        assert KeptKey.objects.get().key == key
        now.shift(dt.timedelta(days=30))
        of_events.forget_participation()
        assert KeptKey.objects.exists()
        now.shift(dt.timedelta(days=2))
        of_events.forget_participation()
    assert not KeptKey.objects.exists()


def test_a_month_is_closed_before_its_events_go() -> None:
    # The longest wait: the first of a month of 31 days, which closes 31 days after its end.
    assert dt.timedelta(days=31 + 31) < of_events.EVENTS_KEPT


def test_many_events_go_a_few_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(of_events, "AT_A_TIME", 2)
    with time_machine.travel(START, tick=False) as now:
        send(*(event() for _ in range(5)))
        collect_all()
        now.shift(dt.timedelta(days=121))
        assert of_events.forget_participation() == 5
    assert KeptKey.objects.count() == 5


def test_the_jobs_of_collected_batches_go_and_so_do_batches_that_nobody_could_collect() -> None:
    send(event())
    Job.objects.filter(kind=COLLECT).update(state=Job.State.DONE, finished_at=clock.now() - dt.timedelta(days=2))
    Batch.objects.update(received_at=clock.now() - dt.timedelta(days=121))
    of_events.forget_participation()
    assert not Job.objects.exists()
    assert not Batch.objects.exists()
