"""The life of an organizer and a hobby on the wire: registered, approved, submitted, published, reported, suspended."""

from typing import Any

import pytest
from django.core.cache import cache

from harrastuspassi.accounts.models import User
from harrastuspassi.catalogue.models import Hobby, Organizer, Report
from harrastuspassi.catalogue.registration import register_organizer
from tests.api.asking import MOBILE, V1, get, ids
from tests.api.callers import call, refusal
from tests.factories.accounts import UserFactory, member, moderator, operator
from tests.factories.catalogue import (
    HobbyEventFactory,
    HobbyFactory,
    MunicipalityFactory,
    OrganizerFactory,
    PromotionFactory,
)
from tests.factories.feed import publish_everything

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nothing_counted() -> None:
    cache.clear()


@pytest.fixture
def watcher() -> User:
    return moderator(MunicipalityFactory())


def seen(path: str, user: User) -> str:
    """`modified_at` of the row of the queue that has waited longest."""
    return str(call("get", f"/api/v1/moderation/{path}/", user=user).json()["results"][0]["modified_at"])


def test_from_registration_to_publication_and_back(watcher: User) -> None:
    founder = UserFactory()
    organizer = register_organizer(by=founder, name="Kipinä ry", municipality=MunicipalityFactory())
    hobby = HobbyFactory(organizer=organizer, state="draft")
    HobbyEventFactory(hobby=hobby)
    publish_everything()
    publication, registration = (
        f"/api/v1/hobbies/{hobby.pk}/publication/",
        f"/api/v1/organizers/{organizer.pk}/registration/",
    )

    assert call("get", registration, user=founder).json()["state"] == "pending"
    assert refusal(call("post", publication, {"step": "submit"}, user=founder)) == (409, "organizer_waits")
    decisions = f"/api/v1/moderation/organizers/{organizer.pk}/decisions/"
    refused = call("post", decisions, {"decision": "refuse", "reason": "Y-tunnus puuttuu."}, user=watcher)
    assert (refused.json()["state"], refused.json()["state_reason"]) == ("refused", "Y-tunnus puuttuu.")

    body = {"business_id": "02012566", "checks_criminal_records": True, "offer_again": True}
    offered = call("patch", registration, body, user=founder).json()
    assert (offered["state"], offered["business_id"], offered["state_reason"]) == ("pending", "0201256-6", "")
    assert offered["criminal_records_declared_on"]
    approved = call("post", decisions, {"decision": "approve", "seen": seen("organizers", watcher)}, user=watcher)
    assert (approved.status_code, approved.json()["state"]) == (200, "approved")

    assert call("post", publication, {"step": "submit"}, user=founder).json()["state"] == "in_review"
    assert get(V1, f"hobbies/{hobby.pk}/").status_code == 404
    of_hobby = f"/api/v1/moderation/hobbies/{hobby.pk}/decisions/"
    stale = {"decision": "approve", "seen": "2026-01-01T00:00:00Z"}
    assert refusal(call("post", of_hobby, stale, user=watcher)) == (409, "changed_meanwhile")
    sent = {"decision": "approve", "seen": seen("hobbies", watcher)}
    assert call("post", of_hobby, sent, user=watcher).json()["state"] == "published"
    for face in (V1, MOBILE):
        assert ids(face, "hobbies") == [hobby.pk]

    assert call("post", decisions, {"decision": "suspend", "reason": "Ei vastaa."}, user=watcher).status_code == 200
    for face in (V1, MOBILE):
        assert (ids(face, "hobbies"), ids(face, "hobbyevents"), ids(face, "organizers")) == ([], [], [])
        assert get(face, f"hobbies/{hobby.pk}/").status_code == 404
    assert call("post", decisions, {"decision": "reinstate"}, user=watcher).json()["state"] == "approved"
    for face in (V1, MOBILE):
        assert (ids(face, "hobbies"), ids(face, "organizers")) == ([hobby.pk], [organizer.pk])


def test_copies_of_a_suspended_organizers_things_are_told_to_go(watcher: User) -> None:
    hobby = HobbyFactory()
    publish_everything()
    cursor = get(V1, "hobbies/changes/").json()["cursor"]
    decisions = f"/api/v1/moderation/organizers/{hobby.organizer_id}/decisions/"
    call("post", decisions, {"decision": "suspend", "reason": "Ei vastaa."}, user=watcher)
    feed = get(V1, "hobbies/changes/", {"cursor": cursor}).json()
    assert (feed["results"], feed["removed"]) == ([], [hobby.pk])


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "decision"),
        ({"decision": "publish"}, "decision"),
        ({"decision": "approve"}, "seen"),
        ({"decision": "approve", "seen": "nyt"}, "seen"),
        ({"decision": "reject"}, "reason"),
        ({"decision": "reject", "reason": "<b> </b>"}, "reason"),
        ({"decision": "reject", "reason": "x" * 2_001}, "reason"),
        ({"decision": "reject", "reason": "x", "state": "published"}, "state"),
    ],
)
def test_a_decision_that_cannot_be_names_the_field(watcher: User, body: dict[str, Any], field: str) -> None:
    hobby = HobbyFactory(state="in_review")
    answer = call("post", f"/api/v1/moderation/hobbies/{hobby.pk}/decisions/", body, user=watcher)
    assert refusal(answer) == (400, "invalid")
    assert field in {error["field"] for error in answer.json()["errors"]}
    assert Hobby.objects.get().state == "in_review"


# --- the queue ------------------------------------------------------------------------------------
def test_the_queue_shows_what_has_to_be_judged(watcher: User) -> None:
    organizer = OrganizerFactory(name="Kipinä ry")
    HobbyFactory(
        organizer=organizer,
        state="in_review",
        name_sv="Simning",
        description_fi="<p>Uintia.</p>",
        contact_phone="+358401234567",
        cover_image="hobbies/kuva.jpg",
    )
    PromotionFactory(organizer=organizer, state="in_review")
    Report.objects.create(
        hobby=HobbyFactory(organizer=organizer, name_fi="Uinti nyt"),
        municipality=organizer.municipality,
        reason="wrong",
        text="Ei pidä.",
        email="vieras@example.fi",
        subject_name="Uinti silloin",
    )
    found = {kind: call("get", f"/api/v1/moderation/{kind}/", user=watcher).json() for kind in ("hobbies", "reports")}
    (hobby,), (report,) = found["hobbies"]["results"], found["reports"]["results"]
    assert (hobby["name"]["sv"], hobby["description"]["fi"]) == ("Simning", "<p>Uintia.</p>")
    assert hobby["organizer"] == {"id": organizer.pk, "name": "Kipinä ry"}
    assert hobby["cover_image"].startswith("http")
    assert (report["subject_name"], report["subject_name_now"]) == ("Uinti silloin", "Uinti nyt")
    assert (report["wants_answer"], report["organizer"]["id"]) == (True, organizer.pk)
    # Who reported is nobody's to see.
    assert "vieras@example.fi" not in str(found["reports"])
    counted = call("get", "/api/v1/moderation/", user=watcher).json()
    assert counted == {"organizers": 0, "hobbies": 1, "promotions": 1, "reports": 1}


@pytest.mark.parametrize("kind", ["organizers", "hobbies", "promotions", "reports"])
def test_a_page_of_the_queue_takes_as_few_queries_however_long_it_is(
    watcher: User, kind: str, django_assert_num_queries: Any
) -> None:
    path, found = f"/api/v1/moderation/{kind}/", []
    for number in (1, 4):
        for _ in range(number):
            organizer = OrganizerFactory()
            OrganizerFactory(state="pending")
            HobbyFactory(organizer=organizer, state="in_review")
            promotion = PromotionFactory(organizer=organizer, state="in_review")
            Report.objects.create(promotion=promotion, municipality=organizer.municipality, reason="wrong")
            Report.objects.create(hobby=HobbyFactory(), municipality=organizer.municipality, reason="wrong")
        # Whose token it is and whether it still is, what they are, the second factor; then the count and the page.
        with django_assert_num_queries(9):
            found.append(call("get", path, user=watcher).json()["count"])
    assert found[1] > found[0]


def test_the_queue_is_paged_and_refuses_what_it_does_not_know(watcher: User) -> None:
    HobbyFactory.create_batch(3, state="in_review")
    page = call("get", "/api/v1/moderation/hobbies/?page_size=2", user=watcher).json()
    assert (page["count"], len(page["results"])) == (3, 2)
    assert "page=2" in page["next"]
    assert refusal(call("get", "/api/v1/moderation/hobbies/?state=draft", user=watcher)) == (400, "invalid")


# --- reports --------------------------------------------------------------------------------------
def body_for(subject: Any, **changes: Any) -> dict[str, Any]:
    return {"subject_kind": subject._meta.model_name, "subject_id": subject.pk, "reason": "wrong", **changes}


def test_the_answer_does_not_tell_what_there_is() -> None:
    shown, hidden = HobbyFactory(), HobbyFactory(state="draft")
    answers = [call("post", "/api/v1/reports/", body_for(hobby)) for hobby in (shown, hidden)]
    answers.append(call("post", "/api/v1/reports/", body_for(shown, subject_id=2_000_000_000)))
    assert [answer.status_code for answer in answers[:2]] == [202, 202]
    assert answers[0].content == answers[1].content == b""
    assert dict(answers[0].headers) == dict(answers[1].headers)
    assert Report.objects.get().hobby == shown


def test_the_text_is_cleaned_and_the_language_kept() -> None:
    body = body_for(
        HobbyFactory(), text="<script>x</script>Ei <b>pidä</b>.\x00", email="vieras@example.fi", language="sv"
    )
    assert call("post", "/api/v1/reports/", body).status_code == 202
    report = Report.objects.get()
    assert (report.text, report.email, report.language) == ("Ei pidä.", "vieras@example.fi", "sv")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"subject_kind": "user"}, "subject_kind"),
        ({"subject_id": 0}, "subject_id"),
        ({"subject_id": "x"}, "subject_id"),
        ({"reason": "boring"}, "reason"),
        ({"text": "x" * 2_001}, "text"),
        ({"text": {"a": 1}}, "text"),
        ({"email": "vieras"}, "email"),
        ({"email": "vieras@example.fi\r\nBcc: kaikki@example.fi"}, "email"),
        ({"language": "ru"}, "language"),
        ({"name": "Aino"}, "name"),
    ],
)
def test_a_wrong_report_names_the_field_and_is_not_kept(changes: dict[str, Any], field: str) -> None:
    answer = call("post", "/api/v1/reports/", body_for(HobbyFactory(), **changes))
    assert refusal(answer) == (400, "invalid")
    assert [error["field"] for error in answer.json()["errors"]] == [field]
    assert not Report.objects.exists()


def test_one_address_reports_ten_times_an_hour_and_others_go_on(settings: Any) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    hobby = HobbyFactory()

    def report(address: str) -> Any:
        return call("post", "/api/v1/reports/", body_for(hobby), x_forwarded_for=address)

    # A household has many addresses of IPv6, and one network.
    assert [report(f"2001:db8:1:2::{n:x}").status_code for n in range(10)] == [202] * 10
    late = report("2001:db8:1:2::ffff")
    assert refusal(late) == (429, "throttled")
    assert int(late.headers["Retry-After"]) > 0
    assert report("2001:db8:1:3::1").status_code == 202
    assert report("192.0.2.7").status_code == 202


def test_no_address_is_kept_of_whoever_reports(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    keys: list[str] = []
    remember = cache.set
    monkeypatch.setattr(cache, "set", lambda key, *args, **kwargs: keys.append(key) or remember(key, *args, **kwargs))
    call("post", "/api/v1/reports/", body_for(HobbyFactory()), x_forwarded_for="192.0.2.7")
    assert len(keys) == 1
    assert "192.0.2.7" not in f"{keys}{list(Report.objects.values())}"


def test_a_report_is_answered_once(watcher: User) -> None:
    hobby = HobbyFactory()
    call("post", "/api/v1/reports/", body_for(hobby))
    path = f"/api/v1/moderation/reports/{Report.objects.get().pk}/decisions/"
    assert refusal(call("post", path, {"decision": "hide"}, user=watcher)) == (400, "invalid")
    assert call("post", path, {"decision": "hide", "reason": "Ei pidä."}, user=watcher).status_code == 204
    assert get(V1, f"hobbies/{hobby.pk}/").status_code == 404
    assert refusal(call("post", path, {"decision": "dismiss"}, user=operator())) == (409, "report_answered")


# --- limits ---------------------------------------------------------------------------------------
def test_the_organizers_people_see_where_it_stands_and_others_do_not() -> None:
    hobby = HobbyFactory(state="rejected")
    path = f"/api/v1/hobbies/{hobby.pk}/publication/"
    found = call("get", path, user=member(hobby.organizer)).json()
    assert (found["state"], found["rejection_reason"]) == ("rejected", "Kuvaus puuttuu.")
    assert refusal(call("get", path, user=member())) == (404, "not_found")
    assert refusal(call("get", path)) == (401, "not_authenticated")


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"business_id": "0201256-7"}, "business_id"),
        ({"municipality": "999"}, "municipality"),
        ({"municipality": 91}, "municipality"),
        ({"municipality": {"code": "091"}}, "municipality"),
        ({"state": "approved"}, "state"),
        ({"is_trusted": True}, "is_trusted"),
        ({"criminal_records_declared_on": "2020-01-01"}, "criminal_records_declared_on"),
    ],
)
def test_nothing_else_of_a_registration_is_written(body: dict[str, Any], field: str) -> None:
    organizer = OrganizerFactory(state="pending")
    answer = call("patch", f"/api/v1/organizers/{organizer.pk}/registration/", body, user=member(organizer))
    assert refusal(answer) == (400, "invalid")
    assert [error["field"] for error in answer.json()["errors"]] == [field]
    assert Organizer.objects.get().state == "pending"
