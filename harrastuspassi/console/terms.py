"""What others refer to: areas, which are loaded and only shown here, categories, audiences and synonyms."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from unfold.enums import ActionVariant
from unfold.widgets import UnfoldBooleanWidget

from harrastuspassi.accounts import roles
from harrastuspassi.accounts.models import User
from harrastuspassi.catalogue.models import Audience, District, HobbyCategory, Municipality, Synonym
from harrastuspassi.catalogue.writing.terms import (
    add_synonym,
    change_audience,
    change_category,
    create_category,
    remove_synonym,
)
from harrastuspassi.console.base import ConsoleAdmin, OperatorsAdmin, texts
from harrastuspassi.console.fields import IdField, LineField, PictureField
from harrastuspassi.console.steps import Made, Step, StepForm
from harrastuspassi.console.writing import PicturedForm, WritingForm, tree


class TermForm(WritingForm):
    """An audience."""

    name_fi = LineField(required=True)
    name_sv, name_en = LineField(), LineField()
    yso_id = LineField(max_length=20, help_text=_("Its number in the General Finnish Ontology, such as p916."))
    is_hidden = forms.BooleanField(
        required=False,
        widget=UnfoldBooleanWidget,
        help_text=_("Nothing new is put there. What has it keeps it, since phones know its id."),
    )


class CategoryForm(PicturedForm, TermForm):
    """A category."""

    parent = IdField(required=False)
    cover_image = PictureField(label=_("Picture"), help_text=_("Shown for hobbies that have none of their own."))
    takes = {"parent": "parent_id"}

    def prepare(self) -> None:
        super().prepare()
        above: Any = self.fields["parent"]
        held = [self.item.parent_id] if self.item is not None and self.item.parent_id else []
        above.choices = [("", _("nothing")), *(choice for _title, choices in tree(held) for choice in choices)]


class SynonymForm(StepForm):
    """A word, and what it may mean."""

    word = LineField(label=_("Word"), required=True, max_length=40, help_text=_("As people type it: futis."))
    means = LineField(label=_("Means"), required=True, help_text=_("What is found besides: jalkapallo."))


def _by_operators(user: Any, item: Any) -> bool:
    return roles.can_operate(user)


def _add_category(by: User, item: None, sent: dict[str, Any]) -> Made:
    return Made(create_category(by=by, **sent), _("Saved."))


def _edit_category(by: User, category: HobbyCategory, sent: dict[str, Any]) -> Any:
    change_category(category_id=category.pk, by=by, **sent)
    return _("Saved.")


def _edit_audience(by: User, audience: Audience, sent: dict[str, Any]) -> Any:
    change_audience(audience_id=audience.pk, by=by, **sent)
    return _("Saved.")


def _add_synonym(by: User, item: None, sent: dict[str, Any]) -> Any:
    add_synonym(by=by, **sent)
    return _("Saved.")


def _remove_synonym(by: User, synonym: Synonym, sent: dict[str, Any]) -> Any:
    remove_synonym(synonym_id=synonym.pk, by=by)
    return _("Deleted.")


def _step(name: str, label: Any, explanation: Any, form: Any, run: Any, *, icon: str = "edit") -> Step:
    is_new = name == "add"
    variant = {"add": ActionVariant.PRIMARY, "delete": ActionVariant.DANGER}.get(name, ActionVariant.DEFAULT)
    return Step(
        name=name,
        label=label,
        explanation=explanation,
        may=_by_operators,
        form=form,
        run=run,
        icon=icon,
        variant=variant,
        button="" if name == "delete" else _("Save"),
        on_list=is_new,
    )


class MunicipalityAdmin(ConsoleAdmin):
    list_display = ["code", "name_fi", "name_sv", "region_fi", "valid_to"]
    search_fields = ["code", "name_fi", "name_sv"]
    fields = ["code", *texts("name"), "region_fi", "region_sv", "valid_from", "valid_to"]


class DistrictAdmin(ConsoleAdmin):
    columns = ["municipality"]
    list_display = ["municipality", "code", "name_fi", "name_sv"]
    search_fields = ["code", "name_fi", "name_sv", "municipality__name_fi"]
    fields = ["municipality", "code", *texts("name")]


class HobbyCategoryAdmin(ConsoleAdmin):
    steps = (
        _step(
            "add",
            _("New category"),
            _("What hobbies can be about."),
            CategoryForm,
            _add_category,
            icon="add",
        ),
        _step(
            "edit",
            _("Edit"),
            _("What comes from an ontology is written anew by its next import."),
            CategoryForm,
            _edit_category,
        ),
    )
    columns = ["parent"]
    list_display = ["name_fi", "name_sv", "name_en", "parent", "yso_id", "is_hidden"]
    list_filter = ["is_hidden"]
    search_fields = ["name_fi", "name_sv", "name_en", "yso_id"]
    fields = [*texts("name"), "parent", "yso_id", "is_hidden"]


class AudienceAdmin(ConsoleAdmin):
    steps = (
        _step(
            "edit",
            _("Edit"),
            _("What comes from an ontology is written anew by its next import."),
            TermForm,
            _edit_audience,
        ),
    )
    list_display = ["name_fi", "name_sv", "name_en", "yso_id", "is_hidden"]
    search_fields = ["name_fi", "name_sv", "name_en"]
    fields = [*texts("name"), "yso_id", "is_hidden"]


class SynonymAdmin(OperatorsAdmin):
    steps = (
        _step(
            "add",
            _("New synonym"),
            _("Whoever looks for the word finds what it means, from the next search on."),
            SynonymForm,
            _add_synonym,
            icon="add",
        ),
        _step(
            "delete",
            _("Delete"),
            _("The word is looked for as it is."),
            StepForm,
            _remove_synonym,
            icon="delete",
        ),
    )
    list_display = ["word", "means"]
    search_fields = ["word", "means"]
    fields = ["word", "means"]


PAGES = {
    Municipality: MunicipalityAdmin,
    District: DistrictAdmin,
    HobbyCategory: HobbyCategoryAdmin,
    Audience: AudienceAdmin,
    Synonym: SynonymAdmin,
}
