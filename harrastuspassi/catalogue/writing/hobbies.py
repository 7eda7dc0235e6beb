"""Writing hobbies."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, TypedDict, Unpack

from django.db.models import Q

from harrastuspassi.accounts.models import User
from harrastuspassi.catalogue.covers import put_cover, release_cover
from harrastuspassi.catalogue.expressions import in_languages
from harrastuspassi.catalogue.models import Audience, Hobby, HobbyCategory, PriceType
from harrastuspassi.catalogue.publishing import publishing
from harrastuspassi.catalogue.submission import begin, reconsider
from harrastuspassi.common.images import Picture

from .common import (
    Seen,
    assign,
    delete,
    hand_over,
    held_own,
    invalid,
    own_organizer,
    place,
    require_answered,
    require_name,
    withdraw,
)

MAX_TERMS = 50
"""Categories, and audiences, of a hobby."""
_COLUMNS = (
    *in_languages("name", "description"),
    *("price_type", "price_amount", "age_from", "age_to", "languages", "registration_link", "web_address"),
    *("contact_name", "contact_email", "contact_phone"),
)


class HobbyFields(TypedDict, total=False):
    """What is written of a hobby; models.Hobby has the meanings. `cover` None takes the picture away."""

    organizer_id: int
    location_id: int | None
    name_fi: str
    name_sv: str
    name_en: str
    description_fi: str
    description_sv: str
    description_en: str
    category_ids: Sequence[int]
    audience_ids: Sequence[int]
    price_type: str
    price_amount: Decimal
    age_from: int | None
    age_to: int | None
    languages: str
    registration_link: str
    web_address: str
    contact_name: str
    contact_email: str
    contact_phone: str
    cover: Picture | None


def create_hobby(*, by: User, **fields: Unpack[HobbyFields]) -> Hobby:
    """A new hobby. Raises InvalidInput naming the field, or Forbidden where the organizer is another's."""
    with publishing() as changes:
        organizer = own_organizer(by, fields["organizer_id"])
        hobby = Hobby(organizer=organizer)
        _assign(hobby, by, fields)
        begin(item=hobby, organizer=organizer)
        hobby.save()
        _link(hobby, fields)
        changes.add(hobby)
    return hobby


def change_hobby(*, hobby_id: int, by: User, seen: Seen = None, **fields: Unpack[HobbyFields]) -> Hobby:
    """Changes what is given of a hobby. Raises InvalidInput, Forbidden, Missing or Stale."""
    with publishing() as changes:
        hobby = held_own(Hobby, hobby_id, by, seen)
        hand_over(hobby, by, fields)
        _assign(hobby, by, fields)
        reconsider(item=hobby, by=by)
        hobby.save()
        _link(hobby, fields)
        changes.add(hobby)
    return hobby


def delete_hobby(*, hobby_id: int, by: User, seen: Seen = None) -> None:
    """Archives a hobby that the public can read, and deletes any other.

    Raises Forbidden, Missing, Stale, or Refused while a report of it is open.
    """
    with publishing() as changes:
        hobby = held_own(Hobby, hobby_id, by, seen)
        if withdraw(hobby):
            return
        require_answered(hobby)
        changes.add(hobby, *hobby.events.all())
        release_cover(hobby.cover_image)
        hobby.events.all().delete()
        delete(hobby)


def _assign(hobby: Hobby, by: User, fields: HobbyFields) -> None:
    assign(hobby, fields, _COLUMNS)
    require_name(hobby)
    if hobby.price_type == PriceType.FREE:
        if fields.get("price_amount"):
            raise invalid("price_amount", "What is free costs nothing.", "free_costs_nothing")
        hobby.price_amount = Decimal(0)
    if hobby.age_from is not None and hobby.age_to is not None and hobby.age_to < hobby.age_from:
        raise invalid("age_to", "Must not be below age_from.", "age_order")
    place(hobby, by, fields)
    if "cover" in fields:
        put_cover(item=hobby, picture=fields["cover"])


def _link(hobby: Hobby, fields: HobbyFields) -> None:
    for name, column, model in (("categories", "category_ids", HobbyCategory), ("audiences", "audience_ids", Audience)):
        if column in fields:
            links: Any = getattr(hobby, name)
            links.set(_terms(model, name, fields[column], held=links.values("pk")))  # type: ignore[literal-required]


def _terms(model: Any, field: str, ids: Sequence[int], *, held: Any) -> list[int]:
    """The terms with these ids; those that are no longer on offer only where it has them. Raises InvalidInput."""
    wanted = set(ids)
    if len(wanted) > MAX_TERMS:
        raise invalid(field, f"Must be at most {MAX_TERMS}.", "max_length")
    found = set(model.objects.filter(Q(is_hidden=False) | Q(pk__in=held), pk__in=wanted).values_list("pk", flat=True))
    if wanted - found:
        missing = ", ".join(map(str, sorted(wanted - found)))
        raise invalid(field, f"There is none with the id {missing}.", "does_not_exist")
    return sorted(found)
