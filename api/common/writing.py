"""The one view that writes of the catalogue go through: who, what it was, what is sent, the domain, the answer."""

from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, ClassVar

from django.conf import settings
from rest_framework import serializers
from rest_framework.exceptions import NotFound
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.throttling import BaseThrottle

from api.accounts.permissions import SignedIn
from api.common.faces import V1, Face
from api.common.parsing import MultiPartParser, OrjsonParser
from api.common.queries import MAX_ID
from api.common.tags import entity_tag, seen_versions
from api.common.throttling import WritesPerDay, WritesPerMinute
from api.common.views import ReadViewSet
from api.common.write_schema import WriteAutoSchema
from harrastuspassi.accounts import roles
from harrastuspassi.catalogue.writing.common import version

WRITES = ("create", "replace", "change", "destroy")


@dataclass(frozen=True, kw_only=True)
class Writing:
    """How a resource is written. The functions are the domain's; those that there are not are no methods.

    `of`: the name by which they take the id. `offer`: what follows a change where saving is all that clients know.
    `new`, `body`: what POST, and what PUT and PATCH take on `/api/v1/`; `old_new`, `old_body`: the same on the old
    clients' face.
    """

    of: str
    create: Callable[..., Any] | None = None
    change: Callable[..., Any]
    delete: Callable[..., None] | None = None
    offer: Callable[..., None] | None = None
    new: type[serializers.Serializer] | None = None
    body: type[serializers.Serializer]
    old_new: type[serializers.Serializer] | None = None
    old_body: type[serializers.Serializer]


class WriteViewSet(ReadViewSet):
    """Lists and single objects of what organizers list, and writing them.

    On the strict face a change has to say which version it is of; on the old one it takes whatever is there, and PUT
    leaves what it does not name.
    """

    writing: ClassVar[Writing]
    http_method_names = ["get", "head", "options", "post", "put", "patch", "delete"]
    parser_classes = [OrjsonParser, MultiPartParser]
    schema = WriteAutoSchema()

    @classmethod
    def creates(cls, face: Face) -> dict[str, str]:
        return {"post": "create"} if cls.writing.create else {}

    @classmethod
    def changes_one(cls, face: Face) -> dict[str, str]:
        found = {"put": "replace", **({"patch": "change"} if face.strict else {})}
        return {**found, "delete": "destroy"} if cls.writing.delete else found

    def get_permissions(self) -> list[BasePermission]:
        return [SignedIn()] if self.is_write else super().get_permissions()

    def get_throttles(self) -> list[BaseThrottle]:
        return [WritesPerMinute(), WritesPerDay()] if self.is_write else []

    @property
    def is_write(self) -> bool:
        """Whether something is to be written."""
        return self.action in WRITES

    @property
    def is_personal(self) -> bool:
        return self.is_write or super().is_personal

    # --- what is asked ------------------------------------------------------------------------------
    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        self._read_query(request)
        # Before anything is read of what is sent.
        roles.require(self.why_not_create(request.user))
        assert self.writing.create is not None  # noqa: S101 - urls.py routes only what there is
        row = self.writing.create(by=request.user, **self._fields(request))
        answer = self._answer(row.pk)
        answer.status_code = HTTPStatus.CREATED.value
        answer.headers["Location"] = f"{settings.PUBLIC_URL}{request.path}{row.pk}/"
        return answer

    def replace(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return self._change(request, kwargs["pk"], partial=not self.face.strict)

    def change(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return self._change(request, kwargs["pk"], partial=True)

    def destroy(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        self._read_query(request)
        row = self._own(request, kwargs["pk"])
        assert self.writing.delete is not None  # noqa: S101 - urls.py routes only what there is
        self.writing.delete(**{self.writing.of: row.pk}, by=request.user, seen=self._seen(request))
        return Response(status=HTTPStatus.NO_CONTENT.value)

    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return self._tagged(super().retrieve(request, *args, **kwargs))

    def _change(self, request: Request, pk: int, *, partial: bool) -> Response:
        self._read_query(request)
        row = self._own(request, pk)
        seen = self._seen(request)
        fields = self._fields(request, row, partial=partial)
        changed = self.writing.change(**{self.writing.of: row.pk}, by=request.user, seen=seen, **fields)
        if self.writing.offer and not self.face.strict:
            self.writing.offer(item=changed, by=request.user)
        return self._answer(row.pk)

    def _read_query(self, request: Request) -> None:
        self.values = self.detail_query.read(request.query_params, strict=self.face.strict)

    def _own(self, request: Request, pk: int) -> Any:
        """The row, for who may change it. Raises NotFound where the caller may not see it, or Forbidden."""
        row = self.get_queryset().filter(pk=pk).first() if pk <= MAX_ID else None
        if row is None:
            raise NotFound
        roles.require(self.why_not_edit(request.user, row))
        return row

    def why_not_create(self, user: Any) -> roles.Refusal | None:
        """Why `user` may create none."""
        return roles.why_not_list(user)

    def why_not_edit(self, user: Any, row: Any) -> roles.Refusal | None:
        """Why `user` may not change a row."""
        return roles.why_not_edit(user, row)

    def _seen(self, request: Request) -> Any:
        return seen_versions(request) if self.face.strict else None

    def _fields(self, request: Request, row: Any = None, *, partial: bool = False) -> dict[str, Any]:
        """What is sent, as the domain takes it. Raises ValidationError naming each field that is wrong."""
        body = self.body_class(is_new=row is None)(
            instance=row, data=request.data, partial=partial, context=self.get_serializer_context()
        )
        body.is_valid(raise_exception=True)
        return dict(body.validated_data)

    @classmethod
    def body_of(cls, *, is_new: bool, is_strict: bool) -> type[serializers.Serializer]:
        """The shape of what is sent on a face."""
        writing = cls.writing
        if is_strict:
            return (writing.new or writing.body) if is_new else writing.body
        return (writing.old_new or writing.old_body) if is_new else writing.old_body

    def body_class(self, *, is_new: bool) -> type[serializers.Serializer]:
        """The shape of what is sent."""
        return self.body_of(is_new=is_new, is_strict=self.face.strict)

    # --- what is answered ---------------------------------------------------------------------------
    def _answer(self, pk: int) -> Response:
        """The object as it is now."""
        found = self.objects([pk])
        if not found:
            raise NotFound
        return self._tagged(Response(found[0]))

    def _tagged(self, answer: Response) -> Response:
        """The answer with its version, by which the tag of its bytes is made."""
        if self.face is V1:
            answer.version = version(answer.data["modified_at"])
            answer.add_post_render_callback(_tag)
        return answer


def _tag(answer: Any) -> None:
    answer.headers["ETag"] = entity_tag(answer.content, answer.version)
