"""Hobby categories."""

from collections import defaultdict
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from api.common.fields import ImageAddress, Text, WireSerializer
from harrastuspassi.catalogue.models import HobbyCategory
from harrastuspassi.common.languages import text


class FilledText(serializers.CharField):
    """A name in one language, filled from another where it was not written: the apps show blanks otherwise."""

    def __init__(self, language: str):
        super().__init__(read_only=True)
        self.language = language

    def get_attribute(self, instance: Any) -> str:
        return text(instance, "name", self.language)  # type: ignore[arg-type]


class HobbyCategorySerializer(WireSerializer):
    """A node of the category tree, in tree order. Ids live for ever."""

    id = serializers.IntegerField()
    name = Text()
    name_fi = FilledText("fi")
    name_sv = FilledText("sv")
    name_en = FilledText("en")
    parent = serializers.IntegerField(source="parent_id", allow_null=True, help_text="Parent by id; null for a root.")
    tree_id = serializers.IntegerField(help_text="Number of the root's tree.")
    level = serializers.IntegerField(help_text="Depth; 0 for a root.")
    yso_id = serializers.CharField(allow_null=True, help_text="Concept of the General Finnish Ontology, or null.")
    is_hidden = serializers.BooleanField(help_text="No longer on offer; kept because phones keep ids.")
    cover_image = ImageAddress(help_text="Shown for hobbies that have no picture of their own.")
    child_categories = serializers.SerializerMethodField(
        help_text="The children, nested; with include=child_categories."
    )

    class Meta:
        v1_only = frozenset({"yso_id", "is_hidden", "cover_image"})
        by_include = {"child_categories": "child_categories"}

    @extend_schema_field({"type": "array", "items": {"$ref": "#/components/schemas/HobbyCategory"}})
    def get_child_categories(self, category: HobbyCategory) -> list[Any]:
        return [self.to_representation(child) for child in self._children()[category.pk]]

    def _children(self) -> dict[int, list[HobbyCategory]]:
        """Children by parent, read once for the whole answer."""
        if "children" not in self.context:
            children: dict[int, list[HobbyCategory]] = defaultdict(list)
            for category in HobbyCategory.objects.listed().order_by("lft"):
                children[category.parent_id].append(category)
            self.context["children"] = children
        found: dict[int, list[HobbyCategory]] = self.context["children"]
        return found
