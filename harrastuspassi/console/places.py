"""Writing places."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from unfold.enums import ActionVariant

from harrastuspassi.accounts import roles
from harrastuspassi.accounts.models import User
from harrastuspassi.catalogue.models import Location
from harrastuspassi.catalogue.writing.locations import change_location, create_location, delete_location
from harrastuspassi.console.fields import (
    DegreesField,
    IdField,
    LineField,
    LinkField,
    PostalCodeField,
    TextField,
    YesNoField,
)
from harrastuspassi.console.steps import Made, Step
from harrastuspassi.console.writing import (
    IN_ENGLISH,
    IN_SWEDISH,
    WritingForm,
    adding,
    editing,
    offer_organizers,
)

MAX_CITY = 100


class PlaceForm(WritingForm):
    """A place."""

    organizer = IdField()
    name_fi, name_sv, name_en = LineField(), LineField(), LineField()
    address = LineField(help_text=_("Street and number."))
    zip_code = PostalCodeField()
    city = LineField(max_length=MAX_CITY, help_text=_("Its municipality follows from it."))
    latitude = DegreesField(limit=90, help_text=_("Degrees, such as 60,1699. Without them it is on no map."))
    longitude = DegreesField(limit=180)
    is_accessible = YesNoField()
    accessibility_fi, accessibility_sv, accessibility_en = TextField(), TextField(), TextField()
    reservation_link = LinkField()
    takes = {"organizer": "organizer_id"}
    folded = (IN_SWEDISH, IN_ENGLISH)
    groups = (
        ("", ["organizer", "name_fi"]),
        (_("Where"), ["address", "zip_code", "city", "latitude", "longitude"]),
        (_("Access"), ["is_accessible", "accessibility_fi", "reservation_link"]),
        (IN_SWEDISH, ["name_sv", "accessibility_sv"]),
        (IN_ENGLISH, ["name_en", "accessibility_en"]),
    )

    def prepare(self) -> None:
        offer_organizers(self)

    def clean(self) -> dict[str, Any]:
        sent = super().clean()
        latitude, longitude = sent.get("latitude"), sent.get("longitude")
        if (latitude is None) != (longitude is None) and not {"latitude", "longitude"} & set(self.errors):
            missing = "latitude" if latitude is None else "longitude"
            self.add_error(missing, _("Give both latitude and longitude, or neither."))
        return sent


def _add(by: User, item: None, sent: dict[str, Any]) -> Made:
    return Made(create_location(by=by, **sent), _("Saved."))


def _edit(by: User, location: Location, sent: dict[str, Any]) -> Any:
    change_location(location_id=location.pk, by=by, **sent)
    return _("Saved.")


def _delete(by: User, location: Location, sent: dict[str, Any]) -> Any:
    delete_location(location_id=location.pk, by=by, **sent)
    return _("Taken out of use.")


PLACE_STEPS = (
    adding(
        label=_("New place"),
        explanation=_("A place at which your hobbies are."),
        form=PlaceForm,
        run=_add,
    ),
    editing(
        explanation=_("What is changed counts at once for all that is there."),
        form=PlaceForm,
        run=_edit,
    ),
    Step(
        name="delete",
        label=_("Take out of use"),
        explanation=_("Nothing new can be there. It can still be read by those who have kept it."),
        may=lambda user, item: item.archived_at is None and roles.can_edit(user, item),
        form=WritingForm,
        run=_delete,
        icon="delete",
        variant=ActionVariant.DANGER,
    ),
)
