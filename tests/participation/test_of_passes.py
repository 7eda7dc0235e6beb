"""Events of passes: linked with consent alone, with the attributes of their time, and taken apart at once."""

import datetime as dt
import json

import pytest
import time_machine

from harrastuspassi.common import clock
from harrastuspassi.participation import limits
from harrastuspassi.participation.models.events import ATTRIBUTES, Event
from harrastuspassi.participation.models.inbox import Batch
from harrastuspassi.passes import origins
from tests.api.callers import refusal
from tests.factories.catalogue import DistrictFactory, MunicipalityFactory
from tests.factories.participation import BATCHES, batch, collect_all, event, send
from tests.factories.passes import CONSENT, MINE, WORDS, Phone, new_phone

pytestmark = pytest.mark.django_db
NOTHING = ("", "", "", None, None, "")


@pytest.fixture
def phone(db: None) -> Phone:
    return new_phone()


def attributes(found: Event) -> tuple[object, ...]:
    return tuple(getattr(found, name) for name in ATTRIBUTES)


def test_an_event_holds_the_attributes_that_its_pass_had_told(phone: Phone) -> None:
    district = DistrictFactory(municipality=MunicipalityFactory(code="091"), code="301")
    phone.consent()
    phone.tell(age_group="age_13_to_16", gender="other", language="sv", municipality="091", district="301")
    phone.tell(has_hobby="no")
    send(event(ago=dt.timedelta()), phone=phone)
    collect_all()
    found = Event.objects.get()
    assert str(found.pass_id) == phone.id
    assert attributes(found) == ("age_13_to_16", "other", "sv", district.municipality_id, district.pk, "no")


def test_a_pass_without_consent_leaves_no_trace_in_its_events(phone: Phone) -> None:
    send(event(), phone=phone)
    assert Batch.objects.get().pass_id is None
    collect_all()
    assert Event.objects.get().pass_id is None
    assert attributes(Event.objects.get()) == NOTHING


def test_a_pass_under_13_leaves_none_either(phone: Phone) -> None:
    phone.consent()
    phone.tell(gender="female", language="fi")
    send(event(ago=dt.timedelta()), phone=phone)
    phone.tell(age_group="under_13")
    send(event(ago=dt.timedelta()), phone=phone)
    collect_all()
    assert {found.pass_id for found in Event.objects.all()} == {None}
    assert {attributes(found) for found in Event.objects.all()} == {NOTHING}


def test_what_happened_before_consent_is_of_nobody(phone: Phone) -> None:
    with time_machine.travel("2027-03-01 12:00:00+00:00", tick=False):
        phone.consent()
    with time_machine.travel("2027-03-02 12:00:00+00:00", tick=False):
        send(event(ago=dt.timedelta(days=2)), event(ago=dt.timedelta(hours=1)), phone=phone)
    collect_all()
    assert [found.pass_id is None for found in Event.objects.order_by("occurred_at")] == [True, False]


def test_what_is_done_in_the_second_of_consent_came_after_it(phone: Phone) -> None:
    with time_machine.travel("2027-03-01 12:00:05.900+00:00", tick=False):
        phone.consent()
        send(event(ago=dt.timedelta(milliseconds=900)), event(ago=dt.timedelta(seconds=1)), phone=phone)
    collect_all()
    assert [found.pass_id is None for found in Event.objects.order_by("occurred_at")] == [True, False]


def test_a_late_event_has_the_attributes_of_its_time(phone: Phone) -> None:
    with time_machine.travel("2027-03-01 12:00:00+00:00", tick=False) as now:
        phone.consent()
        now.shift(dt.timedelta(hours=1))
        phone.tell(age_group="age_13_to_16")
        now.move_to("2027-03-10 12:00:00+00:00")
        phone.tell(age_group="age_17_to_19")
        now.move_to("2027-03-20 12:00:00+00:00")
        days = (18.99, 15, 5)
        send(*(event(ago=dt.timedelta(days=day)) for day in days), phone=phone)
    collect_all()
    found = [row.age_group for row in Event.objects.order_by("occurred_at")]
    assert found == ["age_13_to_16", "age_13_to_16", "age_17_to_19"]


def test_an_age_group_that_is_not_said_again_in_august_counts_no_more(phone: Phone) -> None:
    with time_machine.travel("2027-03-01 12:00:00+00:00", tick=False) as now:
        phone.consent()
        phone.tell(age_group="age_13_to_16")
        for moment in ("2027-08-31 12:00", "2027-09-01 12:00"):
            now.move_to(f"{moment}:00+00:00")
            send(event(), phone=phone)
    collect_all()
    assert [row.age_group for row in Event.objects.order_by("occurred_at")] == ["age_13_to_16", ""]


def test_taking_consent_back_unlinks_what_is_counted_and_what_waits(phone: Phone) -> None:
    phone.consent()
    phone.tell(gender="female")
    send(event(ago=dt.timedelta()), phone=phone)
    collect_all()
    send(event(ago=dt.timedelta()), phone=phone)
    phone.ok("delete", CONSENT)
    assert (Batch.objects.get().pass_id, Batch.objects.get().profiles) == (None, None)
    collect_all()
    assert {attributes(found) for found in Event.objects.filter(pass_id=None)} == {NOTHING}
    assert Event.objects.filter(pass_id=None).count() == 2
    # A consent that is given anew does not reach back over that.
    phone.ok("put", CONSENT, WORDS)
    send(event(), phone=phone)
    collect_all()
    assert Event.objects.filter(pass_id=None).count() == 3


def test_what_waits_goes_with_an_erased_pass_and_what_is_counted_stays(phone: Phone) -> None:
    phone.consent()
    phone.tell(gender="female")
    send(event(ago=dt.timedelta()), phone=phone)
    collect_all()
    send(event(ago=dt.timedelta()), phone=phone)
    assert phone.call("delete").status_code == 204
    collect_all()
    assert attributes(Event.objects.get()) == NOTHING
    assert refusal(phone.call("post", BATCHES, batch(event()))) == (401, "pass_invalid")
    assert refusal(phone.call("get", f"{MINE}export/")) == (401, "pass_invalid")


def test_the_export_has_everything_that_waits_and_that_is_counted(phone: Phone) -> None:
    phone.consent()
    phone.tell(gender="female")
    send(event("hobby_viewed", hobby=5, ago=dt.timedelta()), phone=phone)
    collect_all()
    send(event("searched", categories=[6], ago=dt.timedelta()), phone=phone)
    send(event(ago=dt.timedelta()), phone=new_phone().consent())
    answer = phone.call("get", f"{MINE}export/")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    told = json.loads(answer.content)
    assert told["pass"]["id"] == phone.id
    assert [row["gender"] for row in told["profiles"]] == ["female"]
    assert [row["version"] for row in told["consents"]] == ["1"]
    assert [(row["kind"], row["hobby_id"], row["gender"]) for row in told["events"]] == [("hobby_viewed", 5, "female")]
    assert [(row["kind"], row["categories"]) for row in told["waiting"]] == [("searched", "6")]
    assert phone.secret not in answer.content.decode()


def test_events_of_a_pass_that_is_left_out_are_left_out_too(phone: Phone, monkeypatch: pytest.MonkeyPatch) -> None:
    phone.consent()
    send(event(ago=dt.timedelta()), phone=phone)
    collect_all()
    send(event(ago=dt.timedelta()), phone=phone)
    monkeypatch.setattr(origins, "LEFT_OUT_ABOVE", 1)
    new_phone()
    collect_all()
    send(event(ago=dt.timedelta()), phone=phone)
    collect_all()
    assert [found.is_left_out for found in Event.objects.order_by("id")] == [True, True, True]


def test_a_pass_sends_no_more_in_a_day_than_a_phone_could(phone: Phone, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "PER_PASS", 2)
    send(event(), event(), phone=phone)
    assert refusal(phone.call("post", BATCHES, batch(event()))) == (429, "too_many_events")
    send(event())
    assert clock.day_ends_in_s() > 0
