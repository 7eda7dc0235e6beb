"""Released figures for evaluators: a look at each table with a chart beside it, files of them, and who got which."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
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
from harrastuspassi.releases.about import corrections, lacks
from harrastuspassi.releases.exporting import Asker, ask_export, exports_of, seen_state
from harrastuspassi.releases.files.rows import LEFT_OUT
from harrastuspassi.releases.labels import Names
from harrastuspassi.releases.models import Download, Export, ExportState, FileFormat, FrozenTable, Release
from harrastuspassi.releases.slices import ALL, reader_of, releases_for
from harrastuspassi.statistics.tables import DIMENSIONS, TABLES
from harrastuspassi.statistics.terms import texts

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


_SLICE = texts("rajaus", "urval", "slice")
_PERIODS = texts("Jakso", "Period", "Period")
_ALL_ROWS = texts(
    "Jos mitään ei valita, mukana ovat kaikki rivit.",
    "Om inget väljs är alla rader med.",
    "Where nothing is chosen all rows are in.",
)
_NOT_ALL = texts(
    "Kaikki valitut taulut eivät jakaudu tämän mukaan: {0}",
    "Alla valda tabeller delas inte in efter detta: {0}",
    "Not every chosen table is divided by this: {0}",
)


class ExportForm(StepForm):
    """Which file: tables of a release, and which rows of them, as `dimension=value`."""

    release = forms.TypedChoiceField(label=_("release"), coerce=int, widget=UnfoldAdminSelectWidget)
    tables = forms.MultipleChoiceField(label=_("tables"), widget=Boxes)
    format = forms.ChoiceField(label=_("kind of file"), choices=list(FORMATS.items()), widget=UnfoldAdminSelectWidget)
    language = forms.ChoiceField(
        label=_("language"), choices=list(NAMES_OF_LANGUAGES.items()), widget=UnfoldAdminSelectWidget
    )
    slice = forms.MultipleChoiceField(required=False, widget=Boxes)

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        releases = list(releases_for(reader_of(self.user)))
        fields["release"].choices = [(release.number, release.number) for release in releases]
        fields["tables"].choices = [(table.name, table.title[reading()]) for table in TABLES.values()]
        fields["language"].initial = reading()
        fields["slice"].label, fields["slice"].help_text = _SLICE[reading()], _ALL_ROWS[reading()]
        fields["slice"].choices = list(_rows_to_choose(releases))

    def clean_slice(self) -> dict[str, list[str]]:
        """The values wanted, by dimension and of `period`."""
        found: dict[str, list[str]] = defaultdict(list)
        for chosen in self.cleaned_data["slice"]:
            name, _equals, value = chosen.partition("=")
            found[name].append(value)
        return dict(found)

    def clean(self) -> dict[str, Any]:
        sent = super().clean() or {}
        tables = [TABLES[name] for name in sent.get("tables", ())]
        for name in sent.get("slice", {}):
            if name != "period" and not all(name in table.dimensions for table in tables):
                self.add_error("slice", _NOT_ALL[reading()].format(DIMENSIONS[name].title[reading()]))
        return sent


def _rows_to_choose(releases: Sequence[Release]) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """Periods, and the values of every dimension, as releases name them; the margins first."""
    periods = FrozenTable.objects.filter(release__in=releases).values_list("period", flat=True).distinct()
    yield _PERIODS[reading()], [(f"period={period}", period) for period in sorted(periods)]
    names = Names(releases, reading())
    for name, dimension in DIMENSIONS.items():
        values = {ALL: names.of(name, None), **names.all(name)}
        yield dimension.title[reading()], [(f"{name}={value}", label) for value, label in values.items()]


def _ask(by: User, item: None, sent: dict[str, Any]) -> Made:
    selection = sent.pop("slice")
    export = ask_export(asker=Asker(user=by), selection=selection, **sent)
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


_FILES = texts("Koko julkaisu tiedostoina", "Hela publiceringen som filer", "The whole release as files")


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
            release, reader = context["original"], reader_of(request.user)
            context["drawings"] = drawn(release, reader, reading())
            context["corrections"] = corrections([release], reading(), later=True)
            context["lacks_title"], context["files_title"] = LEFT_OUT[reading()], _FILES[reading()]
            context["lacks"] = list(lacks([release], reader, reading()))
            # Others are had from the API, which knows by a token who asks.
            context["files"] = [(whole.name_of(file), file) for file in whole.files_of(release, reader)]
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
