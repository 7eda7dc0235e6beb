"""The one view that public reads go through: language, visibility, filters, page, answer."""

from collections.abc import Hashable, Sequence
from functools import lru_cache, partial
from typing import Any, ClassVar

from django.contrib.auth.models import AnonymousUser
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import translation
from django.utils.cache import patch_vary_headers
from rest_framework import viewsets
from rest_framework.exceptions import AuthenticationFailed, NotFound
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response

from api.changes.queries import ChangesQuery, cursor_of
from api.common.answers import mark_public
from api.common.faces import V1, Face
from api.common.fields import WireSerializer
from api.common.kept import KeptSlices, Proviso, remembered, this_moment
from api.common.pagination import page_address, paginate
from api.common.queries import MAX_ID, PageQuery, Query, place_criteria
from api.common.shapes import Answer, reader
from harrastuspassi.catalogue.criteria import Position
from harrastuspassi.catalogue.feed import Place, count_changes, place_at, read_feed
from harrastuspassi.catalogue.listing import PublicList
from harrastuspassi.catalogue.measuring import measure, recall
from harrastuspassi.catalogue.querysets import OwnedQuerySet
from harrastuspassi.catalogue.versions import Watch
from harrastuspassi.common.languages import DEFAULT, Language
from harrastuspassi.common.prepared import Picked


class ReadViewSet(viewsets.GenericViewSet):
    """Lists and single objects of one resource.

    A subclass names its model, wire shape and parameters, and filters in `select`. Which rows there are may depend
    on who asks (`is_personal`); what a row looks like never does, so that whole answers can be cached.
    """

    face: Face = V1
    resource: ClassVar[str]
    model: ClassVar[type[Model]]
    list_query: ClassVar[type[PageQuery]]
    detail_query: ClassVar[type[Query]] = Query
    changes_query: ClassVar[type[ChangesQuery] | None] = None
    http_method_names = ["get", "head", "options"]
    permission_classes = [AllowAny]
    depends_on: ClassVar[Watch | None] = None
    """What else than publications and the minute changes answers."""
    proviso: Proviso | None = None
    has_owners: ClassVar[bool]
    """Whether the rows are organizers' own."""

    def __init_subclass__(cls) -> None:
        cls.has_owners = isinstance(cls.queryset, OwnedQuerySet)

    @classmethod
    def creates(cls, face: Face) -> dict[str, str]:
        """Method and action by which one is made on a face."""
        return {}

    @classmethod
    def changes_one(cls, face: Face) -> dict[str, str]:
        """Methods and actions by which one is changed on a face."""
        return {}

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        # Messages of problems are for developers: English, whatever language the texts are in.
        with translation.override("en"):
            return super().dispatch(request, *args, **kwargs)

    def initialize_request(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Request:
        self.values: dict[str, Any] = {}
        return super().initialize_request(request, *args, **kwargs)

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        self.proviso = Proviso.now(self.depends_on)
        super().initial(request, *args, **kwargs)

    def perform_authentication(self, request: Request) -> None:
        """Left to `asker`: where the answer does not depend on who asks, nobody looks, and no token is too old."""

    @property
    def is_personal(self) -> bool:
        """Whether the answer may depend on who asks: drafts by id, and lists of what the caller may change."""
        if not self.has_owners or self.action != "list":
            return self.has_owners and self.action == "retrieve"
        return self.resource in self.face.own_lists or bool(self.values.get("editable_only") or "hobby" in self.values)

    @property
    def asker(self) -> Any:
        """Whoever asks, where the answer depends on it, else nobody. On the lenient face a bad token is none."""
        if not self.is_personal:
            return AnonymousUser()
        try:
            return self.request.user
        except AuthenticationFailed:
            if self.face.strict:
                raise
            return AnonymousUser()

    @property
    def lists_own(self) -> bool:
        """Whether a list holds only what the caller may change."""
        is_own_list = self.resource in self.face.own_lists and self.asker.is_authenticated
        return is_own_list or bool(self.values.get("editable_only"))

    def get_queryset(self) -> QuerySet[Any]:
        """Rows that whoever asks may see. Visibility is applied here, and in Reader, which reads the public by id."""
        asker = self.asker
        if asker.is_anonymous:
            return public_rows(self.model).all()
        queryset: QuerySet[Any] = self.model._default_manager.visible_to(asker)  # type: ignore[attr-defined]
        return queryset

    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        self.values = self.list_query.read(request.query_params, strict=self.face.strict)
        moment = this_moment()
        visible: Any = self.get_queryset()
        if self.lists_own:
            visible = visible.editable_by(self.asker)
        source = self.select(visible)
        if self.is_bare:
            return Response(self.objects(source[:]))
        # What someone's own rows are counted to is remembered for nobody.
        moment = None if self.asker.is_authenticated else moment
        count = recall(source, remembered(self.counted, moment, partial(measure, source)))
        if "after" in self.values and self.face.has_feeds:
            return Response({"count": count, **self._page_after(request, visible, self.values["after"])})
        number, size = self.values.get("page", 1), self.page_size()
        if isinstance(source, PublicList) and source.of_everyone:
            source = KeptSlices(source, source.of_everyone, moment)
        page, envelope = paginate(request, source, number=number, size=size, count=count)
        return Response({**envelope, "results": self.objects(page.object_list)})

    def _page_after(self, request: Request, visible: Any, after: int) -> dict[str, Any]:
        size = self.page_size() or self.face.max_page_size
        found = ids_of(self.select_after(visible, after)[: size + 1])
        page = found[:size]
        is_last = len(found) == len(page)
        address = None if is_last else page_address(request, after=str(self.end_by_id(page) or after))
        return {"next": address, "previous": None, "results": self.objects(page)}

    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        self.values = self.detail_query.read(request.query_params, strict=self.face.strict)
        pk, is_public = kwargs["pk"], self.asker.is_anonymous
        if pk > MAX_ID:
            raise NotFound
        asked = [pk] if is_public else self.get_queryset().filter(pk=pk)
        found = self.objects(asked, public=is_public)
        if not found:
            raise NotFound
        return Response(found[0])

    def changes(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """A page of the change feed: what changed, oldest change first, and what left the lists."""
        assert self.changes_query is not None  # noqa: S101 - urls.py routes only feeds that there are
        self.values = self.changes_query.read(request.query_params, strict=self.face.strict)
        start, since = self.values.get("cursor"), self.values.get("modified_since")
        if start is None:
            start = place_at(self.resource, since) if since else Place()
        moment = this_moment()
        page = read_feed(self.resource, after=start, limit=self.values.get("page_size", self.face.page_size))
        count = len(page.ids)
        if not page.is_last:
            # Counting is the dearest part; whoever follows `next` asks on from where this page ends.
            counted = partial(count_changes, self.resource, after=start)
            count = remembered((self.resource, start), moment, counted)
            remembered((self.resource, page.end), moment, lambda: count - len(page.ids))
        listed = self.get_queryset().listed().filter(pk__in=page.ids).values_list("pk", flat=True)
        found = set(listed)
        cursor = cursor_of(page.end)
        return Response(
            {
                "count": count,
                "next": None if page.is_last else page_address(request, cursor=cursor),
                "previous": None,
                "results": self.objects([pk for pk in page.ids if pk in found]),
                "removed": [pk for pk in page.ids if pk not in found],
                "cursor": cursor,
            }
        )

    @property
    def counted(self) -> Hashable:
        """What the number of rows in a list of what is public depends on, aside from the moment.

        Where one stands matters only within a distance, the order only for what a search finds out beside the number.
        """
        aside = {"page", "page_size", "after", "include", "lang"}
        if "max_distance" not in self.values:
            aside |= {"near_latitude", "near_longitude"}
        if "search" not in self.values:
            aside.add("ordering")
        filters = {name: value for name, value in self.values.items() if name not in aside}
        hashable = ((name, tuple(value) if isinstance(value, list) else value) for name, value in filters.items())
        return self.face.name, self.resource, self.proviso, tuple(sorted(hashable))

    def on_offer(self, visible: Any) -> Any:
        """Of the rows that may be seen, those that the list is of: what everyone's shows, or whatever is one's own."""
        if not self.values.get("editable_only"):
            return visible.listed()
        return visible if self.face.shows_withdrawn else visible.in_use()

    def select(self, visible: Any) -> Any:
        """What the list shows of the rows that may be seen, in order, by `self.values`: all on offer, by id.

        A queryset, or anything that counts and whose slices are querysets or ids.
        """
        return visible.listed().order_by("id")

    def select_after(self, visible: Any, after: int) -> Any:
        """The same in order of id, what comes after one: a queryset, or anything that slices to ids."""
        return self.select(visible).filter(pk__gt=after).order_by("pk")

    def end_by_id(self, page: Sequence[int]) -> int | None:
        """After which id to read on from a page; None where all of it has been deleted meanwhile."""
        return page[-1]

    def objects(self, rows: Any, *, public: bool = False) -> Sequence[dict[str, Any]]:
        """The wire objects of rows, which are a queryset or ids, in their order (Reader.objects)."""
        shape = reader(self.serializer_class, self.model, self.face, self.include, self.language)
        answer = Answer(self.position)
        if isinstance(rows, Picked):
            return shape.picked(rows, answer)
        return shape.objects(ids_of(rows), answer, public=public)

    @property
    def language(self) -> Language:
        """The language of texts in this answer."""
        return self.face.language(self.request.headers.get("Accept-Language", ""), self.values.get("lang"))

    @property
    def include(self) -> frozenset[str]:
        """What `include` asks for."""
        return frozenset(self.values.get("include", ()))

    @property
    def position(self) -> Position | None:
        """The position to measure from."""
        return place_criteria(self.values).position

    @property
    def is_bare(self) -> bool:
        """Whether the list is a JSON array instead of a page."""
        return self.resource in self.face.bare_lists

    def page_size(self) -> int | None:
        """Rows on a page; None for all."""
        return min(self.values.get("page_size", self.face.page_size), self.face.max_page_size)

    def get_serializer_class(self) -> type[WireSerializer]:
        serializer: type[WireSerializer] = self.serializer_class
        return serializer

    def get_serializer_context(self) -> dict[str, Any]:
        if getattr(self, "swagger_fake_view", False):
            return {"face": self.face, "language": DEFAULT}
        return {
            "face": self.face,
            "language": self.language,
            "include": self.include,
            "answer": Answer(self.position),
        }

    def finalize_response(self, request: Request, response: Response, *args: Any, **kwargs: Any) -> Response:
        answer = super().finalize_response(request, response, *args, **kwargs)
        # Nothing depends on these two of DRF's: it never looks at Accept here, nor at a cookie.
        del answer.headers["Vary"]
        if self.face.negotiates_language:
            patch_vary_headers(answer, ["Accept-Language"])
        if self.is_personal:
            patch_vary_headers(answer, ["Authorization"])
            if "Authorization" in request.headers:
                answer.headers["Cache-Control"] = "private, no-store"
        if not (self.is_personal and "Authorization" in request.headers):
            mark_public(answer, self.proviso)
        # Problems are in English, whatever language was asked for.
        answer.headers["Content-Language"] = "en" if answer.status_code >= 400 else self.language
        return answer

    def options(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return Response(status=204, headers={"Allow": ", ".join(self.allowed_methods)})


def ids_of(rows: Any) -> list[int]:
    """The primary keys of rows, which are a queryset or those already."""
    return [*(rows.values_list("pk", flat=True) if isinstance(rows, QuerySet) else rows)]


@lru_cache(maxsize=32)
def public_rows(model: type[Model]) -> QuerySet[Any]:
    """What everyone sees of a model: to put its conditions together for each page took a tenth of the page's time."""
    queryset: QuerySet[Any] = model._default_manager.visible_to(AnonymousUser())  # type: ignore[attr-defined]
    return queryset
