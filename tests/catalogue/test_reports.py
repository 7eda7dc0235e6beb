"""Anyone reports, without a name; moderators answer; and what was told is forgotten."""

import datetime as dt
from typing import Any

import pytest
import time_machine
from django.db import transaction

from harrastuspassi.accounts.models import User
from harrastuspassi.catalogue.models import Hobby, Organizer, PublicationState, Report, ReportReason, ReportState
from harrastuspassi.catalogue.reports import (
    OPEN_OF_A_SUBJECT,
    dismiss_report,
    file_report,
    forget_reasons,
    forget_reports,
    hide_reported,
    suspend_reported,
)
from harrastuspassi.catalogue.writing.hobbies import change_hobby, delete_hobby
from harrastuspassi.catalogue.writing.promotions import change_promotion, delete_promotion
from harrastuspassi.common import clock, mail, queue
from harrastuspassi.common.errors import Forbidden, Refused
from harrastuspassi.common.models import Job, OutgoingMail
from tests.factories.accounts import UserFactory, member, moderator, operator
from tests.factories.catalogue import HobbyFactory, MunicipalityFactory, OrganizerFactory, PromotionFactory
from workers.tasks import run_job

pytestmark = pytest.mark.django_db
ASKED = "vieras@example.fi"


def report_of(subject: Any, **fields: Any) -> Report:
    """A report of something public."""
    kind: Any = subject._meta.model_name
    file_report(subject_kind=kind, subject_id=subject.pk, **{"reason": ReportReason.WRONG, **fields})
    found: Report = Report.objects.order_by("-id")[0]
    return found


@pytest.fixture
def watcher() -> User:
    return moderator(MunicipalityFactory())


# --- reporting ------------------------------------------------------------------------------------
@pytest.mark.parametrize("make", [HobbyFactory, PromotionFactory, OrganizerFactory])
def test_what_everyone_sees_can_be_reported(make: Any) -> None:
    subject = make()
    report = report_of(subject, text="Ei pidä paikkaansa.", email=ASKED, language="sv")
    assert report.subject == subject
    assert (report.subject_kind, report.subject_id) == (subject._meta.model_name, subject.pk)
    assert report.subject_name == getattr(subject, "name_sv", None) or subject.name
    assert report.municipality == MunicipalityFactory()
    assert (report.state, report.text, report.email) == ("open", "Ei pidä paikkaansa.", ASKED)


def test_of_what_nobody_sees_nothing_is_kept_and_nothing_is_said() -> None:
    hidden = [HobbyFactory(state=state) for state in PublicationState if state not in ("published", "archived")]
    hidden += [HobbyFactory(organizer__state="suspended"), OrganizerFactory(state="pending")]
    for subject in hidden:
        file_report(subject_kind=subject._meta.model_name, subject_id=subject.pk, reason=ReportReason.OTHER)
    file_report(subject_kind="hobby", subject_id=999_999_999, reason=ReportReason.OTHER)
    assert not Report.objects.exists()


def test_reports_of_one_thing_do_not_bury_the_others() -> None:
    hobby = HobbyFactory()
    for _ in range(OPEN_OF_A_SUBJECT + 2):
        report_of(hobby)
    assert Report.objects.count() == OPEN_OF_A_SUBJECT


def test_nobody_hides_a_danger_behind_complaints_of_its_own_making(watcher: User) -> None:
    hobby = HobbyFactory()
    for _ in range(OPEN_OF_A_SUBJECT + 1):
        report_of(hobby, reason=ReportReason.OTHER)
    assert report_of(hobby, reason=ReportReason.DANGER).reason == ReportReason.DANGER
    assert OutgoingMail.objects.filter(to=watcher.email).exists()


def test_what_has_no_organizer_is_told_to_those_of_its_place() -> None:
    assert report_of(HobbyFactory(organizer=None)).municipality == MunicipalityFactory()


@pytest.mark.parametrize(
    ("make", "change", "delete"),
    [(HobbyFactory, change_hobby, delete_hobby), (PromotionFactory, change_promotion, delete_promotion)],
)
def test_what_is_reported_stays_until_a_moderator_has_looked(
    watcher: User, make: Any, change: Any, delete: Any
) -> None:
    """An organizer that takes it back to review by a change does not make off with it."""
    subject = make()
    name, owner = f"{subject._meta.model_name}_id", member(subject.organizer)
    report = report_of(subject, reason=ReportReason.IMPROPER)
    change(**{name: subject.pk}, by=owner, name_fi="Harmiton")
    with pytest.raises(Refused) as refused:
        delete(**{name: subject.pk}, by=owner)
    assert refused.value.code == "in_use"
    dismiss_report(report=report, by=watcher)
    delete(**{name: subject.pk}, by=owner)
    assert not type(subject).objects.exists()


# --- danger ---------------------------------------------------------------------------------------
def test_danger_is_told_to_the_moderators_at_once_and_once_an_hour(watcher: User) -> None:
    elsewhere, slack = moderator(MunicipalityFactory(code="049")), moderator(MunicipalityFactory(), second_factor=False)
    report_of(HobbyFactory(), reason=ReportReason.WRONG)
    assert not OutgoingMail.objects.exists()
    with time_machine.travel("2027-01-04T10:05Z", tick=False) as time:
        for _ in range(3):
            report_of(HobbyFactory(), reason=ReportReason.DANGER, text="Salainen teksti")
        (told,) = OutgoingMail.objects.all()
        assert told.to == watcher.email not in (elsewhere.email, slack.email)
        assert "Salainen" not in told.text
        time.move_to("2027-01-04T11:05Z")
        report_of(HobbyFactory(), reason=ReportReason.DANGER)
    assert OutgoingMail.objects.count() == 2


def test_where_nobody_moderates_danger_is_told_to_operators() -> None:
    told = operator()
    report_of(HobbyFactory(), reason=ReportReason.DANGER)
    assert OutgoingMail.objects.get().to == told.email


# --- answering ------------------------------------------------------------------------------------
def test_a_dismissed_report_leaves_things_as_they_are_and_is_told(watcher: User) -> None:
    hobby = HobbyFactory()
    owner = member(hobby.organizer)
    report = report_of(hobby, text="Minulle sanottiin rumasti.", email=ASKED)
    dismiss_report(report=report, by=watcher, answer="Kysyimme asiaa seuralta.")
    report.refresh_from_db()
    assert (report.state, report.answered_by, report.email) == (ReportState.DISMISSED, watcher, "")
    assert Hobby.objects.get().state == "published"
    (told,) = OutgoingMail.objects.all()
    assert told.to == ASKED
    assert "Kysyimme asiaa seuralta." in told.text
    assert hobby.name_fi in told.text
    assert not {watcher.email, owner.email} & set(told.text.split())


def test_what_is_hidden_is_told_to_its_organizer_without_who_reported_it(watcher: User) -> None:
    hobby = HobbyFactory()
    owner = member(hobby.organizer)
    first, second = (report_of(hobby, text="Se oli Matti.", email=email) for email in (ASKED, "toinen@example.fi"))
    other = report_of(HobbyFactory(organizer=hobby.organizer))
    hide_reported(report=first, by=watcher, reason="Ei pidä paikkaansa.", answer="Kiitos.")
    hobby.refresh_from_db()
    assert (hobby.state, hobby.rejection_reason) == ("rejected", "Ei pidä paikkaansa.")
    states = dict(Report.objects.values_list("pk", "state"))
    assert states == {first.pk: "acted", second.pk: "acted", other.pk: "open"}
    by_reader = {told.to: told.text for told in OutgoingMail.objects.all()}
    assert set(by_reader) == {owner.email, ASKED, "toinen@example.fi"}
    assert "Ei pidä paikkaansa." in by_reader[owner.email]
    assert not any(secret in by_reader[owner.email] for secret in ("Matti", ASKED, "Kiitos."))
    assert "Ei pidä paikkaansa." not in by_reader[ASKED]


@pytest.mark.parametrize("make", [HobbyFactory, PromotionFactory])
def test_suspending_answers_every_report_of_the_organizer(make: Any, watcher: User) -> None:
    subject = make()
    reports = [report_of(subject), report_of(subject.organizer), report_of(HobbyFactory(organizer=subject.organizer))]
    unrelated = report_of(HobbyFactory())
    suspend_reported(report=reports[0], by=watcher, reason="Väärä nimi.")
    assert Organizer.objects.get(pk=subject.organizer_id).state == "suspended"
    assert {report.pk for report in Report.objects.filter(state="acted")} == {report.pk for report in reports}
    assert Report.objects.get(pk=unrelated.pk).state == "open"


def test_an_archived_hobby_is_hidden_as_well_since_its_id_is_out(watcher: User) -> None:
    report = report_of(HobbyFactory(state="archived"))
    hide_reported(report=report, by=watcher, reason="Ei pidä paikkaansa.")
    assert Hobby.objects.get().state == "rejected"


def test_an_organizer_is_suspended_or_left_but_not_hidden(watcher: User) -> None:
    report = report_of(OrganizerFactory())
    with pytest.raises(Refused) as refusal:
        hide_reported(report=report, by=watcher, reason="x")
    assert refusal.value.code == "report_of_organizer"
    report = report_of(HobbyFactory(organizer=None))
    with pytest.raises(Refused) as refusal:
        suspend_reported(report=report, by=watcher, reason="x")
    assert refusal.value.code == "report_without_organizer"


def test_a_report_is_answered_once_and_by_its_moderators(watcher: User) -> None:
    report = report_of(HobbyFactory(), email=ASKED)
    strangers = [member(report.hobby.organizer), UserFactory(), moderator(MunicipalityFactory(code="049"))]
    for by in strangers:
        with pytest.raises(Forbidden):
            dismiss_report(report=report, by=by)
    assert Report.objects.get().state == "open"
    dismiss_report(report=report, by=watcher)
    with pytest.raises(Refused) as refusal:
        hide_reported(report=report, by=watcher, reason="x")
    assert (refusal.value.code, OutgoingMail.objects.count()) == ("report_answered", 1)
    assert Hobby.objects.get().state == "published"


# --- mail -----------------------------------------------------------------------------------------
@pytest.mark.django_db(transaction=True)
def test_a_decision_whose_sender_dies_after_the_commit_is_told_once_and_the_address_is_forgotten(
    mailoutbox: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    watcher = moderator(MunicipalityFactory())
    report = report_of(HobbyFactory(), email=ASKED)
    sent: list[int] = []
    monkeypatch.setattr(queue, "send", lambda job_id, **_: sent.append(job_id) is None)
    with transaction.atomic():
        hide_reported(report=report, by=watcher, reason="x")
        transaction.set_rollback(True)
    assert (sent, Report.objects.get().email, OutgoingMail.objects.count()) == ([], ASKED, 0)

    # The process that would have sent it dies here: only the row is left, and the sweep finds it.
    hide_reported(report=report, by=watcher, reason="x")
    assert mailoutbox == []
    (job,) = Job.objects.filter(kind=mail.KIND)
    for _ in range(2):
        run_job(job.pk)
        mail.deliver(job.key)
    (told,) = mailoutbox
    assert told.to == [ASKED]
    row = OutgoingMail.objects.get()
    assert (row.to, row.text) == ("", "")
    assert (
        ASKED not in f"{list(Report.objects.values())}{list(OutgoingMail.objects.values())}{list(Job.objects.values())}"
    )


# --- forgetting -----------------------------------------------------------------------------------
def days_from_now(days: int) -> Any:
    return time_machine.travel(clock.now() + dt.timedelta(days=days), tick=False)


def test_an_address_waits_for_ninety_days(watcher: User) -> None:
    report_of(HobbyFactory(), email=ASKED)
    for days, left in ((89, ASKED), (91, "")):
        with days_from_now(days):
            forget_reports()
            assert Report.objects.get().email == left


@pytest.mark.parametrize(("is_answered", "kept"), [(True, 365), (False, 730)])
def test_reports_go_a_year_after_the_answer_and_two_after_all(is_answered: bool, kept: int, watcher: User) -> None:
    report = report_of(HobbyFactory())
    if is_answered:
        dismiss_report(report=report, by=watcher)
    for days, left in ((kept - 1, 1), (kept + 1, 0)):
        with days_from_now(days):
            forget_reports()
            assert Report.objects.count() == left


def test_reasons_go_after_a_year() -> None:
    HobbyFactory(state="rejected")
    PromotionFactory(state="draft", rejection_reason="Kuva puuttuu.")
    OrganizerFactory(state="suspended", state_reason="Väärä nimi.")
    assert forget_reasons() == 0
    with days_from_now(366):
        assert forget_reasons() == 3
    hobby = Hobby.objects.get()
    assert (hobby.state, hobby.rejection_reason) == ("draft", "")
    assert set(Organizer.objects.values_list("state_reason", flat=True)) == {""}
