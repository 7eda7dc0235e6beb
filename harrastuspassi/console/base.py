"""What every page of the console shares: who opens it, which rows it has, and steps in place of free writing."""

from collections.abc import Iterable, Sequence
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.contrib.admin import ShowFacets
from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_post_parameters
from unfold.admin import ModelAdmin
from unfold.decorators import display

from harrastuspassi.accounts import roles
from harrastuspassi.common.errors import DomainError
from harrastuspassi.console.names import COLOURS, MODELS, value_name
from harrastuspassi.console.steps import Made, Shown, Step

PAGE = 50
"""Rows on a page of a list."""


class ConsoleAdmin(ModelAdmin):  # type: ignore[misc]  # unfold has no types
    """Lists and shows rows of a model; nothing is written but by `steps`.

    `columns` are read along with each row, so that a page takes the same few queries however many rows it has.
    """

    steps: Sequence[Step] = ()
    columns: Sequence[str] = ()
    actions = None
    list_per_page = list_max_show_all = PAGE
    show_facets = ShowFacets.NEVER
    change_form_template = "console/row.html"
    show_full_result_count = False
    list_filter_submit = False
    compressed_fields = True

    # --- who and what -----------------------------------------------------------------------------
    def rows(self, user: Any) -> QuerySet[Any]:
        """The rows that an account works with. Subclasses narrow."""
        found: QuerySet[Any] = self.model._default_manager.all()
        return found

    def is_open_to(self, user: Any) -> bool:
        """Whether the pages are there for an account at all."""
        return roles.can_use_console(user)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        found = self.rows(request.user)
        return found.select_related(*self.columns) if self.columns else found

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.is_open_to(request.user)

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return self.is_open_to(request.user)

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        """Whether a list takes a condition: those of its filters alone.

        Django takes one on any column: what a page does not show could be guessed by it, letter by letter.
        """
        named = [getattr(each, "parameter_name", each) for each in self.list_filter]
        return lookup.removesuffix("__exact") in named

    def log_addition(self, *arguments: Any) -> None:
        """What is changed is noted by the services."""

    log_change = log_deletions = log_addition

    def _get_obj_does_not_exist_redirect(self, request: HttpRequest, opts: Any, object_id: str) -> HttpResponse:
        raise Http404

    # --- addresses --------------------------------------------------------------------------------
    def get_urls(self) -> list[URLPattern]:
        """The list, one row, and a page for each step. No other way to write is reachable."""
        info = (self.model._meta.app_label, self.model._meta.model_name)
        view = self.admin_site.admin_view
        names = {step.name: f"{info[0]}_{info[1]}_{step.name}" for step in self.steps}
        on_list = [
            path(f"{step.name}/", view(self.step_view), {"step": step}, name=names[step.name])
            for step in self.steps
            if step.on_list
        ]
        on_row = [
            path(f"<path:object_id>/{step.name}/", view(self.step_view), {"step": step}, name=names[step.name])
            for step in self.steps
            if not step.on_list
        ]
        return [
            path("", view(self.changelist_view), name="{}_{}_changelist".format(*info)),
            *on_list,
            *on_row,
            path("<path:object_id>/change/", view(self.change_view), name="{}_{}_change".format(*info)),
        ]

    def address(self, name: str, item: Any = None) -> str:
        """Address of the list, of a row's page ("change"), or of a step."""
        route = f"admin:{self.model._meta.app_label}_{self.model._meta.model_name}_{name}"
        return reverse(route, args=[item.pk] if item is not None else [])

    # --- pages ------------------------------------------------------------------------------------
    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        answer = super().changelist_view(request, extra_context)
        context = getattr(answer, "context_data", None)
        if context is not None:
            context["title"] = MODELS[self.model._meta.label_lower][1]
            context["actions_list"] = self._buttons(request.user, None)
        return answer

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> Any:
        answer = super().change_view(request, object_id, form_url, extra_context)
        context = getattr(answer, "context_data", None)
        if context and context.get("original") is not None:
            context |= {"title": self.title_of(context["original"]), "subtitle": None}
            context["actions_detail"] = self._buttons(request.user, context["original"])
        return answer

    def title_of(self, item: Any) -> str:
        """What a row's page is headed by, in the reader's language."""
        return str(item)

    def _buttons(self, user: Any, item: Any) -> list[dict[str, Any]]:
        return [
            {
                "title": step.label,
                "path": self.address(step.name, item),
                "icon": step.icon,
                "variant": step.variant,
                "attrs": {},
            }
            for step in self.steps
            if step.on_list == (item is None) and step.may(user, item)
        ]

    @method_decorator(sensitive_post_parameters())
    def step_view(self, request: HttpRequest, step: Step, object_id: str | None = None) -> HttpResponseBase:
        """Says what a step does and asks what it needs (GET), or does it (POST)."""
        if not self.is_open_to(request.user):
            raise PermissionDenied
        item = None
        if object_id is not None:
            item = self.get_object(request, object_id)
            if item is None:
                raise Http404
        if not step.may(request.user, item):
            raise PermissionDenied
        sent = (request.POST, request.FILES) if request.method == "POST" else ()
        form = step.form(*sent, item=item, user=request.user)
        if request.method == "POST" and form.is_valid():
            try:
                by: Any = request.user
                done = step.run(by, item, form.cleaned_data)
            except DomainError as error:
                form.refuse(error)
            else:
                return self._after(request, item, done)
        context = {
            **self.admin_site.each_context(request),
            "title": step.label,
            "opts": self.model._meta,
            "step": step,
            "item": item,
            "form": form,
            "back": self.address("change", item) if item else self.address("changelist"),
        }
        status = HTTPStatus.OK if not form.errors else HTTPStatus.UNPROCESSABLE_ENTITY
        return TemplateResponse(request, "console/step.html", context, status=status)

    def _after(self, request: HttpRequest, item: Any, done: Any) -> HttpResponse:
        if isinstance(done, Shown):
            return TemplateResponse(request, done.template, {**self.admin_site.each_context(request), **done.context})
        if isinstance(done, Made):
            messages.success(request, done.said)
            label = f"{done.row._meta.app_label}_{done.row._meta.model_name}"
            return redirect(f"admin:{label}_change", done.row.pk)
        messages.success(request, done)
        is_there = item is not None and self.get_queryset(request).filter(pk=item.pk).exists()
        return redirect(self.address("change", item) if is_there else self.address("changelist"))

    # --- columns ----------------------------------------------------------------------------------
    @display(description=_("name"), ordering="name_fi")
    def name_of(self, item: Any) -> str:
        """The name in the first language that it has one in."""
        return str(item)

    @display(description=_("state"), ordering="state", label=COLOURS)
    def state_name(self, item: Any) -> tuple[str, Any]:
        """The state as a coloured label."""
        return item.state, value_name(item.state)

    @display(description=_("state"))
    def state_text(self, item: Any) -> Any:
        """The state in the reader's language."""
        return value_name(item.state)

    @display(description=_("kind"), ordering="kind")
    def kind_name(self, item: Any) -> Any:
        """The kind in the reader's language."""
        return value_name(item.kind)


class OperatorsAdmin(ConsoleAdmin):
    """Pages for operators alone."""

    def is_open_to(self, user: Any) -> bool:
        return roles.can_operate(user)


class OwnedAdmin(ConsoleAdmin):
    """What organizers list: their own for members, those of their municipality for moderators, all for operators."""

    def rows(self, user: Any) -> QuerySet[Any]:
        owned: Any = super().rows(user)
        found: QuerySet[Any] = owned.editable_by(user) | owned.moderated_by(user)
        return found

    def is_open_to(self, user: Any) -> bool:
        return works_with_listings(user)


def works_with_listings(user: Any) -> bool:
    """Whether an account lists, or watches over what is listed; evaluators do neither."""
    who = roles.standing(user)
    return who.is_operator or bool(who.memberships or who.moderated_municipalities)


def texts(*names: str) -> Iterable[str]:
    """The columns of texts that are kept in three languages."""
    return [f"{name}_{language}" for name in names for language in ("fi", "sv", "en")]
