"""Released statistics: the plan, the releases, and slices of tables. What anybody may read of them, `slices` says."""

import csv
import io
from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from django.conf import settings
from django.db.models import Count, Prefetch
from django.http import HttpResponse
from rest_framework.exceptions import NotFound
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response

from api.accounts.authentication import BearerAuthentication, MachineAuthentication
from api.common.operations import PAGING, operation, page_of, query
from api.common.pagination import paginate
from api.common.private import PrivateView
from api.common.schema import ACCEPT_LANGUAGE
from api.docs import texts
from api.privacy.serializers import PrivacyQuery
from api.statistics import examples
from api.statistics.queries import PARAMETERS, RELEASES, ReleasesQuery, SliceQuery, slice_of
from api.statistics.serializers import FiguresSerializer, ReleaseSerializer, TableSerializer
from harrastuspassi.accounts.machines import Credential
from harrastuspassi.accounts.models import Scope
from harrastuspassi.common.languages import Language
from harrastuspassi.releases.about import Lack, lacks, note_of
from harrastuspassi.releases.models import ReleaseFile
from harrastuspassi.releases.slices import EVERYTHING, Reader, Row, Rows, changed_since, reader_of, releases_for
from harrastuspassi.releases.whole import files_of, name_of
from harrastuspassi.statistics.tables import DIMENSIONS, MEASURES, TABLES, unit_of
from harrastuspassi.statistics.terms import shown

TAG = "Statistics"
ANYBODY: list[Any] = [{"bearer": []}, {"machine": []}, {}]
LANGUAGE = query("lang", {"allOf": [{"$ref": "#/components/schemas/Language"}]}, "Language of texts.", "sv")
TOKENS = ["token_expired", "token_invalid"]
NAME = query("table", {"type": "string", "pattern": "^[a-z_]{1,64}$"}, "Name of the table.", examples.TABLE["name"])
NAME.location = "path"


class StatisticsView(PrivateView):
    """Open to everybody, who reads what is public; more to whoever says who they are."""

    authentication_classes = (BearerAuthentication, MachineAuthentication)
    permission_classes = (AllowAny,)
    language: Language | None = None

    @property
    def reader(self) -> Reader:
        """What whoever asks may read besides."""
        sent = self.request.auth
        if isinstance(sent, Credential):
            return EVERYTHING if sent.scope == Scope.STATISTICS else Reader()
        return reader_of(self.request.user)

    def finalize_response(self, request: Request, response: Response, *args: Any, **kwargs: Any) -> Response:
        answer = super().finalize_response(request, response, *args, **kwargs)
        if self.language and answer.status_code < 400:
            answer.headers["Content-Language"] = self.language
            answer.headers["Vary"] = "Accept-Language, Authorization"
        return answer


class TablesView(StatisticsView):
    """The plan."""

    @operation(
        "list_statistics_tables",
        tag=TAG,
        summary="List the tables of statistics",
        description="Every table there is, with who is counted and by what.",
        parameters=[*PAGING, LANGUAGE, ACCEPT_LANGUAGE],
        answers={200: (page_of(TableSerializer), examples.page(examples.TABLE))},
        problems=["invalid", *TOKENS, "page_not_found"],
        auth=ANYBODY,
    )
    def get(self, request: Request) -> Response:
        values = PrivacyQuery.read(request.query_params, strict=True)
        language = self.face.language(request.headers.get("Accept-Language", ""), values.get("lang"))
        self.language = language
        size = values.get("page_size", self.face.page_size)
        page, envelope = paginate(request, _plan(language, self.reader), number=values.get("page", 1), size=size)
        return Response({**envelope, "results": page.object_list})


def _plan(language: Language, reader: Reader) -> list[dict[str, Any]]:
    newest = releases_for(reader).filter(replaced_by__isnull=True)
    left_out = [_left_out(lack) for lack in lacks(newest, reader, language)]
    return [
        {
            "name": table.name,
            "title": table.title[language],
            "definition": table.definition[language],
            "unit": unit_of(table)[language],
            "length": table.length.value,
            "dimensions": [
                {"name": found.name, "title": found.title[language], "adds_up": found.is_partition}
                for found in (DIMENSIONS[name] for name in table.dimensions)
            ],
            "measures": [
                {"name": found.name, "title": found.title[language], "unit": found.unit[language]}
                for found in (MEASURES[name] for name in table.measures)
            ],
            "is_of_passes": table.is_of_passes,
            "left_out": [part for part in left_out if part["table"] == table.name],
        }
        for table in TABLES.values()
    ]


def _left_out(lack: Lack) -> dict[str, Any]:
    return {"release": lack.release, **asdict(lack.part), "text": lack.text}


class ReleasesView(StatisticsView):
    """The releases."""

    @operation(
        "list_statistics_releases",
        tag=TAG,
        summary="List the releases of statistics",
        description=texts.RELEASES_RULES,
        parameters=[*RELEASES, LANGUAGE, ACCEPT_LANGUAGE],
        answers={200: (page_of(ReleaseSerializer), examples.page(examples.RELEASE))},
        problems=["invalid", *TOKENS, "page_not_found"],
        auth=ANYBODY,
    )
    def get(self, request: Request) -> Response:
        values = ReleasesQuery.read(request.query_params, strict=True)
        self.language = self.face.language(request.headers.get("Accept-Language", ""), values.get("lang"))
        rows = releases_for(self.reader).annotate(frozen=Count("tables")).select_related("replaces", "replaced_by")
        rows = rows.prefetch_related(Prefetch("files", ReleaseFile.objects.select_related("release")))
        if "modified_since" in values:
            rows = rows.filter(changed_since(values["modified_since"]))
        size = values.get("page_size", self.face.page_size)
        page, envelope = paginate(request, rows, number=values.get("page", 1), size=size)
        results = [self._wire(release, self.language) for release in page.object_list]
        return Response({**envelope, "results": results})

    def _wire(self, release: Any, language: Language) -> dict[str, Any]:
        return {
            "number": release.number,
            "made_at": release.made_at,
            "published_at": release.published_at,
            "tables": release.frozen,
            "replaces": release.replaces and release.replaces.number,
            "replaced_by": release.replaced_by.number if hasattr(release, "replaced_by") else None,
            "note": note_of(release, language),
            "left_out": [_left_out(lack) for lack in lacks([release], self.reader, language)],
            "files": [
                {
                    "language": file.language,
                    "format": file.format,
                    "name": name_of(file),
                    "address": f"{settings.PUBLIC_URL}/api/v1/statistics/releases/{release.number}/files"
                    f"/{file.language}/{file.format}/",
                    "size": file.size,
                    "sha256": file.sha256,
                    "is_lost": file.is_lost,
                }
                for file in files_of(release, self.reader)
            ],
        }


class TableView(StatisticsView):
    """A table."""

    query = SliceQuery

    @operation(
        "read_statistics_table",
        tag=TAG,
        summary="Read a slice of a table of statistics",
        description=texts.STATISTICS_RULES,
        parameters=[NAME, *PARAMETERS],
        answers={200: (page_of(FiguresSerializer), examples.page(examples.ROW, examples.SMALL))},
        problems=["invalid", *TOKENS, "not_found", "page_not_found"],
        auth=ANYBODY,
        csv=examples.CSV,
    )
    def get(self, request: Request, table: str) -> Response | HttpResponse:
        if table not in TABLES:
            raise NotFound
        values = self.query.read(request.query_params, strict=True)
        rows = Rows(slice_of(table, values), self.reader)
        if _is_csv(request, values):
            return HttpResponse(_csv(table, rows.all), content_type="text/csv; charset=utf-8")
        size = values.get("page_size", self.face.page_size)
        page, envelope = paginate(request, rows, number=values.get("page", 1), size=size)
        return Response({**envelope, "results": [_wire(row) for row in page.object_list]})


def _is_csv(request: Request, values: dict[str, Any]) -> bool:
    asked: str | None = values.get("format")
    return asked == "csv" or (asked is None and request.headers.get("Accept", "").startswith("text/csv"))


def _wire(row: Row) -> dict[str, Any]:
    figures = row.figures
    texts = {name: shown(name, figure) for name, figure in figures.measures.items()}
    return {
        "release": row.release,
        "period": row.period,
        **{name: figures.values.get(name) for name in DIMENSIONS},
        "passes": figures.passes,
        "passes_shown": texts.get("passes", ""),
        "events": figures.events,
        "figures": {name: figure for name, figure in figures.measures.items() if MEASURES[name].is_number},
        "shown": texts,
    }


def _csv(table: str, rows: Iterable[Row]) -> str:
    """RFC 4180. A margin is `all`; what is not shown is 0-4 or empty, as its measure says."""
    text = io.StringIO()
    names, measures = TABLES[table].dimensions, TABLES[table].measures
    writer = csv.writer(text)
    writer.writerow(["release", "period", *names, *measures])
    for row in rows:
        values = [row.figures.values.get(name, "all") for name in names]
        texts = (shown(name, row.figures.measures.get(name)) for name in measures)
        writer.writerow([row.release, row.period, *values, *texts])
    return text.getvalue()
