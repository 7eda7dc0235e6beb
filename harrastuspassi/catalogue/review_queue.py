"""What waits for moderators: of each kind, what is theirs to decide on, that which has waited longest first."""

from typing import Any

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from harrastuspassi.accounts import roles
from harrastuspassi.catalogue.models import (
    Hobby,
    Organizer,
    OrganizerState,
    Promotion,
    PublicationState,
    Report,
    ReportState,
)
from harrastuspassi.catalogue.notices import moderators_by_municipality, tell_what_waits

KINDS = ("organizers", "hobbies", "promotions", "reports")


def waiting_organizers() -> QuerySet[Any]:
    """Organizers that are new, and those that have changed what is said of them, longest waiting first.

    `same_business_id` is how many others give the same Y-tunnus.
    """
    others = (
        Organizer.objects.exclude(Q(pk=OuterRef("pk")) | Q(business_id=""))
        .filter(business_id=OuterRef("business_id"))
        .order_by()
        .values("business_id")
        .annotate(number=Count("pk"))
        .values("number")
    )
    waits = Q(state=OrganizerState.PENDING) | Q(waiting_since__isnull=False)
    return (
        Organizer.objects.filter(waits)
        .select_related("municipality")
        .annotate(same_business_id=Coalesce(Subquery(others), Value(0)))
        .order_by(F("waiting_since").asc(nulls_first=True), "id")
    )


def waiting_hobbies() -> QuerySet[Any]:
    """Hobbies in review, of organizers that may list, longest waiting first."""
    return _in_review(Hobby)


def waiting_promotions() -> QuerySet[Any]:
    """Promotions in review, likewise."""
    return _in_review(Promotion)


def _in_review(model: type[Hobby | Promotion]) -> QuerySet[Any]:
    may_list = Q(organizer__isnull=True) | Q(organizer__state=OrganizerState.APPROVED)
    rows = model.objects.filter(may_list, state=PublicationState.IN_REVIEW).select_related("organizer__municipality")
    return rows.order_by(F("submitted_at").asc(nulls_first=True), "id")


def open_reports() -> QuerySet[Any]:
    """Reports that have not been answered, oldest first."""
    rows = Report.objects.filter(state=ReportState.OPEN)
    related = ("municipality", "hobby__organizer", "promotion__organizer", "organizer")
    return rows.select_related(*related).order_by("created_at", "id")


_ROWS = {
    "organizers": (waiting_organizers, "municipality"),
    "hobbies": (waiting_hobbies, "organizer__municipality"),
    "promotions": (waiting_promotions, "organizer__municipality"),
    "reports": (open_reports, "municipality"),
}
"""What waits, and the path to the municipality that decides on it, by kind."""


def queue(*, kind: str, user: Any) -> QuerySet[Any]:
    """What waits of a kind for `user`. Raises Forbidden for who is no moderator."""
    roles.require(roles.why_not_see_queue(user))
    rows, path = _ROWS[kind]
    who = roles.standing(user)
    return rows() if who.is_operator else rows().filter(**{f"{path}_id__in": who.moderated_municipalities})


def counts(*, user: Any) -> dict[str, int]:
    """How much waits of each kind for `user`. Raises Forbidden for who is no moderator."""
    return {kind: queue(kind=kind, user=user).count() for kind in KINDS}


def tell_moderators(day: str) -> int:
    """Tells each moderator for whom something waits how much it is, once on `day` (ISO date). Returns how many.

    Operators are told of what waits where nobody moderates.
    """
    by_place = _counts_by_municipality()
    watching = moderators_by_municipality()
    unwatched = {place for place in by_place if place is None or place not in watching}
    places_of: dict[int, set[int | None]] = {}
    users = {user.pk: user for of_place in watching.values() for user in of_place}
    for place, of_place in watching.items():
        for user in of_place:
            places_of.setdefault(user.pk, set()).update(unwatched if place is None else {place})
    told = 0
    for pk, places in places_of.items():
        waiting = {kind: sum(by_place.get(place, {}).get(kind, 0) for place in places) for kind in KINDS}
        if any(waiting.values()):
            tell_what_waits(user=users[pk], day=day, waiting=waiting)
            told += 1
    return told


def _counts_by_municipality() -> dict[int | None, dict[str, int]]:
    found: dict[int | None, dict[str, int]] = {}
    for kind, (rows, path) in _ROWS.items():
        by_place = rows().order_by().values(f"{path}_id").annotate(number=Count("pk"))
        for place, number in by_place.values_list(f"{path}_id", "number"):
            found.setdefault(place, {})[kind] = number
    return found
