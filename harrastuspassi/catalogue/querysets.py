"""Who sees which row, and which rows a reader's criteria pick.

`visible_to` is what can be read by id, `listed` what lists show, `editable_by` what may be changed.
"""

import datetime as dt
from typing import Any, Self

from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from harrastuspassi.accounts import roles
from harrastuspassi.catalogue.criteria import (
    EventCriteria,
    HobbyCriteria,
    PlaceCriteria,
)
from harrastuspassi.catalogue.expressions import (
    collated,
    contains_words,
    district_filter,
    in_languages,
    municipality_filter,
    place_filter,
)
from harrastuspassi.catalogue.search import Search
from harrastuspassi.catalogue.search_conditions import TEXTS, found_by

MIDNIGHT = dt.time(0)
ALL_WEEKDAYS = 127


class CatalogueQuerySet(models.QuerySet[Any]):
    """Rows that everyone sees; subclasses narrow."""

    def visible_to(self, user: Any) -> Self:
        """Rows that `user` may read by id: what is public, what they may change, and what they watch over."""
        return self._public() | self.editable_by(user) | self.moderated_by(user)

    def listed(self) -> Self:
        """Of the rows in hand, those that lists show."""
        return self

    def in_use(self) -> Self:
        """Of the rows in hand, those that nobody has taken off the lists."""
        return self

    def public_list(self) -> Self:
        """Rows that lists show to everyone."""
        return self._public().listed()

    def editable_by(self, user: Any) -> Self:
        """Rows that `user` may change: none of what has no owner."""
        return self.none()

    def moderated_by(self, user: Any) -> Self:
        """Rows that `user` may decide on as a moderator: none of what is not moderated."""
        return self.none()

    def _public(self) -> Self:
        return self.all()


class TermQuerySet(CatalogueQuerySet):
    """Terms that are hidden, never deleted: phones keep ids."""

    def listed(self) -> Self:
        """Terms on offer."""
        return self.filter(is_hidden=False)


class HobbyCategoryQuerySet(TermQuerySet):
    def below(self, ids: tuple[int, ...]) -> Self:
        """The given categories and everything under them."""
        roots = self.model._default_manager.filter(id__in=ids, lft__lte=OuterRef("lft"), rght__gte=OuterRef("lft"))
        return self.filter(Exists(roots))


class OwnedQuerySet(CatalogueQuerySet):
    """What organizers list. `owner` is the path to the organizer; "" on organizers themselves."""

    owner = "organizer"

    def editable_by(self, user: Any) -> Self:
        """Rows of the organizers that `user` is a member of; for an operator all."""
        who = roles.standing(user)
        if who.is_operator:
            return self.all()
        return self.filter(**{f"{self._owner}pk__in": who.organizers}) if who.organizers else self.none()

    def moderated_by(self, user: Any) -> Self:
        """Rows of organizers in the municipalities that `user` moderates, once they have been sent to review."""
        who = roles.standing(user)
        if not who.moderated_municipalities:
            return self.none()
        condition = {f"{self._owner}municipality_id__in": who.moderated_municipalities}
        return self._submitted().filter(**condition)

    def _submitted(self) -> Self:
        return self.all()

    @property
    def _owner(self) -> str:
        return f"{self.owner}__" if self.owner else ""


class OrganizerQuerySet(OwnedQuerySet):
    owner = ""

    def _public(self) -> Self:
        return self.filter(state__in=["approved", "archived"])

    def listed(self) -> Self:
        """Organizers that are active."""
        return self.filter(state="approved")

    def matching(self, *, search: str, kinds: tuple[str, ...], municipalities: tuple[str, ...]) -> Self:
        """Organizers that meet the criteria."""
        found = self.filter(contains_words(search, "name"))
        if kinds:
            found = found.filter(kind__in=kinds)
        if municipalities:
            found = found.filter(municipality_filter(municipalities))
        return found

    def by_name(self) -> Self:
        """In order of name; an organizer's name is the same in every language."""
        return self.order_by(collated(F("name")), "id")


def public_organizer(prefix: str = "organizer") -> Q:
    """Condition that an optional organizer hides nothing: there is none, or it is not pending or suspended."""
    return Q(**{f"{prefix}__isnull": True}) | Q(**{f"{prefix}__state__in": ["approved", "archived"]})


class LocationQuerySet(OwnedQuerySet):
    def _public(self) -> Self:
        return self.filter(public_organizer())

    def listed(self) -> Self:
        """Places in use."""
        return self.in_use()

    def in_use(self) -> Self:
        return self.filter(archived_at__isnull=True)

    def matching(self, place: PlaceCriteria, *, search: str = "", accessible: bool | None = None) -> Self:
        """Places that meet the criteria."""
        found = self.filter(place_filter(place), contains_words(search, *in_languages("name"), "address", "city"))
        if accessible is not None:
            found = found.filter(is_accessible=accessible)
        if place.municipalities:
            found = found.filter(municipality_filter(place.municipalities))
        if place.districts:
            found = found.filter(district_filter(place.districts))
        return found


def _owned_place_filter(place: PlaceCriteria) -> Q:
    """`place_filter` for something with a location and, perhaps, a municipality of its own."""
    condition = place_filter(place, "location__")
    if place.municipalities:
        own = municipality_filter(place.municipalities)
        of_place = municipality_filter(place.municipalities, "location__municipality")
        condition &= own | (Q(municipality__isnull=True) & of_place)
    if place.districts:
        condition &= district_filter(place.districts, "location__district")
    return condition


class HobbyQuerySet(OwnedQuerySet):
    def _public(self) -> Self:
        return self.filter(public_organizer(), state__in=["published", "archived"])

    def _submitted(self) -> Self:
        return self.exclude(state="draft")

    def listed(self) -> Self:
        """Hobbies on offer."""
        return self.filter(state="published")

    def in_use(self) -> Self:
        return self.exclude(state="archived")

    def matching(self, criteria: HobbyCriteria) -> Self:
        """Hobbies that meet the criteria, schedules aside."""
        found = self.filter(_owned_place_filter(criteria.place))
        if criteria.organizers:
            found = found.filter(organizer_id__in=criteria.organizers)
        if criteria.categories:
            found = found.filter(self._in_categories(criteria.categories))
        if criteria.price_types:
            found = found.filter(price_type__in=criteria.price_types)
        if criteria.max_price is not None:
            found = found.filter(price_amount__lte=criteria.max_price)
        if criteria.age is not None:
            found = found.filter(
                Q(age_from__isnull=True) | Q(age_from__lte=criteria.age),
                Q(age_to__isnull=True) | Q(age_to__gte=criteria.age),
            )
        if criteria.languages:
            found = found.filter(self._held_in(criteria.languages))
        if criteria.accessible is not None:
            found = found.filter(location__is_accessible=criteria.accessible)
        return found

    def found_by(self, search: Search, column: str = TEXTS[-1]) -> Self:
        """Hobbies that have what is looked for in a column of their documents."""
        documents = self.model._meta.get_field("document").related_model._default_manager
        return self.filter(found_by(search, documents, column))

    def _in_categories(self, ids: tuple[int, ...]) -> Exists:
        from_link = self.model._meta.get_field("categories").remote_field.through
        category = self.model._meta.get_field("categories").related_model
        chosen = HobbyCategoryQuerySet(category).below(ids).values("id")
        return Exists(from_link._default_manager.filter(hobby_id=OuterRef("pk"), hobbycategory_id__in=chosen))

    @staticmethod
    def _held_in(languages: tuple[str, ...]) -> Q:
        condition = Q()
        for code in languages:
            # All codes have two letters and a space between them, so that none is found inside another.
            condition |= Q(languages__contains=code)
        return condition


class HobbyEventQuerySet(OwnedQuerySet):
    owner = "hobby__organizer"

    def _public(self) -> Self:
        return self.filter(public_organizer("hobby__organizer"), hobby__state__in=["published", "archived"])

    def _submitted(self) -> Self:
        return self.exclude(hobby__state="draft")

    def listed(self) -> Self:
        """Events of hobbies on offer, past and cancelled ones included."""
        return self.filter(hobby__state="published")

    def taking_place(self) -> Self:
        """Events that are not cancelled."""
        return self.filter(cancelled_at__isnull=True)

    def coming(self, now: dt.datetime) -> Self:
        """Events that have not ended at the instant `now`, cancelled ones included."""
        return self.filter(ends_at__gt=now)

    def matching(self, criteria: EventCriteria) -> Self:
        """Events that meet the criteria. All-day events meet every time of day and each weekday they cover."""
        found = self
        if criteria.weekdays:
            mask = sum(1 << (weekday - 1) for weekday in set(criteria.weekdays))
            if mask != ALL_WEEKDAYS:
                found = found.annotate(_weekdays=F("weekday_mask").bitand(mask)).filter(_weekdays__gt=0)
        if criteria.time_from or criteria.time_to:
            found = found.filter(_time_of_day(criteria.time_from or MIDNIGHT, criteria.time_to or dt.time.max))
        if criteria.period_start:
            found = found.filter(end_date__gte=criteria.period_start)
        if criteria.period_end:
            found = found.filter(start_date__lte=criteria.period_end)
        if criteria.access:
            found = found.filter(access__in=criteria.access)
        return found


def _time_of_day(start: dt.time, end: dt.time) -> Q:
    all_day = Q(start_time=MIDNIGHT, end_time=MIDNIGHT)
    # A bound given to the minute includes that minute.
    last = end.replace(second=59, microsecond=999_999) if not end.second else end
    if start <= last:
        return all_day | Q(start_time__range=(start, last))
    return all_day | Q(start_time__gte=start) | Q(start_time__lte=last)


class PromotionQuerySet(OwnedQuerySet):
    def _public(self) -> Self:
        return self.filter(public_organizer(), state__in=["published", "archived"])

    def _submitted(self) -> Self:
        return self.exclude(state="draft")

    def listed(self) -> Self:
        """Promotions on offer, past ones included."""
        return self.filter(state="published")

    def in_use(self) -> Self:
        return self.exclude(state="archived")

    def coming(self, now: dt.datetime) -> Self:
        """Promotions that have not ended at the instant `now`."""
        return self.filter(ends_at__gt=now)

    def ending_from(self, date: dt.date) -> Self:
        """Promotions whose last day (Helsinki) is `date` or later."""
        return self.filter(end_date__gte=date)

    def usable(self, now: dt.datetime) -> Self:
        """Promotions that can be used at the instant `now`."""
        return self.filter(starts_at__lte=now, ends_at__gt=now, used_count__lt=F("available_count"))

    def matching(self, place: PlaceCriteria, search: str = "", organizers: tuple[int, ...] = ()) -> Self:
        """Promotions that meet the criteria."""
        found = self.filter(_owned_place_filter(place))
        if organizers:
            found = found.filter(organizer_id__in=organizers)
        return found.filter(contains_words(search, *in_languages("name", "description")))
