"""Reports of what is listed, by anyone: made without a name, answered by moderators, and forgotten."""

import datetime as dt
from collections.abc import Mapping
from enum import Enum
from typing import Any, Literal

import structlog
from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.db.models import Q

from harrastuspassi.accounts import roles
from harrastuspassi.accounts.models import User
from harrastuspassi.catalogue.models import (
    Hobby,
    Organizer,
    OrganizerState,
    Promotion,
    PublicationState,
    Report,
    ReportReason,
    ReportState,
)
from harrastuspassi.catalogue.moderation import reject_item, suspend_organizer
from harrastuspassi.catalogue.notices import tell_of_danger, tell_reporter
from harrastuspassi.catalogue.publishing import publishing
from harrastuspassi.catalogue.submission import municipality_id_of
from harrastuspassi.common import clock
from harrastuspassi.common.errors import Refused
from harrastuspassi.common.languages import DEFAULT, Language
from harrastuspassi.common.languages import text as text_of

SubjectKind = Literal["hobby", "promotion", "organizer"]
SUBJECTS: Mapping[SubjectKind, type[Hobby | Promotion | Organizer]] = {
    "hobby": Hobby,
    "promotion": Promotion,
    "organizer": Organizer,
}
OPEN_OF_A_SUBJECT = 20
"""Reports of one subject for one reason that wait at a time; further ones say nothing new. Those for another reason do:
nobody hides a danger behind complaints of its own making."""
MAX_TEXT = 2_000
DECISIONS = ("dismiss", "hide", "suspend")
"""What is decided of what was reported, by name."""
ADDRESS_KEPT, ANSWERED_KEPT, KEPT = dt.timedelta(days=90), dt.timedelta(days=365), dt.timedelta(days=730)
"""How long an address waits for an answer; how long a report is kept after its answer; and at the longest."""

_log = structlog.get_logger("reports")


class ReportRefusal(Enum):
    """Why a report cannot be answered so, whoever asks: the code and the reason."""

    ANSWERED = ("report_answered", "The report has been answered.")
    NOT_AN_ITEM = ("report_of_organizer", "What is reported is an organizer: suspend it, or dismiss the report.")
    NO_ORGANIZER = ("report_without_organizer", "What is reported has no organizer to suspend.")

    def __init__(self, code: str, message: str):
        self.code = code
        self.message = message

    def error(self) -> Refused:
        """The refusal, to be raised."""
        return Refused(self.message, code=self.code)


# --- reporting ------------------------------------------------------------------------------------
def file_report(
    *,
    subject_kind: SubjectKind,
    subject_id: int,
    reason: ReportReason,
    text: str = "",
    email: str = "",
    language: Language = DEFAULT,
) -> None:
    """Notes a report of something that everyone can see; of anything else nothing, and without a word.

    `email` is where the answer is wanted, in `language`; "" for nowhere. `text` has been cleaned before.
    """
    found = SUBJECTS[subject_kind].objects.visible_to(AnonymousUser()).filter(pk=subject_id)
    if subject_kind != "organizer":
        found = found.select_related("organizer", "location")
    with transaction.atomic():
        subject = found.first()
        alike = Report.objects.filter(_open(), reason=reason, **{subject_kind: subject})
        if subject is None or alike.count() >= OPEN_OF_A_SUBJECT:
            _log.info("report not kept", subject=subject_kind)
            return
        is_organizer = isinstance(subject, Organizer)
        municipality_id = subject.municipality_id if is_organizer else municipality_id_of(subject)
        Report.objects.create(
            **{subject_kind: subject},
            subject_name=subject.name if is_organizer else text_of(subject, "name", language),
            municipality_id=municipality_id,
            reason=reason,
            text=text,
            email=email,
            language=language,
        )
        if reason == ReportReason.DANGER:
            tell_of_danger(municipality_id=municipality_id, now=clock.now())


def _open() -> Q:
    return Q(state=ReportState.OPEN)


# --- answering ------------------------------------------------------------------------------------
def dismiss_report(*, report: Report, by: User, answer: str = "") -> None:
    """Leaves what is reported as it is. Raises Forbidden, or Refused where it has been answered."""
    with transaction.atomic():
        locked = _held(report, by)
        _close(Q(pk=locked.pk), by=by, state=ReportState.DISMISSED, answer=answer)


def hide_reported(*, report: Report, by: User, reason: str, answer: str = "") -> None:
    """Takes the hobby or promotion off every list, and tells its organizer the `reason`; so every report of it is
    answered. Raises Forbidden or Refused."""
    with publishing():
        locked = _held(report, by)
        subject = locked.subject
        if isinstance(subject, Organizer):
            raise ReportRefusal.NOT_AN_ITEM.error()
        if subject.state not in (PublicationState.REJECTED, PublicationState.DRAFT):
            reject_item(item=subject, by=by, reason=reason)
        of_subject = Q(**{locked.subject_kind: subject})
        _close(of_subject, by=by, state=ReportState.ACTED, answer=answer)


def suspend_reported(*, report: Report, by: User, reason: str, answer: str = "") -> None:
    """Suspends the organizer of what is reported; so every report of it and of what it lists is answered.

    Raises Forbidden or Refused.
    """
    with publishing():
        locked = _held(report, by)
        subject = locked.subject
        organizer = subject if isinstance(subject, Organizer) else subject.organizer
        if organizer is None:
            raise ReportRefusal.NO_ORGANIZER.error()
        if organizer.state != OrganizerState.SUSPENDED:
            suspend_organizer(organizer=organizer, by=by, reason=reason)
        of_organizer = Q(organizer=organizer) | Q(hobby__organizer=organizer) | Q(promotion__organizer=organizer)
        _close(of_organizer, by=by, state=ReportState.ACTED, answer=answer)


def _held(report: Report, by: User) -> Report:
    locked: Report = Report.objects.select_for_update().get(pk=report.pk)
    roles.require(roles.why_not_moderate(by, locked.municipality_id))
    if locked.state != ReportState.OPEN:
        raise ReportRefusal.ANSWERED.error()
    return locked


def _close(which: Q, *, by: User, state: ReportState, answer: str) -> None:
    now = clock.now()
    for report in Report.objects.select_for_update(of=("self",)).filter(which, _open()).order_by("id"):
        if report.email:
            tell_reporter(
                report_id=report.pk,
                email=report.email,
                language=report.language,
                name=report.subject_name,
                reported_on=clock.local_date(report.created_at),
                acted=state == ReportState.ACTED,
                answer=answer,
            )
        report.state, report.answered_at, report.answered_by, report.email = state, now, by, ""
        report.save(update_fields=["state", "answered_at", "answered_by", "email"])


# --- forgetting -----------------------------------------------------------------------------------
def forget_reports() -> int:
    """Erases addresses that have waited too long, and deletes reports whose time is over. Returns rows touched."""
    now = clock.now()
    erased = Report.objects.filter(_open(), created_at__lt=now - ADDRESS_KEPT).exclude(email="").update(email="")
    over = Q(answered_at__lt=now - ANSWERED_KEPT) | Q(created_at__lt=now - KEPT)
    deleted, _ = Report.objects.filter(over).delete()
    return erased + deleted


def forget_reasons() -> int:
    """Forgets why something was turned down once a year has gone by: what was rejected is then a draft. Returns rows.

    A moderator's words may tell of people.
    """
    long_ago = clock.now() - ANSWERED_KEPT
    touched = 0
    models: tuple[Any, ...] = (Hobby, Promotion)
    for model in models:
        old = model.objects.filter(modified_at__lt=long_ago).exclude(rejection_reason="")
        old.filter(state=PublicationState.REJECTED).update(state=PublicationState.DRAFT)
        touched += old.exclude(state=PublicationState.REJECTED).update(rejection_reason="")
    stale = Organizer.objects.filter(modified_at__lt=long_ago).exclude(state_reason="")
    return touched + stale.update(state_reason="")
