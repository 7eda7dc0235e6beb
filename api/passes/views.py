"""A pass, for whoever holds it."""

from http import HTTPStatus
from typing import Any

from rest_framework.exceptions import NotFound
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response

from api.common.operations import operation
from api.common.private import PrivateView
from api.passes import examples
from api.passes.authentication import HoldsPass, PassAuthentication
from api.passes.parameters import PURPOSE, TAG
from api.passes.serializers import (
    AttributesBody,
    ConsentBody,
    FollowUpBody,
    NewPassSerializer,
    PassExportSerializer,
    PassSerializer,
    told_of,
)
from harrastuspassi.accounts.signin import client_address
from harrastuspassi.common import clock
from harrastuspassi.passes import services
from harrastuspassi.passes.export import export_pass
from harrastuspassi.passes.models import Pass, Purpose

HOLDER = ["not_authenticated", "pass_invalid"]


class PassesView(PrivateView):
    """Making passes."""

    authentication_classes = ()
    permission_classes = (AllowAny,)

    @operation(
        "create_pass",
        tag=TAG,
        summary="Make a pass",
        description="A random id and a secret, of nobody. One address can make a thousand a day; see `/privacy/`.",
        answers={201: (NewPassSerializer, examples.NEW_PASS)},
        problems=["too_many_passes"],
        auth=[],
    )
    def post(self, request: Request) -> Response:
        made, secret = services.create_pass(address=client_address(request._request) or "")
        return Response({"id": str(made.pk), "secret": secret}, status=HTTPStatus.CREATED)


class OfPassView(PrivateView):
    """Something of the pass that calls."""

    authentication_classes = (PassAuthentication,)
    permission_classes = (HoldsPass,)

    def told(self, request: Request) -> Response:
        """The pass as it is now."""
        hobby_pass: Pass = request.auth
        hobby_pass.refresh_from_db()
        return Response(PassSerializer(told_of(hobby_pass)).data)


class OwnPassView(OfPassView):
    """The pass that calls."""

    @operation(
        "get_pass",
        tag=TAG,
        summary="Get the pass that calls",
        description="What is kept of it, in short, and what the app is to ask. `export/` has all of it.",
        answers={200: (PassSerializer, examples.PASS)},
        problems=HOLDER,
    )
    def get(self, request: Request) -> Response:
        return self.told(request)

    @operation(
        "change_pass",
        tag=TAG,
        summary="Tell about oneself",
        description="Every answer is voluntary, coarse, and kept only with consent to statistics.",
        body=(AttributesBody, examples.ATTRIBUTES),
        answers={200: (PassSerializer, examples.PASS)},
        problems=["invalid", *HOLDER, "consent_missing", "already_answered"],
    )
    def patch(self, request: Request) -> Response:
        services.set_attributes(pass_id=request.auth.pk, changes=AttributesBody.read(request))
        return self.told(request)

    @operation(
        "erase_pass",
        tag=TAG,
        summary="Erase the pass",
        description="At once and for good. Its events stay as events of nobody, without attributes.",
        answers={204: (None, None)},
        problems=HOLDER,
    )
    def delete(self, request: Request) -> Response:
        services.erase_pass(pass_id=request.auth.pk)
        return Response(status=HTTPStatus.NO_CONTENT)


class ConsentView(OfPassView):
    """A consent of the pass that calls."""

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        if kwargs["purpose"] not in Purpose.values:
            raise NotFound

    @operation(
        "give_consent",
        tag=TAG,
        summary="Consent to a purpose",
        description="In the words of the current version, which `/api/v1/consents/` gives. For those of 13 or older.",
        parameters=[PURPOSE],
        body=(ConsentBody, examples.CONSENT),
        answers={200: (PassSerializer, examples.PASS)},
        problems=["invalid", *HOLDER, "not_found", "under_13", "consent_version_old"],
    )
    def put(self, request: Request, purpose: str) -> Response:
        sent = ConsentBody.read(request)
        services.give_consent(pass_id=request.auth.pk, purpose=purpose, **sent)
        return self.told(request)

    @operation(
        "withdraw_consent",
        tag=TAG,
        summary="Take a consent back",
        description=(
            "At once: attributes and answers are erased, and events of the pass become events of nobody, also those"
            " that wait to be counted. The pass stays."
        ),
        parameters=[PURPOSE],
        answers={200: (PassSerializer, {**examples.PASS, "consents": []})},
        problems=[*HOLDER, "not_found"],
    )
    def delete(self, request: Request, purpose: str) -> Response:
        services.withdraw_consent(pass_id=request.auth.pk, purpose=purpose)
        return self.told(request)


class FollowUpView(OfPassView):
    """The follow-up question."""

    @operation(
        "answer_follow_up",
        tag=TAG,
        summary="Answer the follow-up question",
        description='"Do you now have a regular hobby?", once, when `ask` of the pass says so.',
        body=(FollowUpBody, examples.FOLLOW_UP),
        answers={200: (PassSerializer, {**examples.PASS, "ask": []})},
        problems=["invalid", *HOLDER, "already_answered", "follow_up_not_due"],
    )
    def post(self, request: Request) -> Response:
        services.answer_follow_up(pass_id=request.auth.pk, answer=FollowUpBody.read(request)["answer"])
        return self.told(request)


class ExportView(OfPassView):
    """Everything that is kept of the pass that calls."""

    @operation(
        "export_pass",
        tag=TAG,
        summary="Take one's data along",
        description="Everything that is kept of the pass, in one JSON file, under the names it is stored by.",
        answers={200: (PassExportSerializer, examples.EXPORT)},
        problems=HOLDER,
    )
    def get(self, request: Request) -> Response:
        name = f"harrastuspassi-{clock.local_today().isoformat()}.json"
        headers = {"Content-Disposition": f'attachment; filename="{name}"'}
        return Response(export_pass(pass_id=request.auth.pk), headers=headers)
