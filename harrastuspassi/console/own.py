"""An organizer's own figures, on a page of it."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from unfold.enums import ActionVariant

from harrastuspassi.accounts import roles
from harrastuspassi.console.base import OwnedAdmin
from harrastuspassi.disclosure.own import own_cells, own_counts
from harrastuspassi.participation.models.own import Measure
from harrastuspassi.statistics.terms import SMALL
from harrastuspassi.statistics.weeks import monday_of

ROWS = 100


class WithOwnFiguresAdmin(OwnedAdmin):
    """Organizers, with the figures of each."""

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.participation_view)
        name = "catalogue_organizer_participation"
        return [path("<path:object_id>/participation/", view, name=name), *super().get_urls()]

    def participation_view(self, request: HttpRequest, object_id: str) -> TemplateResponse:
        """Who looked and who came, by week and hobby."""
        if not self.is_open_to(request.user):
            raise PermissionDenied
        organizer: Any = self.get_object(request, object_id)
        if organizer is None:
            raise Http404
        if not roles.can_edit_organizer(request.user, organizer.pk):
            raise PermissionDenied
        page = Paginator(own_cells(organizer), ROWS).get_page(request.GET.get("page"))
        rows = [
            {
                "monday": monday_of(row.week),
                "hobby": row.hobby,
                "figures": [_shown(row.figures.get(measure)) for measure in Measure.values],
                "heads": _shown(row.heads) if row.is_counted else "",
            }
            for row in own_counts(organizer, list(page.object_list))
        ]
        context = {
            **self.admin_site.each_context(request),
            "title": _("Own figures"),
            "opts": self.model._meta,
            "organizer": organizer,
            "page": page,
            "rows": rows,
            "back": self.address("change", organizer),
        }
        return TemplateResponse(request, "console/own_figures.html", context)

    def _buttons(self, user: Any, item: Any) -> list[dict[str, Any]]:
        buttons = super()._buttons(user, item)
        if item is None or not roles.can_edit_organizer(user, item.pk):
            return buttons
        style = {"variant": ActionVariant.DEFAULT, "attrs": {}}
        address = self.address("participation", item)
        return [{"title": _("Own figures"), "path": address, "icon": "bar_chart", **style}, *buttons]


def _shown(figure: int | None) -> str:
    return SMALL if figure is None else str(figure)
