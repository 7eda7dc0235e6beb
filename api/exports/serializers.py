"""What is sent to ask for an export, and what is told of one."""

from typing import Any

from django.conf import settings
from rest_framework import serializers

from api.common.operations import Body
from api.common.queries import MAX_ID, PatternField
from harrastuspassi.common.languages import DEFAULT, LANGUAGES
from harrastuspassi.releases.exporting import file_name, seen_state, ticket_for
from harrastuspassi.releases.models import Export, ExportState, FileFormat
from harrastuspassi.statistics.tables import DIMENSIONS, MOST_TABLES

_PERIOD = "[0-9]{4}(-(0[1-9]|1[0-2])|-Q[1-4])?"
_VALUE = "[0-9a-z_-]{1,40}"
MOST_VALUES = 100


def _values(pattern: str, about: str) -> serializers.ListField:
    item = PatternField(pattern)
    return serializers.ListField(child=item, required=False, max_length=MOST_VALUES, help_text=about)


def _slice_fields() -> dict[str, Any]:
    of = "Codes of the values wanted, as in rows of the table; `all` is the row that sums over it."
    by_dimension = {name: _values(_VALUE, of) for name in DIMENSIONS}
    return {"period": _values(_PERIOD, "Years, quarters or months."), **by_dimension}


SliceBody: type[Body] = type("SliceBody", (Body,), {"__doc__": "Which rows are wanted; else all.", **_slice_fields()})


class ExportBody(Body):
    """A file that is asked for."""

    tables = serializers.ListField(
        child=PatternField("[a-z_]{1,64}"),
        min_length=1,
        max_length=MOST_TABLES,
        help_text="Names of tables, as `/api/v1/statistics/` has them. CSV is of one table.",
    )
    slice = SliceBody(required=False)
    language = PatternField(f"({'|'.join(LANGUAGES)})", default=DEFAULT, help_text="Of all texts: fi, sv or en.")
    format = PatternField(
        f"({'|'.join(FileFormat.values)})",
        help_text="`xlsx`, `csv`, `csv_excel` (semicolons and a byte order mark, as Excel in Finnish takes it) or `zip`"
        " (both kinds of CSV and the codebook).",
    )
    release = serializers.IntegerField(
        required=False,
        min_value=1,
        max_value=MAX_ID,
        help_text="As the tables stood in this release; the newest, if absent.",
    )


class ExportSerializer(serializers.Serializer):
    """An export."""

    id = serializers.CharField(source="key")
    state = serializers.SerializerMethodField(help_text="asked, ready, failed or gone.")
    progress = serializers.IntegerField(help_text="Whole per cents.")
    reason = serializers.CharField(help_text="Why it failed: a stable code, or empty.")
    release = serializers.IntegerField(source="release.number", help_text="Cite it.")
    tables = serializers.ListField(child=serializers.CharField())
    slice = serializers.DictField(
        source="selection", child=serializers.ListField(child=serializers.CharField()), help_text="As it was asked for."
    )
    language = serializers.CharField()
    format = serializers.CharField()
    asked_at = serializers.DateTimeField()
    finished_at = serializers.DateTimeField(allow_null=True)
    expires_at = serializers.DateTimeField(help_text="When the file goes. Another from the same release is the same.")
    name = serializers.SerializerMethodField(help_text="What the file is called.")
    address = serializers.SerializerMethodField(
        help_text="Where the file is, once it is ready: good for 15 minutes, without signing in. Read the export again"
        " for another. Each download is logged as the asker's."
    )
    size = serializers.IntegerField(help_text="Bytes of the file.")
    sha256 = serializers.CharField(help_text="Of the file, in hexadecimal. Empty until it is ready.")

    def get_state(self, export: Export) -> str:
        return str(seen_state(export).value)

    def get_name(self, export: Export) -> str:
        return file_name(export)

    def get_address(self, export: Export) -> str | None:
        if seen_state(export) != ExportState.READY:
            return None
        return f"{settings.PUBLIC_URL}/api/v1/exports/{export.key}/file/?ticket={ticket_for(export)}"
