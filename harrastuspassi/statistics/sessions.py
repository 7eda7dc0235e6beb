"""Sessions that were held, as far as the catalogue knows when it is asked, and where."""

import datetime as dt
from collections.abc import Sequence

from django.contrib.auth.models import AnonymousUser
from django.db.models import F, Q, QuerySet

from harrastuspassi.catalogue.models import HobbyEvent, PublicationState
from harrastuspassi.statistics.dimensions import Areas

PLACES_SOURCE = "lipas"
"""Whose hobbies are places that are open: their one event is a span of days, and no session."""
PLACE = ("location__municipality", "location__district", "municipality")
"""What says where a hobby or promotion is, as columns of it."""
PLACE_OF_SESSION = tuple(f"hobby__{column}" for column in PLACE)


def held(first: dt.date, end: dt.date) -> QuerySet[HobbyEvent]:
    """Sessions of hobbies that began from a day on until another, which is left out, and were public.

    When a hobby was taken off the lists is not kept: of one that was, those before its last change count.
    """
    was_listed = Q(hobby__state=PublicationState.PUBLISHED) | Q(starts_at__lte=F("hobby__modified_at"))
    sessions: QuerySet[HobbyEvent] = HobbyEvent.objects.visible_to(AnonymousUser()).taking_place()
    return (
        sessions.exclude(hobby__data_source=PLACES_SOURCE)
        .filter(
            was_listed,
            hobby__published_at__lte=F("starts_at"),
            start_date__gte=first,
            start_date__lt=end,
        )
        .order_by()
    )


def place_of(places: Areas, stored: Sequence[int | None]) -> str:
    """The smallest area that something is in, by the values of PLACE: where it is held, else its own municipality."""
    municipality, district, own = stored
    return places.of(municipality or own, district if municipality else None)
