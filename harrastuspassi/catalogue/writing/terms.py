"""Writing what others refer to: categories and audiences, which are hidden and never deleted, and synonyms.

Operators alone write them. What an ontology says of a category comes again with its next import.
"""

from typing import TypedDict, Unpack

from harrastuspassi.accounts import roles
from harrastuspassi.accounts.models import User
from harrastuspassi.catalogue.covers import put_cover
from harrastuspassi.catalogue.expressions import in_languages
from harrastuspassi.catalogue.models import Audience, HobbyCategory, Synonym
from harrastuspassi.catalogue.publishing import publishing
from harrastuspassi.catalogue.synonyms import load_synonyms
from harrastuspassi.catalogue.tree import rebuild_tree
from harrastuspassi.common.errors import InvalidInput
from harrastuspassi.common.images import Picture

from .common import Seen, assign, held, invalid

_COLUMNS = (*in_languages("name"), "yso_id", "is_hidden")


class TermFields(TypedDict, total=False):
    """What is written of an audience; models.Audience has the meanings."""

    name_fi: str
    name_sv: str
    name_en: str
    yso_id: str | None
    is_hidden: bool


class CategoryFields(TermFields, total=False):
    """The same of a category, with what it is below, and its picture; `cover` None takes it away."""

    parent_id: int | None
    cover: Picture | None


def create_category(*, by: User, **fields: Unpack[CategoryFields]) -> HobbyCategory:
    """A new category. Raises Forbidden, or InvalidInput naming the field."""
    roles.require(roles.why_not_operate(by))
    return _write_category(HobbyCategory(), fields)


def change_category(
    *, category_id: int, by: User, seen: Seen = None, **fields: Unpack[CategoryFields]
) -> HobbyCategory:
    """Changes what is given of a category. Raises Forbidden, Missing, Stale, or InvalidInput naming the field."""
    roles.require(roles.why_not_operate(by))
    with publishing():
        return _write_category(held(HobbyCategory, category_id, seen), fields)


def change_audience(*, audience_id: int, by: User, seen: Seen = None, **fields: Unpack[TermFields]) -> Audience:
    """Changes what is given of an audience. Raises Forbidden, Missing, Stale, or InvalidInput naming the field."""
    roles.require(roles.why_not_operate(by))
    with publishing() as changes:
        audience = held(Audience, audience_id, seen)
        _assign(audience, fields)
        audience.save()
        changes.add(audience)
    return audience


def add_synonym(*, by: User, word: str, means: str) -> Synonym:
    """What else a word may mean. Raises Forbidden, or InvalidInput where it says nothing, or is there already."""
    roles.require(roles.why_not_operate(by))
    loaded = load_synonyms(rows={1: {"word": word, "means": means}})
    if loaded.refused:
        reason = loaded.refused[1]
        raise InvalidInput(f"The synonym cannot be used: {reason}.", code="synonym", fields={"word": [reason]})
    if loaded.present:
        raise invalid("word", "It is there already.", "present")
    added_word, added_means = loaded.added[1]
    return Synonym.objects.get(word=added_word, means=added_means)


def remove_synonym(*, synonym_id: int, by: User) -> None:
    """Takes a synonym out. Raises Forbidden."""
    roles.require(roles.why_not_operate(by))
    Synonym.objects.filter(pk=synonym_id).delete()


def _write_category(category: HobbyCategory, fields: CategoryFields) -> HobbyCategory:
    with publishing() as changes:
        _assign(category, fields)
        if "parent_id" in fields:
            category.parent = _parent(category, fields["parent_id"])
        if "cover" in fields:
            put_cover(item=category, picture=fields["cover"])
        category.save()
        changes.add(category)
        rebuild_tree()
        category.refresh_from_db()
    return category


def _assign(term: HobbyCategory | Audience, fields: TermFields) -> None:
    assign(term, fields, _COLUMNS)
    term.yso_id = term.yso_id or None
    if not term.name_fi:
        # Whoever has no name in a language is shown by the Finnish one.
        raise invalid("name_fi", "It needs a name in Finnish.", "name_fi")


def _parent(category: HobbyCategory, parent_id: int | None) -> HobbyCategory | None:
    """What a category is to be below. Raises InvalidInput where that is not there, or is below the category itself."""
    if parent_id is None:
        return None
    # Two who move categories at once might each put one below the other.
    above = {row.pk: row for row in HobbyCategory.objects.select_for_update().order_by("pk")}
    found = parent = above.get(parent_id)
    if found is None:
        raise invalid("parent", "There is no such category.", "does_not_exist")
    while parent is not None:
        if parent.pk == category.pk:
            raise invalid("parent", "It would be below itself.", "circle")
        parent = above.get(parent.parent_id or 0)
    return found
