"""Oneself, and who acts for an organizer."""

from http import HTTPStatus

from django.shortcuts import get_object_or_404
from rest_framework.request import Request
from rest_framework.response import Response

from api.accounts import examples
from api.accounts.serializers import (
    InvitationBody,
    InvitationSerializer,
    MeBody,
    MembershipSerializer,
    MeSerializer,
    RoleBody,
    me_rows,
)
from api.accounts.views import TAG
from api.common.operations import PAGING, operation, page_of, path_id
from api.common.private import PrivateView
from api.docs import examples as catalogue_examples
from harrastuspassi.accounts import roles, services
from harrastuspassi.accounts.models import Invitation, Membership, MembershipRole
from harrastuspassi.catalogue.models import Organizer

SIGN_IN = ["not_authenticated", "token_expired", "token_invalid"]
OWNERS = [*SIGN_IN, "not_a_member", "not_an_owner", "second_factor_required", "not_found"]
ORGANIZER = path_id("id", "Id of the organizer.", catalogue_examples.IDS["Organizer"])
MEMBERSHIP = path_id("membership_id", "Id of the membership.", 42)
INVITATION = path_id("invitation_id", "Id of the invitation.", 7)


class MeView(PrivateView):
    """The account that calls."""

    @operation(
        "get_me",
        tag=TAG,
        summary="Get the account that calls",
        description="Who it is and what it may do.",
        answers={200: (MeSerializer, examples.ME)},
        problems=SIGN_IN,
    )
    def get(self, request: Request) -> Response:
        return Response(MeSerializer(me_rows().get(pk=request.user.pk)).data)

    @operation(
        "change_me",
        tag=TAG,
        summary="Change the account that calls",
        description="Only what is sent is changed.",
        body=(MeBody, examples.NAMES),
        answers={200: (MeSerializer, examples.ME)},
        problems=["invalid", *SIGN_IN],
    )
    def patch(self, request: Request) -> Response:
        services.change_details(user=request.user, **MeBody.read(request))
        return self.get(request)


class OwnInvitationsView(PrivateView):
    """Invitations that the account that calls can accept."""

    @operation(
        "list_own_invitations",
        tag=TAG,
        summary="List own invitations",
        description="Invitations of the account's verified addresses that can be accepted now, oldest first.",
        parameters=PAGING,
        answers={200: (page_of(InvitationSerializer), examples.page(examples.INVITATION))},
        problems=["invalid", *SIGN_IN, "page_not_found"],
    )
    def get(self, request: Request) -> Response:
        return self.page(request, services.invitations_for(request.user), InvitationSerializer)


class AcceptanceView(PrivateView):
    """Accepting one of them."""

    @operation(
        "accept_invitation",
        tag=TAG,
        summary="Accept an invitation",
        description="Makes the account that calls a member. An invitation is good once, and for its address alone.",
        parameters=[INVITATION],
        answers={200: (MeSerializer, examples.ME)},
        problems=[*SIGN_IN, "not_found", "invitation_used", "invitation_revoked", "invitation_expired"],
    )
    def post(self, request: Request, invitation_id: int) -> Response:
        invitation = get_object_or_404(services.invitations_to(request.user), pk=invitation_id)
        services.accept_invitation(invitation=invitation, user=request.user)
        return Response(MeSerializer(me_rows().get(pk=request.user.pk)).data)


class OfOrganizerView(PrivateView):
    """What the owners of an organizer see to."""

    def organizer(self, request: Request, pk: int) -> Organizer:
        """The organizer. Raises Http404 where the caller may not see it, Forbidden where the caller does not own it."""
        found: Organizer = get_object_or_404(Organizer.objects.visible_to(request.user), pk=pk)
        roles.require(roles.why_not_manage_members(request.user, found.pk))
        return found


class MembershipsView(OfOrganizerView):
    """Members of an organizer."""

    @operation(
        "list_memberships",
        tag=TAG,
        summary="List the members of an organizer",
        description="For its owners. Oldest first.",
        parameters=[ORGANIZER, *PAGING],
        answers={200: (page_of(MembershipSerializer), examples.page(examples.MEMBERSHIP))},
        problems=["invalid", *OWNERS, "page_not_found"],
    )
    def get(self, request: Request, pk: int) -> Response:
        rows = self.organizer(request, pk).memberships.select_related("user").order_by("id")
        return self.page(request, rows, MembershipSerializer)


class MembershipView(OfOrganizerView):
    """A member of an organizer."""

    @operation(
        "change_membership",
        tag=TAG,
        summary="Make a member an owner or an editor",
        description="For owners. The last owner makes another an owner before becoming an editor.",
        parameters=[ORGANIZER, MEMBERSHIP],
        body=(RoleBody, examples.ROLE),
        answers={200: (MembershipSerializer, examples.MEMBERSHIP)},
        problems=["invalid", *OWNERS, "last_owner"],
    )
    def patch(self, request: Request, pk: int, membership_id: int) -> Response:
        self.organizer(request, pk)
        sent = RoleBody.read(request)
        membership = get_object_or_404(Membership, organizer_id=pk, pk=membership_id)
        changed = services.change_role(membership=membership, role=MembershipRole(sent["role"]), by=request.user)
        return Response(MembershipSerializer(changed).data)

    @operation(
        "end_membership",
        tag=TAG,
        summary="Remove a member, or leave",
        description="Owners remove anyone; every member may leave. The last owner hands over first.",
        parameters=[ORGANIZER, MEMBERSHIP],
        answers={204: (None, None)},
        problems=[*OWNERS, "last_owner"],
    )
    def delete(self, request: Request, pk: int, membership_id: int) -> Response:
        rows = Membership.objects.filter(organizer_id=pk, pk=membership_id)
        if not rows.filter(user=request.user).exists():
            # Whoever may not see to the members is not told which there are.
            self.organizer(request, pk)
        services.remove_member(membership=get_object_or_404(rows), by=request.user)
        return Response(status=HTTPStatus.NO_CONTENT)


class InvitationsView(OfOrganizerView):
    """Invitations of an organizer."""

    @operation(
        "list_invitations",
        tag=TAG,
        summary="List the invitations of an organizer",
        description="For its owners: those that can be accepted now, oldest first.",
        parameters=[ORGANIZER, *PAGING],
        answers={200: (page_of(InvitationSerializer), examples.page(examples.INVITATION))},
        problems=["invalid", *OWNERS, "page_not_found"],
    )
    def get(self, request: Request, pk: int) -> Response:
        rows = self.organizer(request, pk).invitations.filter(services.open_invitations()).select_related("organizer")
        return self.page(request, rows.order_by("id"), InvitationSerializer)

    @operation(
        "create_invitation",
        tag=TAG,
        summary="Invite an address",
        description="For owners. Writes to the address; an earlier invitation of it is revoked. Good for two weeks.",
        parameters=[ORGANIZER],
        body=(InvitationBody, examples.GUEST),
        answers={201: (InvitationSerializer, examples.INVITATION)},
        problems=["invalid", *OWNERS, "already_a_member", "too_many_invitations"],
    )
    def post(self, request: Request, pk: int) -> Response:
        self.organizer(request, pk)
        sent = InvitationBody.read(request)
        invitation = services.invite_member(
            organizer_id=pk, email=sent["email"], role=MembershipRole(sent["role"]), by=request.user
        )
        return Response(InvitationSerializer(invitation).data, status=HTTPStatus.CREATED)


class InvitationView(OfOrganizerView):
    """An invitation of an organizer."""

    @operation(
        "revoke_invitation",
        tag=TAG,
        summary="Take an invitation back",
        description="For owners.",
        parameters=[ORGANIZER, INVITATION],
        answers={204: (None, None)},
        problems=[*OWNERS, "invitation_used"],
    )
    def delete(self, request: Request, pk: int, invitation_id: int) -> Response:
        self.organizer(request, pk)
        invitation = get_object_or_404(Invitation, organizer_id=pk, pk=invitation_id)
        services.revoke_invitation(invitation=invitation, by=request.user)
        return Response(status=HTTPStatus.NO_CONTENT)
