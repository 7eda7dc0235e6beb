"""A pass: made, opened by its secret alone, told about, consented to, taken back, erased."""

import hashlib
import hmac
import json
import uuid
from typing import Any

import pytest
import time_machine
from django.core import serializers
from django.test.utils import CaptureQueriesContext

from harrastuspassi.disclosure.counting import roll_up
from harrastuspassi.participation.models.months import ActiveMonth
from harrastuspassi.passes import consents, credentials
from harrastuspassi.passes.models import Consent, Pass, Profile
from tests.api.callers import call, refusal
from tests.factories.catalogue import DistrictFactory, MunicipalityFactory
from tests.factories.participation import collect_all, event, send
from tests.factories.passes import CONSENT, MINE, PASSES, WORDS, Phone, new_phone

pytestmark = pytest.mark.django_db
FOLLOW_UP = f"{MINE}follow-up/"


@pytest.fixture
def phone(db: None) -> Phone:
    return new_phone()


@pytest.fixture
def telling(phone: Phone) -> Phone:
    """A phone whose holder has consented to statistics."""
    return phone.consent()


# --- making and opening ---------------------------------------------------------------------------
def test_a_new_pass_is_empty_and_its_secret_is_kept_as_a_hash(phone: Phone) -> None:
    shown = phone.ok("get")
    assert shown["id"] == phone.id
    assert set(shown["attributes"].values()) == {None}
    assert (shown["consents"], shown["ask"]) == ([], [])
    stored = serializers.serialize("json", [phone.row])
    assert phone.secret not in stored
    assert hashlib.sha256(phone.secret.encode()).hexdigest() in stored


def test_ids_are_random_and_secrets_are_long() -> None:
    made = [new_phone() for _ in range(3)]
    assert {uuid.UUID(phone.id).version for phone in made} == {4}
    assert len({phone.id for phone in made} | {phone.secret for phone in made}) == 6
    assert all(len(phone.secret) == 43 for phone in made)


def test_only_its_own_secret_opens_a_pass(phone: Phone) -> None:
    other = new_phone()
    for sent in (Phone(phone.id, other.secret), Phone(str(uuid.uuid4()), phone.secret), Phone("1", "2")):
        assert refusal(sent.call("get")) == (401, "pass_invalid")
    answer = call("get", MINE)
    assert refusal(answer) == (401, "not_authenticated")
    assert answer.headers["WWW-Authenticate"].startswith("Pass ")


def test_ids_that_there_are_and_that_there_are_not_cost_the_same(
    phone: Phone, monkeypatch: pytest.MonkeyPatch, django_assert_num_queries: Any
) -> None:
    compared: list[int] = []
    compare_digest = hmac.compare_digest

    def compare(left: str, right: str) -> bool:
        compared.append(len(left) + len(right))
        return compare_digest(left, right)

    monkeypatch.setattr(credentials.hmac, "compare_digest", compare)
    answers, queries = [], []
    for pass_id in (phone.id, str(uuid.uuid4())):
        with django_assert_num_queries(1) as asked:
            assert isinstance(asked, CaptureQueriesContext)
            answers.append(Phone(pass_id, "A" * 43).call("get"))
        queries.append(asked.captured_queries[0]["sql"].replace(pass_id, "").replace(pass_id.replace("-", ""), ""))
    assert compared == [128, 128]
    assert queries[0] == queries[1]
    assert answers[0].content == answers[1].content
    assert [answer.status_code for answer in answers] == [401, 401]
    assert dict(answers[0].headers) == dict(answers[1].headers)


def test_using_a_pass_notes_the_day_and_no_more(phone: Phone) -> None:
    with time_machine.travel("2031-03-05 21:59:00+00:00", tick=False):
        phone.ok("get")
    assert phone.row.last_used_on.isoformat() == "2031-03-05"
    with time_machine.travel("2031-03-05 22:01:00+00:00", tick=False):
        phone.ok("get")
    assert phone.row.last_used_on.isoformat() == "2031-03-06"


def test_no_answer_about_a_pass_is_kept_by_a_cache(phone: Phone) -> None:
    for answer in (phone.call("get"), call("post", PASSES)):
        assert answer.headers["Cache-Control"] == "private, no-store"


# --- consent --------------------------------------------------------------------------------------
def test_a_consent_is_dated_versioned_and_noted_once(phone: Phone) -> None:
    with time_machine.travel("2026-09-01 10:00:00+00:00", tick=False):
        given = phone.ok("put", CONSENT, WORDS)["consents"]
    assert given == [{"purpose": "statistics", "version": "1", "given_at": "2026-09-01T13:00:00+03:00"}]
    assert phone.ok("put", CONSENT, WORDS)["consents"] == given
    assert Consent.objects.count() == 1


def test_consent_is_to_the_words_of_today_by_those_old_enough(phone: Phone) -> None:
    for body, code in (
        ({**WORDS, "version": "0"}, "consent_version_old"),
        ({**WORDS, "is_at_least_13": False}, "under_13"),
    ):
        assert refusal(phone.call("put", CONSENT, body)) == (409, code)
    assert refusal(phone.call("put", CONSENT, {"version": "1"})) == (400, "invalid")
    assert refusal(phone.call("put", f"{MINE}consents/marketing/", WORDS)) == (404, "not_found")
    assert not Consent.objects.exists()


def test_every_version_of_the_words_is_there_in_all_languages() -> None:
    for wording in consents.WORDINGS:
        assert set(wording.text) == {"fi", "sv", "en"}
    versions = [(wording.purpose, wording.version) for wording in consents.WORDINGS]
    assert len(versions) == len(set(versions))


def test_without_consent_nothing_is_kept_of_what_is_told(phone: Phone) -> None:
    assert refusal(phone.call("patch", MINE, {"gender": "female", "has_hobby": "no"})) == (409, "consent_missing")
    assert not Profile.objects.exists()
    assert phone.row.has_hobby == ""


def test_taking_consent_back_takes_back_what_was_told(telling: Phone) -> None:
    telling.tell(gender="female", has_hobby="no")
    shown = telling.ok("delete", CONSENT)
    assert shown["consents"] == []
    assert set(shown["attributes"].values()) == {None}
    assert not Profile.objects.exists()
    assert Consent.objects.get().withdrawn_at is not None
    # Again changes nothing, and it can be given anew.
    assert telling.ok("delete", CONSENT)["consents"] == []
    assert len(telling.ok("put", CONSENT, WORDS)["consents"]) == 1
    assert Consent.objects.count() == 2


# --- attributes -----------------------------------------------------------------------------------
def test_what_is_told_is_kept_coarsely_and_can_be_taken_back(telling: Phone) -> None:
    district = DistrictFactory(municipality=MunicipalityFactory(code="091"), code="301")
    told = {"age_group": "age_13_to_16", "gender": "other", "language": "sv", "has_hobby": "no"}
    home = {"municipality": district.municipality.code, "district": district.code}
    assert telling.tell(**told, **home)["attributes"] == told | home
    assert telling.tell(gender=None)["attributes"] == told | home | {"gender": None}
    # Another municipality has other districts.
    MunicipalityFactory(code="049")
    assert telling.tell(municipality="049")["attributes"]["district"] is None


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({"age_group": "14"}, "age_group"),
        ({"gender": "x"}, "gender"),
        ({"municipality": "999"}, "municipality"),
        ({"municipality": "Helsinki"}, "municipality"),
        ({"district": "301"}, "district"),
        ({"has_hobby": 1}, "has_hobby"),
        ({"name": "Aino"}, "name"),
        ({"birth_year": 2012}, "birth_year"),
    ],
)
def test_what_is_not_asked_is_refused_by_name(telling: Phone, sent: dict[str, Any], field: str) -> None:
    answer = telling.call("patch", MINE, sent)
    assert refusal(answer) == (400, "invalid")
    assert [error["field"] for error in answer.json()["errors"]] == [field]


def test_under_13_nothing_is_kept_not_even_that(telling: Phone) -> None:
    telling.tell(gender="female", has_hobby="weekly")
    shown = telling.tell(age_group="under_13", gender="male")
    assert set(shown["attributes"].values()) == {None}
    assert shown["consents"] == []
    kept = serializers.serialize("json", [*Pass.objects.all(), *Profile.objects.all(), *Consent.objects.all()])
    assert "under_13" not in kept
    assert json.loads(kept)[0]["fields"]["has_hobby"] == ""
    # Nor can it be told before there is consent.
    assert new_phone().tell(age_group="under_13")["consents"] == []


def test_the_age_group_is_asked_again_each_august(telling: Phone) -> None:
    with time_machine.travel("2027-07-30 12:00:00+00:00", tick=False) as now:
        assert telling.tell(age_group="age_13_to_16")["ask"] == []
        now.move_to("2027-07-31 12:00:00+00:00")
        assert telling.ok("get")["ask"] == []
        now.move_to("2027-08-01 12:00:00+00:00")
        assert telling.ok("get")["ask"] == ["age_group"]
        assert telling.tell(age_group="age_13_to_16")["ask"] == []
        now.move_to("2028-08-01 12:00:00+00:00")
        assert telling.ok("get")["ask"] == ["age_group"]
        assert telling.tell(age_group=None)["ask"] == []


def test_the_answer_at_the_start_stays_that_of_the_start(telling: Phone) -> None:
    with time_machine.travel("2027-01-01 12:00:00+00:00", tick=False) as now:
        telling.tell(has_hobby="no")
        now.move_to("2027-01-07 12:00:00+00:00")
        telling.tell(has_hobby="sometimes")
        now.move_to("2027-01-20 12:00:00+00:00")
        telling.tell(has_hobby="sometimes")
        assert refusal(telling.call("patch", MINE, {"has_hobby": "weekly"})) == (409, "already_answered")
    assert telling.row.has_hobby_on.isoformat() == "2027-01-01"


def test_the_follow_up_question_is_asked_once_a_season_later(telling: Phone) -> None:
    with time_machine.travel("2027-01-01 12:00:00+00:00", tick=False) as now:
        telling.tell(has_hobby="no")
        for day, ask in (("03-31", []), ("04-01", ["follow_up"]), ("05-01", ["follow_up"]), ("05-02", [])):
            now.move_to(f"2027-{day} 12:00:00+00:00")
            assert telling.ok("get")["ask"] == ask, day
        assert refusal(telling.call("post", FOLLOW_UP, {"answer": "new"})) == (409, "follow_up_not_due")
        now.move_to("2027-04-10 12:00:00+00:00")
        assert telling.ok("post", FOLLOW_UP, {"answer": "new"})["ask"] == []
        assert refusal(telling.call("post", FOLLOW_UP, {"answer": "no"})) == (409, "already_answered")
    assert telling.row.follow_up == "new"


def test_an_answer_to_the_follow_up_question_is_counted_though_nothing_else_happens_in_its_month(
    telling: Phone,
) -> None:
    with time_machine.travel("2027-01-01 12:00:00+00:00", tick=False) as now:
        telling.tell(has_hobby="no")
        now.move_to("2027-04-05 12:00:00+00:00")
        send(event(), phone=telling)
        collect_all()
        roll_up()
        assert not ActiveMonth.objects.get().progress
        telling.ok("post", FOLLOW_UP, {"answer": "new"})
        roll_up()
    assert ActiveMonth.objects.get(month="2027-04-01").progress == {"later_new": 1}


def test_whoever_was_not_asked_the_first_question_is_not_asked_the_second(telling: Phone) -> None:
    with time_machine.travel(telling.row.created_on.replace(year=telling.row.created_on.year + 1), tick=False):
        assert refusal(telling.call("post", FOLLOW_UP, {"answer": "new"})) == (409, "follow_up_not_due")


# --- the end --------------------------------------------------------------------------------------
def test_an_erased_pass_is_gone_and_refused(telling: Phone) -> None:
    telling.tell(gender="female")
    assert telling.call("delete").status_code == 204
    assert [*Pass.objects.all(), *Profile.objects.all(), *Consent.objects.all()] == []
    for method, path in (("get", MINE), ("delete", MINE), ("delete", CONSENT)):
        assert refusal(telling.call(method, path)) == (401, "pass_invalid")
