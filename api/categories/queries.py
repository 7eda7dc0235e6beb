"""Parameters of hobby categories."""

from typing import Any

from api.common.queries import PageQuery, PatternField, Query, include_field


class ParentField(PatternField):
    """Id of a parent, or `null` for roots. The value is an int, or 0 for roots."""

    def __init__(self, **kwargs: Any):
        super().__init__("(null|[1-9][0-9]{0,8})", **kwargs)

    def convert(self, text: str) -> Any:
        return 0 if text == "null" else int(text)


class HobbyCategoryDetailQuery(Query):
    """Parameters of a single category."""

    include = include_field(child_categories="the children, nested to the leaves")


class HobbyCategoryQuery(HobbyCategoryDetailQuery, PageQuery):
    """Parameters of the list of categories."""

    parent = ParentField(required=False, help_text="Only children of this category; `null` for roots.")
