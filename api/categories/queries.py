"""Parameters of hobby categories."""

from typing import Any

from rest_framework import serializers

from api.common.queries import MAX_ID, PageQuery, Query, include_field


class ParentField(serializers.CharField):
    """Id of a parent, or `null` for roots. The value is an int, or 0 for roots."""

    def __init__(self, **kwargs: Any):
        super().__init__(**kwargs)

    def to_internal_value(self, data: Any) -> Any:
        text = super().to_internal_value(data)
        if text == "null":
            return 0
        if not (text.isascii() and text.isdigit() and 1 <= int(text[:12]) <= MAX_ID):
            raise serializers.ValidationError("Must be an id or null.")
        return int(text)


class HobbyCategoryDetailQuery(Query):
    """Parameters of a single category."""

    include = include_field(child_categories="the children, nested to the leaves")


class HobbyCategoryQuery(HobbyCategoryDetailQuery, PageQuery):
    """Parameters of the list of categories."""

    parent = ParentField(required=False, help_text="Only children of this category; null for roots.")
