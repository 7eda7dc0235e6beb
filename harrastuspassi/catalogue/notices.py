"""Mail about decisions, and about what waits for one; each a row in the transaction of what it tells of.

A mail says nothing that its reader could not see: members learn what was decided and why, never who asked for it;
moderators learn how much waits, never what.
"""

import datetime as dt
from typing import Any, cast

from django.conf import settings
from django.db.models import Model
from django.urls import reverse

from harrastuspassi.accounts.models import Membership, MembershipRole, Post, User
from harrastuspassi.catalogue.models import Hobby, Organizer, Promotion
from harrastuspassi.common import mail
from harrastuspassi.common.languages import Language, text
from harrastuspassi.common.texts import shortened

_SHOWN = 120
"""Characters of a name in a mail."""


def tell_of_organizer(organizer: Organizer) -> None:
    """Tells an organizer's owners that it was approved, refused, suspended, or shown again."""
    _tell_members(
        organizer,
        key=_key(organizer, organizer.state),
        template="catalogue/mail/organizer",
        owners_only=True,
        context={"state": organizer.state, "organizer": _line(organizer.name), "reason": organizer.state_reason},
    )


def tell_of_item(item: Hobby | Promotion) -> None:
    """Tells an organizer's members that a hobby or promotion was published or rejected."""
    if item.organizer is None:
        return
    _tell_members(
        item.organizer,
        key=_key(item, item.state),
        template="catalogue/mail/item",
        owners_only=False,
        context={"state": item.state, "is_promotion": isinstance(item, Promotion), "reason": item.rejection_reason},
        item=item,
    )


def _tell_members(
    organizer: Organizer,
    *,
    key: str,
    template: str,
    owners_only: bool,
    context: dict[str, Any],
    item: Hobby | Promotion | None = None,
) -> None:
    members = Membership.objects.filter(organizer=organizer, user__is_active=True).select_related("user")
    if owners_only:
        members = members.filter(role=MembershipRole.OWNER)
    for membership in members.order_by("id"):
        language = cast(Language, membership.user.language)
        named = {"name": _line(text(item, "name", language))} if item else {}
        mail.post_rendered(
            key=f"{key}:{membership.user_id}",
            to=membership.user.email,
            template=template,
            language=language,
            context={**context, **named, "link": organizers_site()},
        )


def _key(row: Model, event: str) -> str:
    # When it was decided tells one decision from a later one like it.
    decided = cast(dt.datetime, row.modified_at)  # type: ignore[attr-defined]
    return f"{row._meta.model_name}:{row.pk}:{event}:{decided:%Y%m%dT%H%M%S%f}"


def _line(name: str) -> str:
    return shortened(" ".join(name.split()), _SHOWN)


def organizers_site() -> str:
    """Where organizers see to what they list."""
    return settings.ORGANIZER_UI_URL or f"{settings.PUBLIC_URL}{reverse('account_home')}"


# --- moderators -----------------------------------------------------------------------------------
def moderators_by_municipality() -> dict[int | None, list[User]]:
    """Who watches over each municipality, and under None the operators: for what nobody else watches over.

    Whoever has no second factor watches over nothing.
    """
    able = User.objects.filter(is_active=True, authenticator__type="totp").distinct()
    found: dict[int | None, list[User]] = {None: list(able.filter(is_superuser=True).order_by("id"))}
    appointed = able.filter(appointments__post=Post.MODERATOR).prefetch_related("appointments").order_by("id")
    for user in appointed:
        for appointment in user.appointments.all():
            if appointment.post == Post.MODERATOR:
                found.setdefault(appointment.municipality_id, []).append(user)
    return found


def tell_of_danger(*, municipality_id: int | None, now: dt.datetime) -> None:
    """Tells the moderators at once that someone reports a danger; each at most once an hour, whoever reports what."""
    watching = moderators_by_municipality()
    for user in watching.get(municipality_id) or watching[None]:
        mail.post_rendered(
            key=f"danger:{now:%Y%m%dT%H}:{user.pk}",
            to=user.email,
            template="catalogue/mail/danger",
            language=cast(Language, user.language),
            context={"link": settings.PUBLIC_URL},
        )


def tell_what_waits(*, user: User, day: str, waiting: dict[str, int]) -> None:
    """Tells a moderator how much waits, once a day."""
    mail.post_rendered(
        key=f"queue:{day}:{user.pk}",
        to=user.email,
        template="catalogue/mail/queue",
        language=cast(Language, user.language),
        context={**waiting, "link": settings.PUBLIC_URL},
    )


def tell_reporter(
    *, report_id: int, email: str, language: str, name: str, reported_on: dt.date, acted: bool, answer: str
) -> None:
    """Tells whoever reported something, and asked to be told, what came of it. The address goes with the mail."""
    mail.post_rendered(
        key=f"report:{report_id}",
        to=email,
        template="catalogue/mail/report",
        language=cast(Language, language),
        context={"name": _line(name), "reported_on": reported_on, "acted": acted, "answer": answer},
        keeps_address=False,
    )
