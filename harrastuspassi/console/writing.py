"""Writing what is listed: forms whose fields are those that the domain's functions take, so that one thing is written
by one function, be it here or over the API.

Whoever changes something changes what they have seen: the form carries the row's version, as If-Match does.
"""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from unfold.enums import ActionVariant
from unfold.widgets import UnfoldBooleanWidget

from harrastuspassi.accounts import roles
from harrastuspassi.catalogue.models import HobbyCategory, Location, Organizer, OrganizerState
from harrastuspassi.catalogue.writing.common import version
from harrastuspassi.console.fields import DescriptionField, IdField, LineField, PictureField, name_of
from harrastuspassi.console.names import COLUMNS, VALUES
from harrastuspassi.console.steps import Run, Step, StepForm

MOST = 1_000
"""Organizers, and places, that a form offers."""
IN_SWEDISH, IN_ENGLISH = _("In Swedish"), _("In English")


class WritingForm(StepForm):
    """What is written of a row; of a new one where `item` is None. What is cleaned is what the domain takes.

    `takes` names what the domain takes under another name than the field has.
    """

    shown_at = {"name": "name_fi"}
    takes: dict[str, str] = {}

    def __init__(self, *args: Any, item: Any = None, user: Any = None, **kwargs: Any):
        super().__init__(*args, item=item, user=user, **kwargs)
        if item is not None:
            self.fields["seen"] = forms.CharField(
                widget=forms.HiddenInput, initial=version(item.modified_at), max_length=40
            )
        self.prepare()
        for name, field in self.fields.items():
            if field.label is None and name in COLUMNS:
                field.label = capfirst(str(COLUMNS[name]))
            if item is not None and name not in self.initial:
                self.show(name, field)

    def prepare(self) -> None:
        """Fills in what depends on who writes, and takes out what is not to be asked."""

    def show(self, name: str, field: forms.Field) -> None:
        """Has a field show what the row has."""
        held = getattr(self.item, self.takes.get(name, name), None)
        if held is not None:
            self.initial[name] = held
        if isinstance(field, DescriptionField):
            field.before = held or ""

    def clean(self) -> dict[str, Any]:
        sent = super().clean() or {}
        sent = {self.takes.get(name, name): value for name, value in sent.items()}
        if "seen" in sent:
            sent["seen"] = [sent["seen"]]
        return sent


def named(values: Iterable[str]) -> list[tuple[str, Any]]:
    """Choices of a column that holds one of a few values."""
    return [(value, capfirst(VALUES.get(value, value))) for value in values]


# --- steps that every kind of row has -----------------------------------------------------------------
def adding(*, label: Any, explanation: Any, form: type[StepForm], run: Run) -> Step:
    """The step that makes a row, from the list of them."""
    return Step(
        name="add",
        label=label,
        explanation=explanation,
        may=may_list,
        form=form,
        run=run,
        button=_("Save"),
        icon="add",
        variant=ActionVariant.PRIMARY,
        on_list=True,
    )


def editing(*, explanation: Any, form: type[StepForm], run: Run) -> Step:
    """The step that changes a row."""
    return Step(
        name="edit",
        label=_("Edit"),
        explanation=explanation,
        may=lambda user, item: roles.can_edit(user, item),
        form=form,
        run=run,
        button=_("Save"),
        icon="edit",
    )


# --- what forms have in common ------------------------------------------------------------------------
class TextsForm(WritingForm):
    """A name and a description in three languages, of which one is enough."""

    name_fi, name_sv, name_en = LineField(), LineField(), LineField()
    description_fi, description_sv, description_en = (
        DescriptionField(help_text=_("Plain text. Leave an empty line between paragraphs.")),
        DescriptionField(),
        DescriptionField(),
    )
    folded = (IN_SWEDISH, IN_ENGLISH)
    texts = (
        ("", ["organizer", "name_fi", "description_fi"]),
        (IN_SWEDISH, ["name_sv", "description_sv"]),
        (IN_ENGLISH, ["name_en", "description_en"]),
    )


class PicturedForm(WritingForm):
    """What has a picture, which stays where none is sent."""

    cover_image = PictureField(label=_("Picture"), help_text=_("A photograph or drawing, at most 8 megabytes."))
    no_picture = forms.BooleanField(label=_("Without a picture"), required=False, widget=UnfoldBooleanWidget)

    def prepare(self) -> None:
        super().prepare()
        if not getattr(self.item, "cover_image", ""):
            del self.fields["no_picture"]

    def show(self, name: str, field: forms.Field) -> None:
        if name != "cover_image":
            super().show(name, field)

    def clean(self) -> dict[str, Any]:
        sent = super().clean()
        picture, none = sent.pop("cover_image", None), sent.pop("no_picture", False)
        if picture or none:
            sent["cover"] = picture
        return sent


class ListedForm(PicturedForm, TextsForm):
    """What an organizer lists somewhere."""

    organizer = IdField()
    location = IdField(required=False, help_text=_("A place that is not here yet is made under Places first."))
    takes = {"organizer": "organizer_id", "location": "location_id"}

    def prepare(self) -> None:
        super().prepare()
        offer_organizers(self)
        offer_places(self)


def offer_organizers(form: WritingForm) -> None:
    """Asks of something new whose it is: of those that the account acts for, if there are several."""
    if form.item is not None:
        del form.fields["organizer"]
        return
    own = Organizer.objects.editable_by(form.user).exclude(state=OrganizerState.ARCHIVED).order_by("name", "pk")
    field: Any = form.fields["organizer"]
    field.choices = list(own.values_list("pk", "name")[:MOST])
    if len(field.choices) == 1:
        field.initial = field.choices[0][0]
    else:
        field.choices = [("", "—"), *field.choices]


def offer_places(form: WritingForm) -> None:
    """Asks where it is: at a place of its organizer's, or of those that the account acts for, or where it was."""
    places = Location.objects.filter(archived_at__isnull=True)
    if form.item is None:
        places = places.editable_by(form.user).filter(organizer__isnull=False)
    else:
        places = places.filter(organizer_id=form.item.organizer_id, organizer__isnull=False)
        places |= Location.objects.filter(Q(pk=form.item.location_id))
    shown = [(place.pk, ", ".join(filter(None, (name_of(place), place.address)))) for place in places[:MOST]]
    field: Any = form.fields["location"]
    field.choices = [("", _("no place")), *sorted(shown, key=lambda choice: choice[1].casefold())]


def tree(held: Any = ()) -> list[tuple[str, list[tuple[int, str]]]]:
    """The categories on offer, and those that something has already: a group for each root, deeper ones indented."""
    groups: dict[int, list[tuple[int, str]]] = {}
    rows = HobbyCategory.objects.filter(Q(is_hidden=False) | Q(pk__in=held)).order_by("tree_id", "lft", "pk")
    for row in rows:
        groups.setdefault(row.tree_id, []).append((row.pk, "\u2003" * max(row.level - 1, 0) + name_of(row)))
    return [(options[0][1].strip(), options) for options in groups.values()]


def may_list(user: Any, item: Any) -> bool:
    """Whether an account lists anything."""
    return roles.can_list(user)
