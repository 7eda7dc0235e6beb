"""What waits for whoever opens the console, and what is theirs."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from harrastuspassi.accounts import roles
from harrastuspassi.catalogue.models import Hobby, Organizer, Promotion, PublicationState, Report, ReportState
from harrastuspassi.common.models import Job
from harrastuspassi.console.names import value_name

SHOWN = 5
"""Rows of each queue on the dashboard; the list has them all."""


@dataclass(frozen=True, kw_only=True)
class Queue:
    """Rows that wait: how many, the first of them, and where all are."""

    title: Any
    icon: str
    count: int
    rows: list[tuple[str, str, Any]]
    """What it is, its address, and since when."""
    address: str


@dataclass(frozen=True, kw_only=True)
class Own:
    """An account's own rows by state."""

    title: Any
    counts: list[tuple[Any, int, str]]
    """The state, how many, and where they are."""


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """All of a dashboard."""

    queues: list[Queue]
    own: list[Own]
    new: list[tuple[Any, str]]
    """What an account can list: what it is called, and the page on which it does."""


def waiting_for(user: Any) -> Waiting:
    """The dashboard of an account. A few queries, however much waits."""
    who = roles.standing(user)
    queues = []
    if who.is_operator or who.moderated_municipalities:
        watched = _watched(user)
        reports = Report.objects.filter(state=ReportState.OPEN)
        if not who.is_operator:
            reports = reports.filter(municipality_id__in=who.moderated_municipalities)
        queues += [
            _queue(_("Reports to answer"), "flag", reports, "created_at", "state=open", name="subject_name"),
            _queue(
                _("Organizers to look at"),
                "groups",
                watched(Organizer).filter(waiting_since__isnull=False),
                "waiting_since",
                "waiting=1",
            ),
            *(
                _queue(
                    title,
                    icon,
                    watched(model).filter(state=PublicationState.IN_REVIEW),
                    "submitted_at",
                    "state=in_review",
                )
                for title, icon, model in (
                    (_("Hobbies in review"), "sports_soccer", Hobby),
                    (_("Promotions in review"), "sell", Promotion),
                )
            ),
        ]
    if who.is_operator:
        failed = Job.objects.filter(state=Job.State.FAILED)
        queues.append(_queue(_("Jobs that failed"), "error", failed, "finished_at", "state=failed"))
    own = [_own(title, model, user) for title, model in ((_("Your hobbies"), Hobby), (_("Your promotions"), Promotion))]
    new = [
        (label, reverse(f"admin:catalogue_{name}_add"))
        for label, name in (
            (_("New hobby"), "hobby"),
            (_("New promotion"), "promotion"),
            (_("New place"), "location"),
        )
    ]
    if not who.memberships:
        own, new = [], []
    return Waiting(queues=queues, own=own, new=new)


def _watched(user: Any) -> Callable[[Any], QuerySet[Any]]:
    def rows(model: Any) -> QuerySet[Any]:
        everything: Any = model.objects.all()
        found: QuerySet[Any] = everything if roles.can_operate(user) else everything.moderated_by(user)
        return found

    return rows


def _queue(title: Any, icon: str, rows: QuerySet[Any], since: str, query: str, *, name: str = "") -> Queue:
    """A queue, what waits longest first."""
    model = rows.model._meta
    route = f"admin:{model.app_label}_{model.model_name}_"
    first = list(rows.order_by(since, "pk")[:SHOWN])
    shown = [
        (str(getattr(row, name) if name else row), reverse(f"{route}change", args=[row.pk]), getattr(row, since))
        for row in first
    ]
    return Queue(
        title=title,
        icon=icon,
        count=len(first) if len(first) < SHOWN else rows.count(),
        rows=shown,
        address=f"{reverse(f'{route}changelist')}?{query}",
    )


def _own(title: Any, model: Any, user: Any) -> Own:
    address = reverse(f"admin:catalogue_{model._meta.model_name}_changelist")
    organizers = roles.standing(user).organizers
    counted = model.objects.filter(organizer_id__in=organizers).order_by("state").values_list("state")
    counts = dict(counted.annotate(rows=Count("pk")))
    return Own(
        title=title,
        counts=[
            (value_name(state), counts[state], f"{address}?state={state}")
            for state in PublicationState.values
            if state in counts
        ],
    )
