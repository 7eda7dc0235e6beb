"""Reporting what is listed."""

from http import HTTPStatus

from rest_framework.request import Request
from rest_framework.response import Response

from api.common.operations import operation
from api.common.private import PrivateView
from api.moderation.examples import FILED
from api.reports.serializers import ReportBody
from api.reports.throttling import ReportsPerAddress
from harrastuspassi.catalogue.reports import file_report

TAG = "Reports"


class ReportsView(PrivateView):
    """Reports by anyone. Nobody is asked who they are."""

    authentication_classes = ()
    permission_classes = ()
    throttle_classes = (ReportsPerAddress,)

    @operation(
        "create_report",
        tag=TAG,
        summary="Report a hobby, promotion or organizer",
        description=(
            "For anyone, without signing in: the moderators of the municipality look at it. The answer is the same"
            " whether or not there is such a thing. Nothing is kept of whoever reports but the address that is given."
        ),
        body=(ReportBody, FILED),
        answers={202: (None, None)},
        problems=["invalid", "throttled"],
        auth=[],
    )
    def post(self, request: Request) -> Response:
        file_report(**ReportBody.read(request))
        return Response(status=HTTPStatus.ACCEPTED)
