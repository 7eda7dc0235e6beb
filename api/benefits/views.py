"""Using promotions: what the installed apps do with the token that is built into them, and holders with their pass."""

from http import HTTPStatus

from rest_framework.request import Request
from rest_framework.response import Response

from api.accounts.authentication import MachineAuthentication
from api.accounts.permissions import has_scope
from api.benefits.serializers import BENEFIT, USE, BenefitBody, BenefitSerializer
from api.benefits.throttling import UsesPerAddress
from api.common.operations import operation
from api.common.parsing import FormParser, MultiPartParser, OrjsonParser
from api.common.private import PrivateView
from api.docs import texts
from api.docs.resources import RESOURCES
from api.passes.parameters import TAG
from api.passes.views import HOLDER, OfPassView
from harrastuspassi.accounts.models import Scope
from harrastuspassi.participation.benefits import BenefitRefusal, use_promotion
from harrastuspassi.passes.using import use_with_pass


class BenefitsView(PrivateView):
    """Uses of promotions: noted here, listed nowhere."""

    authentication_classes = (MachineAuthentication,)
    permission_classes = (has_scope(Scope.BENEFITS),)
    # Android sends the second, iOS the third; neither can be told another.
    parser_classes = (OrjsonParser, MultiPartParser, FormParser)
    throttle_classes = (UsesPerAddress,)

    @operation(
        "create_benefit",
        tag=RESOURCES["promotions"].tag,
        summary="Use a promotion",
        description=texts.BENEFIT_RULES,
        parameters=[texts.IDEMPOTENCY_KEY],
        body=(BenefitBody, USE),
        media_types=[parser.media_type for parser in parser_classes],
        answers={201: (BenefitSerializer, BENEFIT)},
        problems=[
            "invalid",
            "not_authenticated",
            "token_invalid",
            "scope_missing",
            *(refusal.code for refusal in BenefitRefusal if refusal is not BenefitRefusal.USED_BY_PASS),
            "throttled",
        ],
    )
    def post(self, request: Request) -> Response:
        sent = BenefitBody.read(request, is_strict=self.face.strict)
        use = use_promotion(promotion_id=sent["promotion"], key=request.headers.get("Idempotency-Key"))
        return Response(BenefitSerializer(use.benefit).data, status=HTTPStatus.CREATED)


class OwnBenefitsView(OfPassView):
    """Uses of promotions with the pass that calls."""

    throttle_classes = (UsesPerAddress,)

    @operation(
        "use_promotion",
        tag=TAG,
        summary="Use a promotion with the pass",
        description=texts.OWN_BENEFIT_RULES,
        parameters=[texts.IDEMPOTENCY_KEY],
        body=(BenefitBody, USE),
        answers={201: (BenefitSerializer, BENEFIT)},
        problems=["invalid", *HOLDER, *(refusal.code for refusal in BenefitRefusal), "throttled"],
    )
    def post(self, request: Request) -> Response:
        sent = BenefitBody.read(request)
        key = request.headers.get("Idempotency-Key")
        use = use_with_pass(promotion_id=sent["promotion"], pass_id=request.auth.pk, key=key)
        return Response(BenefitSerializer(use.benefit).data, status=HTTPStatus.CREATED)
