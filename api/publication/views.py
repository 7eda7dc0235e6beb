"""What an organizer's own people see and decide of how it and what it lists stand with the public."""

from collections.abc import Callable
from typing import Any, ClassVar

from django.shortcuts import get_object_or_404
from rest_framework.request import Request
from rest_framework.response import Response

from api.accounts.members import ORGANIZER, SIGN_IN
from api.common.operations import operation, path_id
from api.common.private import PrivateView
from api.docs import examples as catalogue_examples
from api.publication import examples
from api.publication.serializers import PublicationSerializer, RegistrationBody, RegistrationSerializer, StepBody
from harrastuspassi.accounts import roles
from harrastuspassi.catalogue.models import Hobby, Organizer, Promotion
from harrastuspassi.catalogue.registration import change_registration
from harrastuspassi.catalogue.submission import STEPS, Item, SubmissionRefusal, municipality_id_of

TAG = "Publication"
MEMBERS = [*SIGN_IN, "not_a_member", "second_factor_required", "not_found"]
RULES = """\
`submit` offers a draft, or what was rejected and has been put right: at once where the organizer is trusted, else to
its municipality's moderators. `withdraw` makes what waits a draft again. `archive` takes what is published off the
lists, and `restore` puts it there again. What an organizer that is not trusted changes of the texts, picture, links
and contacts of something published takes it back to review; times, places and prices change at once."""


def require_insight(user: Any, organizer_id: int | None, municipality_id: int | None) -> None:
    """Raises Forbidden for who is neither a member of the organizer nor a moderator of the municipality."""
    if not roles.can_moderate(user, municipality_id):
        roles.require(roles.why_not_edit_organizer(user, organizer_id))


class PublicationView(PrivateView):
    """Where a hobby or promotion stands; a subclass says which."""

    model: ClassVar[type[Item]]

    def item(self, request: Request, pk: int) -> Item:
        """The row. Raises Http404 where the caller may not see it."""
        rows = self.model.objects.visible_to(request.user).select_related("organizer", "location")
        found: Item = get_object_or_404(rows, pk=pk)
        return found

    def read(self, request: Request, pk: int) -> Response:
        """Where it stands."""
        item = self.item(request, pk)
        require_insight(request.user, item.organizer_id, municipality_id_of(item))
        return Response(PublicationSerializer(item).data)

    def take_step(self, request: Request, pk: int) -> Response:
        """Takes the step that is sent."""
        item = self.item(request, pk)
        roles.require(roles.why_not_edit_organizer(request.user, item.organizer_id))
        STEPS[StepBody.read(request)["step"]](item=item, by=request.user)
        return Response(PublicationSerializer(item).data)


def _reading(one: str, example: int) -> Callable[..., Any]:
    return operation(
        f"get_{one}_publication",
        tag=TAG,
        summary=f"Get where a {one} stands",
        description="For members of its organizer and moderators of its municipality.",
        parameters=[path_id("id", f"Id of the {one}.", example)],
        answers={200: (PublicationSerializer, {**examples.PUBLICATION, "id": example})},
        problems=MEMBERS,
    )


def _stepping(one: str, example: int) -> Callable[..., Any]:
    return operation(
        f"change_{one}_publication",
        tag=TAG,
        summary=f"Submit, withdraw, archive or restore a {one}",
        description=RULES,
        parameters=[path_id("id", f"Id of the {one}.", example)],
        body=(StepBody, examples.STEP),
        answers={200: (PublicationSerializer, {**examples.PUBLICATION, "id": example})},
        problems=["invalid", *MEMBERS, "no_such_step", *(refusal.code for refusal in SubmissionRefusal)],
    )


class HobbyPublicationView(PublicationView):
    """Where a hobby stands."""

    model = Hobby

    @_reading("hobby", catalogue_examples.IDS["Hobby"])
    def get(self, request: Request, pk: int) -> Response:
        return self.read(request, pk)

    @_stepping("hobby", catalogue_examples.IDS["Hobby"])
    def post(self, request: Request, pk: int) -> Response:
        return self.take_step(request, pk)


class PromotionPublicationView(PublicationView):
    """Where a promotion stands."""

    model = Promotion

    @_reading("promotion", catalogue_examples.IDS["Promotion"])
    def get(self, request: Request, pk: int) -> Response:
        return self.read(request, pk)

    @_stepping("promotion", catalogue_examples.IDS["Promotion"])
    def post(self, request: Request, pk: int) -> Response:
        return self.take_step(request, pk)


class RegistrationView(PrivateView):
    """Where an organizer stands."""

    @operation(
        "get_registration",
        tag=TAG,
        summary="Get where an organizer stands",
        description="For its members and the moderators of its municipality.",
        parameters=[ORGANIZER],
        answers={200: (RegistrationSerializer, examples.REGISTRATION)},
        problems=MEMBERS,
    )
    def get(self, request: Request, pk: int) -> Response:
        organizer = self.organizer(request, pk)
        require_insight(request.user, organizer.pk, organizer.municipality_id)
        return Response(RegistrationSerializer(organizer).data)

    @operation(
        "change_registration",
        tag=TAG,
        summary="Change an organizer's registration, or offer it again",
        description="For its members. Only what is sent is changed; another Y-tunnus is looked at by a moderator.",
        parameters=[ORGANIZER],
        body=(RegistrationBody, examples.DECLARATION),
        answers={200: (RegistrationSerializer, examples.REGISTRATION)},
        problems=["invalid", *MEMBERS, "not_refused", "municipality_settled"],
    )
    def patch(self, request: Request, pk: int) -> Response:
        organizer = self.organizer(request, pk)
        roles.require(roles.why_not_edit_organizer(request.user, organizer.pk))
        changed = change_registration(organizer=organizer, by=request.user, **RegistrationBody.read(request))
        return Response(RegistrationSerializer(changed).data)

    def organizer(self, request: Request, pk: int) -> Organizer:
        """The organizer. Raises Http404 where the caller may not see it."""
        found: Organizer = get_object_or_404(Organizer.objects.visible_to(request.user), pk=pk)
        return found
