"""Writing hobbies, and when they take place."""

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from unfold.enums import ActionVariant
from unfold.widgets import UnfoldAdminSelectWidget

from harrastuspassi.accounts import roles
from harrastuspassi.accounts.models import User
from harrastuspassi.catalogue.models import Access, Audience, Hobby, HobbyEvent, PriceType
from harrastuspassi.catalogue.schedules import MAX_FURTHER_WEEKS, MAX_REASON_LENGTH
from harrastuspassi.catalogue.writing.common import PUBLIC_STATES
from harrastuspassi.catalogue.writing.events import call_off_event, change_event, create_events, delete_event
from harrastuspassi.catalogue.writing.hobbies import change_hobby, create_hobby, delete_hobby
from harrastuspassi.console.fields import (
    AddressField,
    DateField,
    IdsField,
    LineField,
    LinkField,
    NumberField,
    PhoneField,
    PriceField,
    TextField,
    TimeField,
    WordsField,
    rows_of,
)
from harrastuspassi.console.steps import Made, Step
from harrastuspassi.console.writing import ListedForm, WritingForm, adding, editing, named, tree

OLDEST = 120
WEEK = dt.timedelta(days=7)
LANGUAGES = {
    "fi": "suomi",
    "sv": "svenska",
    "en": "English",
    "ru": "русский",
    "et": "eesti",
    "ar": "العربية",
    "so": "Soomaali",
    "uk": "українська",
}
"""Languages that a hobby may be held in, as they call themselves."""


# --- hobbies ------------------------------------------------------------------------------------------
class HobbyForm(ListedForm):
    """A hobby."""

    categories = IdsField()
    audiences = IdsField()
    age_from = NumberField(min_value=0, max_value=OLDEST, required=False)
    age_to = NumberField(min_value=0, max_value=OLDEST, required=False)
    languages = WordsField()
    price_type = forms.ChoiceField(choices=named(PriceType.values), widget=UnfoldAdminSelectWidget)
    price_amount = PriceField(help_text=_("Leave it empty where it is free of charge."))
    contact_name = LineField()
    contact_email = AddressField()
    contact_phone = PhoneField()
    web_address = LinkField()
    registration_link = LinkField()
    takes = {**ListedForm.takes, "categories": "category_ids", "audiences": "audience_ids"}
    groups = (
        *ListedForm.texts,
        (_("Where"), ["location"]),
        (_("For whom"), ["categories", "audiences", "age_from", "age_to", "languages"]),
        (_("Price"), ["price_type", "price_amount"]),
        (_("Contact"), ["contact_name", "contact_email", "contact_phone", "web_address", "registration_link"]),
        (_("Picture"), ["cover_image", "no_picture"]),
    )

    def prepare(self) -> None:
        super().prepare()
        held: dict[str, list[int]] = {"categories": [], "audiences": []}
        if self.item is not None:
            held = {name: list(getattr(self.item, name).values_list("pk", flat=True)) for name in held}
            self.initial.update(held)
        fields: dict[str, Any] = self.fields
        fields["categories"].choices = tree(held["categories"])
        audiences = Audience.objects.filter(is_hidden=False) | Audience.objects.filter(pk__in=held["audiences"])
        fields["audiences"].choices = rows_of(audiences)
        for name in ("categories", "audiences"):
            if not fields[name].choices:
                del fields[name]
        others = [code for code in getattr(self.item, "languages", "").split() if code not in LANGUAGES]
        fields["languages"].choices = [*LANGUAGES.items(), *((code, code) for code in others)]


def _add(by: User, item: None, sent: dict[str, Any]) -> Made:
    hobby = create_hobby(by=by, **sent)
    return Made(hobby, _("Saved. Say next when it takes place: New events."))


def _edit(by: User, hobby: Hobby, sent: dict[str, Any]) -> Any:
    change_hobby(hobby_id=hobby.pk, by=by, **sent)
    return _("Saved.")


def _delete(by: User, hobby: Hobby, sent: dict[str, Any]) -> Any:
    delete_hobby(hobby_id=hobby.pk, by=by, **sent)
    return _("Deleted.")


# --- events -------------------------------------------------------------------------------------------
class EventForm(WritingForm):
    """When a hobby takes place."""

    start_date = DateField()
    start_time = TimeField()
    end_time = TimeField(help_text=_("From 00:00 to 00:00 is all day."))
    end_date = DateField()
    access = forms.ChoiceField(choices=named(Access.values), widget=UnfoldAdminSelectWidget)

    def clean(self) -> dict[str, Any]:
        sent = super().clean()
        if sent.get("end_date") in (None, sent.get("start_date")):
            # On the same day it is the time that is wrong.
            self.shown_at = {**self.shown_at, "end_date": "end_time"}
        return sent


class NewEventsForm(EventForm):
    """New events of a hobby: one, or one a week."""

    end_date = DateField(required=False, help_text=_("Where it ends on another day than it begins."))
    every_week_until = DateField(
        label=_("Every week until"), required=False, help_text=_("Leave it empty where it takes place once.")
    )
    shown_at = {"recurrency_count": "every_week_until"}
    field_order = ["start_date", "start_time", "end_time", "every_week_until", "end_date", "access"]

    def prepare(self) -> None:
        # The hobby is not what is written.
        del self.fields["seen"]

    def show(self, name: str, field: forms.Field) -> None:
        """Shows nothing: the events are new, and the row that it is about is their hobby."""

    def clean(self) -> dict[str, Any]:
        sent = super().clean()
        start, until = sent.get("start_date"), sent.pop("every_week_until", None)
        sent["end_date"] = sent.get("end_date") or start
        weeks = (until - start) // WEEK if start and until else 0
        if weeks < 0:
            self.add_error("every_week_until", _("Must not be before the start."))
        if weeks > MAX_FURTHER_WEEKS:
            self.add_error("every_week_until", _("Must be within 50 weeks of the first day."))
        return {**sent, "further_weeks": weeks}


class CallOffForm(WritingForm):
    """Why an event does not take place."""

    reason_fi, reason_sv, reason_en = (
        TextField(max_length=MAX_REASON_LENGTH, label=label)
        for label in (_("Reason in Finnish"), _("Reason in Swedish"), _("Reason in English"))
    )


def _add_events(by: User, hobby: Hobby, sent: dict[str, Any]) -> Any:
    create_events(by=by, hobby_id=hobby.pk, **sent)
    return _("Saved.")


def _edit_event(by: User, event: HobbyEvent, sent: dict[str, Any]) -> Any:
    change_event(event_id=event.pk, by=by, **sent)
    return _("Saved.")


def _call_off(by: User, event: HobbyEvent, sent: dict[str, Any]) -> Any:
    call_off_event(event_id=event.pk, by=by, **sent)
    return _("Cancelled: it is shown as cancelled from now on.")


def _delete_event(by: User, event: HobbyEvent, sent: dict[str, Any]) -> Made:
    delete_event(event_id=event.pk, by=by, **sent)
    return Made(event.hobby, _("Deleted."))


def _stays(event: HobbyEvent) -> bool:
    """Whether an event is cancelled where it does not take place, and not deleted."""
    return event.schedule_id is not None or event.hobby.state in PUBLIC_STATES


EDIT_HOBBY_STEPS = (
    adding(
        label=_("New hobby"),
        explanation=_("A hobby that you list. It is reviewed before it is shown, unless the organizer is trusted."),
        form=HobbyForm,
        run=_add,
    ),
    editing(
        explanation=_("Other words, links or pictures of what is published are reviewed, unless you are trusted."),
        form=HobbyForm,
        run=_edit,
    ),
    Step(
        name="events",
        label=_("New events"),
        explanation=_("When it takes place, by the clock in Finland: once, or every week."),
        may=lambda user, item: roles.can_edit(user, item),
        form=NewEventsForm,
        run=_add_events,
        button=_("Save"),
        icon="event",
    ),
)
DELETE_HOBBY_STEP = Step(
    name="delete",
    label=_("Delete"),
    explanation=_("It goes for good, with its events. What has been public is archived instead."),
    may=lambda user, item: item.state not in PUBLIC_STATES and roles.can_edit(user, item),
    form=WritingForm,
    run=_delete,
    icon="delete",
    variant=ActionVariant.DANGER,
)
EVENT_STEPS = (
    Step(
        name="edit",
        label=_("Edit"),
        explanation=_("Another time of this event alone."),
        may=lambda user, item: roles.can_edit(user, item.hobby),
        form=EventForm,
        run=_edit_event,
        button=_("Save"),
        icon="edit",
    ),
    Step(
        name="cancel",
        label=_("Cancel the event"),
        explanation=_("It does not take place. Whoever looks at it reads why."),
        may=lambda user, item: _stays(item) and roles.can_edit(user, item.hobby),
        form=CallOffForm,
        run=_call_off,
        icon="event_busy",
        variant=ActionVariant.DANGER,
    ),
    Step(
        name="delete",
        label=_("Delete"),
        explanation=_("It goes for good: nobody has seen it yet."),
        may=lambda user, item: not _stays(item) and roles.can_edit(user, item.hobby),
        form=WritingForm,
        run=_delete_event,
        icon="delete",
        variant=ActionVariant.DANGER,
    ),
)
