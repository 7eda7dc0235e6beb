"""Released figures for evaluators: a look at each table with a chart beside it, files of them, and who got which."""

from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display
from unfold.widgets import UnfoldAdminSelectWidget

from harrastuspassi.accounts import roles
from harrastuspassi.accounts.models import User
from harrastuspassi.common.languages import LANGUAGES
from harrastuspassi.console.base import ConsoleAdmin
from harrastuspassi.console.drawing import drawn
from harrastuspassi.console.fields import Boxes
from harrastuspassi.console.names import COLOURS, value_name
from harrastuspassi.console.steps import Made, Step, StepForm
from harrastuspassi.releases import exporting, whole
from harrastuspassi.releases.exporting import Asker, ask_export, exports_of, seen_state
from harrastuspassi.releases.models import Download, Export, ExportState, FileFormat, Release
from harrastuspassi.releases.slices import reader_of, releases_for
from harrastuspassi.statistics.tables import TABLES

FORMATS = {
    FileFormat.XLSX: _("workbook (XLSX)"),
    FileFormat.CSV_EXCEL: _("CSV for Excel in Finnish"),
    FileFormat.CSV: _("plain CSV"),
    FileFormat.ZIP: _("both kinds of CSV and the codebook (ZIP)"),
}
NAMES_OF_LANGUAGES = {"fi": "suomi", "sv": "svenska", "en": "English"}


def reading() -> Any:
    """The language of the reader."""
    language = (get_language() or "")[:2]
    return language if language in LANGUAGES else LANGUAGES[0]


class FiguresAdmin(ConsoleAdmin):
    """Pages for evaluators and operators."""

    def is_open_to(self, user: Any) -> bool:
        return roles.can_read_figures(user)


class ExportForm(StepForm):
    """Which file."""

    release = forms.TypedChoiceField(label=_("release"), coerce=int, widget=UnfoldAdminSelectWidget)
    tables = forms.MultipleChoiceField(label=_("tables"), widget=Boxes)
    format = forms.ChoiceField(label=_("kind of file"), choices=list(FORMATS.items()), widget=UnfoldAdminSelectWidget)
    language = forms.ChoiceField(
        label=_("language"), choices=list(NAMES_OF_LANGUAGES.items()), widget=UnfoldAdminSelectWidget
    )

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        numbers = releases_for(reader_of(self.user)).values_list("number", flat=True)
        fields["release"].choices = [(number, number) for number in numbers]
        fields["tables"].choices = [(table.name, table.title[reading()]) for table in TABLES.values()]
        fields["language"].initial = reading()


def _ask(by: User, item: None, sent: dict[str, Any]) -> Made:
    export = ask_export(asker=Asker(user=by), selection={}, **sent)
    return Made(export, _("The file is being made. Open this page again in a moment."))


ASK = Step(
    name="ask",
    label=_("New file"),
    explanation=_("Tables of a release as a file, with how to cite it and the codebook. It stays for a week."),
    may=lambda user, item: roles.can_read_figures(user),
    run=_ask,
    form=ExportForm,
    icon="add",
    button=_("Make the file"),
    on_list=True,
)


class ReleaseAdmin(FiguresAdmin):
    """Releases, each with its tables as far as one may read them."""

    change_form_template = "console/release.html"
    list_display = ["number", "made_at", "published_at"]
    ordering = ["-number"]
    fields = ["number", "made_at", "published_at"]

    def title_of(self, item: Release) -> str:
        return str(_("Release %(number)s") % {"number": item.number})

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> Any:
        answer = super().change_view(request, object_id, form_url, extra_context)
        context = getattr(answer, "context_data", None)
        if context and context.get("original") is not None:
            context["drawings"] = drawn(context["original"], reader_of(request.user), reading())
        return answer


class ExportAdmin(FiguresAdmin):
    """One's own files."""

    steps = (ASK,)
    list_display = ["asked_at", "release_number", "format_name", "language", "seen_state", "progress", "expires_at"]
    ordering = ["-pk"]
    fields = [
        *("release_number", "tables_named", "format_name", "language", "seen_state_text", "progress", "file"),
        *("checksum", "size", "asked_at", "finished_at", "expires_at"),
    ]
    readonly_fields = ["release_number", "tables_named", "format_name", "seen_state_text", "file", "checksum"]

    def rows(self, user: Any) -> QuerySet[Any]:
        return exports_of(Asker(user=user))

    def title_of(self, item: Export) -> str:
        return exporting.file_name(item)

    @display(description=_("release"), ordering="release__number")
    def release_number(self, item: Export) -> int:
        """Which release."""
        return item.release.number

    @display(description=_("tables"))
    def tables_named(self, item: Export) -> str:
        """The titles of its tables."""
        return "\n".join(TABLES[name].title[reading()] if name in TABLES else name for name in item.tables)

    @display(description=_("kind of file"), ordering="format")
    def format_name(self, item: Export) -> Any:
        """The format, in the reader's language."""
        return FORMATS[FileFormat(item.format)]

    @display(description=_("state"), ordering="state", label=COLOURS)
    def seen_state(self, item: Export) -> tuple[str, Any]:
        """The state as a coloured label."""
        state = seen_state(item).value
        return state, value_name(state)

    @display(description=_("state"))
    def seen_state_text(self, item: Export) -> Any:
        """The state in the reader's language."""
        return value_name(seen_state(item).value)

    @display(description="SHA-256")
    def checksum(self, item: Export) -> Any:
        """The checksum, which breaks where there is no room."""
        return format_html('<span class="console-hash">{}</span>', item.sha256)

    @display(description=_("file"))
    def file(self, item: Export) -> Any:
        """A link to the file, good for a quarter of an hour."""
        if seen_state(item) != ExportState.READY:
            return "-"
        address = f"/api/v1/exports/{item.key}/file/?ticket={exporting.ticket_for(item)}"
        return format_html('<a class="console-link" href="{}">{}</a>', address, exporting.file_name(item))


class DownloadAdmin(FiguresAdmin):
    """Who got which file: one's own for evaluators, all for operators."""

    columns = ["export", "export__release", "file", "file__release", "user", "machine"]
    list_display = ["at", "file_name", "user", "machine"]
    ordering = ["-pk"]
    fields = ["at", "file_name", "user", "machine"]
    readonly_fields = ["file_name"]

    def rows(self, user: Any) -> QuerySet[Any]:
        own = Q() if roles.can_operate(user) else Q(user=user)
        found: QuerySet[Any] = Download.objects.filter(own)
        return found

    def title_of(self, item: Download) -> str:
        return str(self.file_name(item))

    @display(description=_("file"))
    def file_name(self, item: Download) -> str:
        """Which file."""
        name = whole.name_of(item.file) if item.file else exporting.file_name(item.export) if item.export else ""
        return str(name)


PAGES = {Release: ReleaseAdmin, Export: ExportAdmin, Download: DownloadAdmin}
