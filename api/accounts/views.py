"""Tokens of people."""

from typing import Any

from django.conf import settings
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import APIException, AuthenticationFailed, NotAuthenticated, Throttled
from rest_framework.request import Request
from rest_framework.response import Response

from api.accounts import examples
from api.accounts.authentication import REALM, REASONS
from api.accounts.serializers import CredentialsSerializer, RefreshSerializer, TokenPairSerializer
from api.accounts.tokens import TokenRefused, pair_of, renew
from api.common.operations import operation
from api.common.private import PrivateView
from harrastuspassi.accounts.signin import SignInRefusal, SignInRefused, sign_in

TAG = "Accounts"


class SessionOnGet(BaseAuthentication):
    """Whoever is signed in on the pages, for GET alone: nothing can be changed by a cookie."""

    def authenticate(self, request: Request) -> tuple[Any, None] | None:
        user = getattr(request._request, "user", None)
        is_signed_in = request.method == "GET" and user is not None and user.is_authenticated
        return (user, None) if is_signed_in else None

    def authenticate_header(self, request: Request) -> str:
        return f"Bearer {REALM}"


class TokenView(PrivateView):
    """Tokens for whoever is signed in on the pages (GET), or sends credentials (POST).

    GET is the one place of the API where a cookie counts. It changes nothing, and other origins than the organizer
    UI's cannot read its answer (harrastuspassi/config/pages.py).
    """

    authentication_classes = (SessionOnGet,)
    permission_classes = ()

    @operation(
        "get_tokens_of_session",
        tag=TAG,
        summary="Get tokens of the session",
        description="Tokens for whoever is signed in at `/accounts/login/`, for the organizers' own site alone.",
        answers={200: (TokenPairSerializer, examples.PAIR)},
        problems=["not_authenticated"],
    )
    def get(self, request: Request) -> Response:
        if not request.user.is_authenticated:
            raise NotAuthenticated("Nobody is signed in: open /accounts/login/.")
        return Response(pair_of(request.user))

    @operation(
        "create_tokens",
        tag=TAG,
        summary="Get tokens for credentials",
        description="After five failures for one account from one address, neither is heard for a quarter of an hour.",
        body=(CredentialsSerializer, examples.CREDENTIALS),
        answers={200: (TokenPairSerializer, examples.PAIR)},
        problems=["invalid", *(refusal.code for refusal in SignInRefusal)],
        auth=[],
    )
    def post(self, request: Request) -> Response:
        sent = CredentialsSerializer.read(request)
        try:
            user = sign_in(
                request._request, email=sent["email"], password=sent["password"], code=sent.get("code", "").strip()
            )
        except SignInRefused as refused:
            raise _as_http(refused) from refused
        return Response(pair_of(user))


class TokenRefreshView(PrivateView):
    """Another pair of tokens for a refresh token, which is used up."""

    authentication_classes = (SessionOnGet,)
    permission_classes = ()

    @operation(
        "refresh_tokens",
        tag=TAG,
        summary="Get another pair of tokens",
        description=(
            "A refresh token is good for a day and used up by this. One that comes again was copied: none that followed"
            " from the same sign-in is good any more."
        ),
        body=(RefreshSerializer, examples.REFRESH),
        answers={200: (TokenPairSerializer, examples.PAIR)},
        problems=["invalid", "token_expired", "token_invalid"],
        auth=[],
    )
    def post(self, request: Request) -> Response:
        try:
            return Response(renew(RefreshSerializer.read(request)["refresh"]))
        except TokenRefused as refused:
            raise AuthenticationFailed(REASONS[refused.code], code=refused.code) from refused


def _as_http(refused: SignInRefused) -> APIException:
    if refused.refusal is SignInRefusal.TOO_MANY:
        throttled = Throttled(detail=refused.message, code=refused.code)
        throttled.wait = int(settings.AXES_COOLOFF_TIME.total_seconds())
        return throttled
    return AuthenticationFailed(refused.message, code=refused.code)
