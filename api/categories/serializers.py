"""Hobby categories."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from api.common.fields import ImageAddress, Text, WireField, WireSerializer
from api.common.shapes import Answer, Part, Plan, Row, made
from harrastuspassi.catalogue.models import HobbyCategory
from harrastuspassi.common.languages import Language, fallback_chain
from harrastuspassi.common.prepared import PreparedQuery


@extend_schema_field({"type": "string"})
class FilledName(WireField):
    """A name in one language, filled from another where it was not written: the apps show blanks otherwise."""

    def __init__(self, language: Language):
        super().__init__()
        self.language = language

    @property
    def reads(self) -> tuple[str, ...]:
        return tuple(f"name_{language}" for language in fallback_chain(self.language))

    def value(self, *columns: Any) -> str:
        return next(filter(None, columns), "")


def children_by_parent() -> dict[int | None, list[HobbyCategory]]:
    """The categories on offer, in tree order, by the id of their parent."""
    found: dict[int | None, list[HobbyCategory]] = defaultdict(list)
    for category in HobbyCategory.objects.listed().order_by("lft"):
        found[category.parent_id].append(category)
    return found


@extend_schema_field({"type": "array", "items": {"$ref": "#/components/schemas/HobbyCategory"}})
class Children(WireField):
    """The children of a category, and theirs; all read at once for the whole answer."""

    reads = ("id",)

    def value(self, *columns: Any) -> list[Any]:
        assert isinstance(self.parent, HobbyCategorySerializer)  # noqa: S101 - it stands nowhere else
        children = self.context["answer"].once(children_by_parent).get(columns[0], [])
        return [self.parent.to_representation(child) for child in children]

    def compiled(self, plan: Plan, prefix: str) -> Part:
        tree = _compiled_tree(plan)
        place = plan.column(f"{prefix}id")
        return lambda row, answer: tree(answer).get(row[place], [])


def _compiled_tree(plan: Plan) -> Callable[[Answer], dict[int, list[Any]]]:
    """A function that gives the children of each category, nested, reading them once for an answer."""
    of_one = replace(plan, include=plan.include - {"child_categories"}, columns=[])
    make = made(HobbyCategorySerializer(context=of_one.context).compiled(of_one, ""))
    key, parent = of_one.column("id"), of_one.column("parent_id")
    rows = PreparedQuery(HobbyCategory.objects.listed().order_by("lft"), of_one.columns)

    def nest(row: Row, answer: Answer, found: dict[int, list[Any]]) -> None:
        category = make(row, answer)
        category["child_categories"] = found[row[key]]
        found[row[parent]].append(category)

    def read(answer: Answer) -> dict[int, list[Any]]:
        found: dict[int, list[Any]] = defaultdict(list)
        for row in rows.run({}):
            nest(row, answer, found)
        return found

    return lambda answer: answer.once(read, answer)


class HobbyCategorySerializer(WireSerializer):
    """A node of the category tree, in tree order. Ids live for ever."""

    id = serializers.IntegerField()
    name = Text()
    name_fi = FilledName("fi")
    name_sv = FilledName("sv")
    name_en = FilledName("en")
    parent = serializers.IntegerField(source="parent_id", allow_null=True, help_text="Parent by id; null for a root.")
    tree_id = serializers.IntegerField(help_text="Number of the root's tree.")
    level = serializers.IntegerField(help_text="Depth; 0 for a root.")
    yso_id = serializers.CharField(allow_null=True, help_text="Concept of the General Finnish Ontology, or null.")
    is_hidden = serializers.BooleanField(help_text="No longer on offer; kept because phones keep ids.")
    cover_image = ImageAddress(help_text="Shown for hobbies that have no picture of their own.")
    child_categories = Children(help_text="The children, nested; with include=child_categories.")

    class Meta:
        v1_only = frozenset({"yso_id", "is_hidden", "cover_image"})
        by_include = {"child_categories": "child_categories"}
