"""What people report of what is listed."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from harrastuspassi.common import clock
from harrastuspassi.common.languages import DEFAULT, LANGUAGES

from .areas import Municipality
from .hobbies import Hobby
from .organizers import Organizer
from .promotions import Promotion


class ReportReason(models.TextChoices):
    """Why something is reported. `danger` is told to the moderators at once."""

    DANGER = "danger"
    IMPROPER = "improper"
    DISCRIMINATION = "discrimination"
    WRONG = "wrong"
    MISLEADING = "misleading"
    RIGHTS = "rights"
    OTHER = "other"


class ReportState(models.TextChoices):
    """Whether a moderator has looked, and left the subject as it was (dismissed) or taken it down (acted)."""

    OPEN = "open"
    DISMISSED = "dismissed"
    ACTED = "acted"


class Report(models.Model):
    """A report of one hobby, promotion or organizer, by someone who is not known.

    `subject_name` is the name that it had; `municipality` is whose moderators answer, an operator where there is
    none. `email`, where the answer is wanted, goes when it is given, or after a time (reports.py), as does `text`.
    """

    hobby = models.ForeignKey(Hobby, null=True, blank=True, on_delete=models.CASCADE, related_name="reports")
    promotion = models.ForeignKey(Promotion, null=True, blank=True, on_delete=models.CASCADE, related_name="reports")
    organizer = models.ForeignKey(Organizer, null=True, blank=True, on_delete=models.CASCADE, related_name="reports")
    subject_name = models.CharField(max_length=1024, blank=True, default="")
    municipality = models.ForeignKey(
        Municipality, null=True, blank=True, on_delete=models.PROTECT, related_name="reports"
    )
    reason = models.CharField(max_length=16, choices=ReportReason)
    text = models.TextField(blank=True, default="")
    email = models.EmailField(max_length=254, blank=True, default="")
    language = models.CharField(max_length=2, choices=[(code, code) for code in LANGUAGES], default=DEFAULT)
    state = models.CharField(max_length=16, choices=ReportState, default=ReportState.OPEN)
    created_at = models.DateTimeField(default=clock.now, editable=False)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(hobby__isnull=False, promotion__isnull=True, organizer__isnull=True)
                | Q(hobby__isnull=True, promotion__isnull=False, organizer__isnull=True)
                | Q(hobby__isnull=True, promotion__isnull=True, organizer__isnull=False),
                name="report_has_one_subject",
            ),
            models.CheckConstraint(condition=Q(reason__in=ReportReason.values), name="report_reason_known"),
            models.CheckConstraint(condition=Q(state__in=ReportState.values), name="report_state_known"),
            models.CheckConstraint(condition=Q(language__in=LANGUAGES), name="report_language_known"),
            models.CheckConstraint(
                condition=Q(state="open", answered_at__isnull=True)
                | (~Q(state="open") & Q(answered_at__isnull=False, email="")),
                name="report_answered_has_time_and_no_address",
            ),
        ]
        indexes = [
            models.Index(fields=["created_at"], condition=Q(state="open"), name="report_open"),
            models.Index(fields=["created_at"], name="report_created"),
        ]

    def __str__(self) -> str:
        return f"report {self.pk} ({self.reason}, {self.state})"

    @property
    def subject(self) -> Hobby | Promotion | Organizer:
        """What is reported."""
        found: Hobby | Promotion | Organizer | None = self.hobby or self.promotion or self.organizer
        assert found is not None  # noqa: S101 - a constraint says so
        return found

    @property
    def subject_kind(self) -> str:
        """What kind of thing is reported: hobby, promotion or organizer."""
        return "hobby" if self.hobby_id else "promotion" if self.promotion_id else "organizer"

    @property
    def subject_id(self) -> int | None:
        """Its id."""
        return self.hobby_id or self.promotion_id or self.organizer_id
