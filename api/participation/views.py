"""What phones tell of participation."""

from http import HTTPStatus
from typing import Any

from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response

from api.common.operations import operation
from api.common.private import PrivateView
from api.docs import texts
from api.participation import examples
from api.participation.parsing import BatchParser
from api.participation.serializers import BatchAnswerSerializer, BatchBody
from api.passes.authentication import PassAuthentication
from harrastuspassi.accounts.signin import client_address
from harrastuspassi.participation.inbox import Item, ReadBatch, Status
from harrastuspassi.passes.models import Pass
from harrastuspassi.passes.sending import send_batch

TAG = "Participation"


class BatchesView(PrivateView):
    """Batches of events, with a pass or without."""

    authentication_classes = (PassAuthentication,)
    permission_classes = (AllowAny,)
    parser_classes = (BatchParser,)

    @operation(
        "send_batch",
        tag=TAG,
        summary="Send events",
        description=texts.BATCH_RULES,
        body=(BatchBody, examples.BATCH),
        answers={202: (BatchAnswerSerializer, examples.ANSWER)},
        problems=[
            "invalid",
            "parse_error",
            "pass_invalid",
            "body_too_large",
            "unsupported_media_type",
            "too_many_events",
        ],
        auth=[{"pass": []}, {}],
    )
    def post(self, request: Request) -> Response:
        pass_id = request.auth.pk if isinstance(request.auth, Pass) else None
        address = client_address(request._request) or ""
        batch = send_batch(sent=request.data, pass_id=pass_id, address=address)
        return Response(_told(batch), status=HTTPStatus.ACCEPTED)


def _told(batch: ReadBatch) -> dict[str, Any]:
    statuses = [item.status for item in batch.items]
    counts = {status.value: statuses.count(status) for status in Status}
    return {**counts, "items": [_item(item) for item in batch.items]}


def _item(item: Item) -> dict[str, Any]:
    return {
        "index": item.index,
        "id": item.id,
        "status": item.status.value,
        "errors": [fault._asdict() for fault in item.faults],
    }
