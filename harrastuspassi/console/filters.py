"""Filters of lists, in the reader's language."""

from collections.abc import Mapping
from typing import Any

from django.contrib.admin import SimpleListFilter
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from harrastuspassi.console.names import COLUMNS, VALUES


def by_value(column: str, values: list[str], names: Mapping[str, Any] = VALUES) -> type[SimpleListFilter]:
    """A filter by a column that holds one of a few values."""

    class ByValue(SimpleListFilter):
        title = COLUMNS[column]
        parameter_name = column

        def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
            return [(value, names.get(value, value)) for value in values]

        def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
            return queryset.filter(**{column: self.value()}) if self.value() in values else queryset

    return ByValue


class WaitingFilter(SimpleListFilter):
    """What a moderator should look at."""

    title = _("waiting")
    parameter_name = "waiting"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("1", _("Yes"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(waiting_since__isnull=False) if self.value() == "1" else queryset
