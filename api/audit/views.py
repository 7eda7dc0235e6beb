"""Who changed what, and when."""

from rest_framework.request import Request
from rest_framework.response import Response

from api.audit import examples
from api.audit.queries import PARAMETERS, EntryQuery, criteria
from api.audit.serializers import EntrySerializer
from api.common.operations import operation, page_of
from api.common.private import PrivateView
from harrastuspassi.accounts import roles
from harrastuspassi.audit.models import Entry

TAG = "Audit"


class EntriesView(PrivateView):
    """The audit log."""

    query = EntryQuery

    @operation(
        "list_audit_entries",
        tag=TAG,
        summary="List who changed what, and when",
        description=(
            "For moderators, of what was listed or decided in their municipalities, and for operators. Newest first."
            " Entries stay for two years, also of what has been deleted."
        ),
        parameters=PARAMETERS,
        answers={200: (page_of(EntrySerializer), examples.PAGE)},
        problems=[
            "invalid",
            *("not_authenticated", "token_expired", "token_invalid"),
            *("not_a_moderator", "second_factor_required", "page_not_found"),
        ],
    )
    def get(self, request: Request) -> Response:
        roles.require(roles.why_not_see_queue(request.user))
        values = self.query.read(request.query_params, strict=True)
        rows = Entry.objects.visible_to(request.user).matching(**criteria(values)).select_related("municipality")
        return self.page(request, rows.order_by("-id"), EntrySerializer)
