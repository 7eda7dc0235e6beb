"""Who acts for an organizer: invitations, roles, and the last owner who cannot go."""

import datetime as dt
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.db import IntegrityError, connection, transaction

from harrastuspassi.accounts import roles, services
from harrastuspassi.accounts.models import Appointment, Invitation, Membership, MembershipRole, Post, User
from harrastuspassi.catalogue.models import Organizer
from harrastuspassi.common import clock
from harrastuspassi.common.errors import Forbidden, Refused
from harrastuspassi.common.models import OutgoingMail
from tests.accounts.browsing import Browser, link_in
from tests.factories.accounts import PASSWORD, UserFactory, member, moderator, operator
from tests.factories.catalogue import MunicipalityFactory, OrganizerFactory

OWNER, EDITOR = MembershipRole.OWNER, MembershipRole.EDITOR
GUEST = "vieras@example.fi"


@pytest.fixture
def organizer(db: None) -> Organizer:
    made: Organizer = OrganizerFactory(name="Kipinä ry", municipality=MunicipalityFactory())
    return made


@pytest.fixture
def owner(organizer: Organizer) -> User:
    return member(organizer, first_name="Olli", last_name="Omistaja", language="fi")


def membership(user: User) -> Membership:
    found: Membership = user.memberships.get()
    return found


def refusal(call: Any, *arguments: Any, **named: Any) -> str:
    with pytest.raises((Refused, Forbidden)) as refused:
        call(*arguments, **named)
    return refused.value.code


def invite(organizer: Organizer, owner: User, email: str = GUEST, role: MembershipRole = EDITOR) -> Invitation:
    return services.invite_member(organizer_id=organizer.pk, email=email, role=role, by=owner)


# --- the last owner -------------------------------------------------------------------------------
@pytest.mark.django_db
class TestLastOwner:
    def test_cannot_leave(self, owner: User) -> None:
        assert refusal(services.remove_member, membership=membership(owner), by=owner) == "last_owner"
        assert membership(owner).role == OWNER

    def test_cannot_become_an_editor(self, owner: User) -> None:
        assert refusal(services.change_role, membership=membership(owner), role=EDITOR, by=owner) == "last_owner"
        assert membership(owner).role == OWNER

    def test_cannot_be_removed_by_an_operator_either(self, owner: User) -> None:
        assert refusal(services.remove_member, membership=membership(owner), by=operator()) == "last_owner"

    def test_goes_after_handing_over(self, organizer: Organizer, owner: User) -> None:
        heir = member(organizer, EDITOR)
        services.change_role(membership=membership(heir), role=OWNER, by=owner)
        services.remove_member(membership=membership(owner), by=owner)
        assert not roles.can_edit_organizer(owner, organizer.pk)
        assert roles.can_manage_members(User.objects.get(pk=heir.pk), organizer.pk)

    def test_is_who_is_left_when_the_other_has_been_deactivated(self, organizer: Organizer, owner: User) -> None:
        member(organizer, is_active=False)
        assert refusal(services.remove_member, membership=membership(owner), by=owner) == "last_owner"

    def test_may_be_made_an_owner_again(self, owner: User) -> None:
        services.change_role(membership=membership(owner), role=OWNER, by=owner)

    def test_cannot_be_deleted_with_the_account(self, owner: User) -> None:
        with pytest.raises(IntegrityError), transaction.atomic():
            User.objects.filter(pk=owner.pk).delete()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("attempt", range(3))
def test_two_owners_who_leave_at_once_do_not_leave_nobody(attempt: int) -> None:
    organizer = OrganizerFactory()
    owners = [member(organizer), member(organizer)]

    def leave(user: User) -> str:
        try:
            services.remove_member(membership=membership(user), by=user)
        except Refused as refused:
            return refused.code
        finally:
            connection.close()
        return "left"

    with ThreadPoolExecutor(2) as threads:
        outcomes = sorted(threads.map(leave, owners))
    assert outcomes == ["last_owner", "left"]
    assert Membership.objects.filter(organizer=organizer, role=OWNER).count() == 1


# --- members --------------------------------------------------------------------------------------
@pytest.mark.django_db
class TestMembers:
    def test_owners_remove_others_and_everyone_leaves(self, organizer: Organizer, owner: User) -> None:
        first, second = member(organizer, EDITOR), member(organizer, EDITOR)
        services.remove_member(membership=membership(first), by=owner)
        services.remove_member(membership=membership(second), by=second)
        assert list(organizer.memberships.values_list("user", flat=True)) == [owner.pk]

    def test_others_may_not(self, organizer: Organizer, owner: User) -> None:
        editor = member(organizer, EDITOR)
        strangers = {
            editor: "not_an_owner",
            member(): "not_a_member",
            UserFactory(): "not_a_member",
            moderator(organizer.municipality): "not_a_member",
            operator(second_factor=False): "second_factor_required",
        }
        for user, code in strangers.items():
            target = membership(owner)
            assert refusal(services.remove_member, membership=target, by=user) == code
            assert refusal(services.change_role, membership=target, role=EDITOR, by=user) == code
            assert refusal(invite, organizer, user) == code
        assert refusal(services.change_role, membership=membership(editor), role=OWNER, by=editor) == "not_an_owner"
        assert organizer.memberships.count() == 2

    def test_a_membership_that_has_ended_is_told(self, organizer: Organizer, owner: User) -> None:
        gone = membership(member(organizer, EDITOR))
        Membership.objects.filter(pk=gone.pk).delete()
        assert refusal(services.remove_member, membership=gone, by=owner) == "membership_ended"

    def test_who_registers_an_organizer_owns_it(self) -> None:
        user, organizer = UserFactory(), OrganizerFactory()
        assert not roles.can_edit_organizer(user, organizer.pk)
        services.add_founder(organizer_id=organizer.pk, user=user)
        assert roles.can_manage_members(user, organizer.pk)


# --- invitations ----------------------------------------------------------------------------------
@pytest.mark.django_db
class TestInvitations:
    def test_an_invitation_is_mailed_and_accepted(self, organizer: Organizer, owner: User, post_office: Any) -> None:
        guest = UserFactory(email=GUEST, password=PASSWORD, language="sv")
        invite(organizer, owner)
        (sent,) = post_office()
        assert sent.to == [GUEST]
        assert sent.subject == "Inbjudan till Hobbypasset: Kipinä ry"
        assert "Olli Omistaja bjuder in dig som redigerare" in sent.body

        browser = Browser()
        link = link_in(sent.body)
        # Whoever is not signed in is sent to do so, and back.
        assert browser.get(link).headers["Location"] == f"/accounts/login/?next={link}".replace(":", "%3A", 1)
        assert browser.sign_in(guest, next=link).headers["Location"] == link
        assert browser.submit(link).headers["Location"] == "/accounts/"
        assert membership(guest).role == EDITOR
        assert membership(guest).organizer == organizer

    @pytest.mark.parametrize(("language", "word"), [("fi", "muokkaajaksi"), ("sv", "redigerare"), ("en", "an editor")])
    def test_a_stranger_is_written_to_in_the_inviters_language(
        self, organizer: Organizer, owner: User, post_office: Any, language: str, word: str
    ) -> None:
        owner.language = language
        invite(organizer, owner)
        (sent,) = post_office()
        assert word in sent.body
        assert "Kipinä ry" in sent.subject

    def test_a_name_writes_no_line_of_its_own(self, organizer: Organizer, owner: User, post_office: Any) -> None:
        Organizer.objects.update(name="Kipinä\nBcc: kaikki@example.fi\n\nVoitit!")
        invite(organizer, owner)
        (sent,) = post_office()
        assert sent.subject == "Kutsu Harrastuspassiin: Kipinä Bcc: kaikki@example.fi Voitit!"
        assert "\nVoitit!" not in sent.body

    def test_without_the_commit_no_mail_goes_out(self, organizer: Organizer, owner: User, post_office: Any) -> None:
        with transaction.atomic():
            invite(organizer, owner)
            transaction.set_rollback(True)
        assert post_office() == []

    def test_it_waits_on_the_accounts_own_page(self, organizer: Organizer, owner: User) -> None:
        invite(organizer, owner)
        guest = UserFactory(email=GUEST, password=PASSWORD)
        browser = Browser()
        # Whoever signs up because of the mail has lost its link by then.
        assert browser.sign_in(guest).headers["Location"] == "/accounts/"
        assert "Kipinä ry invites you" in browser.get("/accounts/").content.decode()
        accept = f"/accounts/invitations/{Invitation.objects.get().pk}/accept/"
        assert browser.submit("/accounts/", to=accept).status_code == 302
        assert membership(guest).role == EDITOR

    def test_it_is_good_once(self, organizer: Organizer, owner: User) -> None:
        guest, invitation = UserFactory(email=GUEST), invite(organizer, owner)
        services.accept_invitation(invitation=invitation, user=guest)
        services.remove_member(membership=membership(guest), by=owner)
        assert refusal(services.accept_invitation, invitation=invitation, user=guest) == "invitation_used"
        assert not guest.memberships.exists()

    def test_it_is_bound_to_its_address(self, organizer: Organizer, owner: User) -> None:
        invitation = invite(organizer, owner)
        unverified = UserFactory(email=GUEST, verified=False)
        for user in (UserFactory(), unverified):
            assert refusal(services.accept_invitation, invitation=invitation, user=user) == "other_address"
        EmailAddress.objects.filter(user=unverified).update(verified=True)
        services.accept_invitation(invitation=invitation, user=unverified)

    def test_any_verified_address_of_the_account_will_do_however_written(
        self, organizer: Organizer, owner: User
    ) -> None:
        user = UserFactory()
        EmailAddress.objects.create(user=user, email=GUEST, verified=True)
        invitation = invite(organizer, owner, email="Vieras@Example.FI")
        assert list(services.invitations_for(user)) == [invitation]
        services.accept_invitation(invitation=invitation, user=user)

    @pytest.mark.parametrize(("days", "is_open"), [(13.9, True), (14.1, False)])
    def test_it_expires_after_two_weeks(self, organizer: Organizer, owner: User, days: float, is_open: bool) -> None:
        guest, invitation = UserFactory(email=GUEST), invite(organizer, owner)
        with time_machine.travel(clock.now() + dt.timedelta(days=days), tick=False):
            assert bool(services.invitations_for(guest)) == is_open
            if is_open:
                services.accept_invitation(invitation=invitation, user=guest)
            else:
                assert refusal(services.accept_invitation, invitation=invitation, user=guest) == "invitation_expired"

    def test_it_can_be_taken_back(self, organizer: Organizer, owner: User) -> None:
        guest, invitation = UserFactory(email=GUEST), invite(organizer, owner)
        assert refusal(services.revoke_invitation, invitation=invitation, by=guest) == "not_a_member"
        for _ in range(2):
            services.revoke_invitation(invitation=invitation, by=owner)
        assert refusal(services.accept_invitation, invitation=invitation, user=guest) == "invitation_revoked"
        assert not services.invitations_for(guest)

    def test_one_that_was_used_cannot(self, organizer: Organizer, owner: User) -> None:
        invitation = invite(organizer, owner)
        services.accept_invitation(invitation=invitation, user=UserFactory(email=GUEST))
        assert refusal(services.revoke_invitation, invitation=invitation, by=owner) == "invitation_used"

    def test_inviting_again_sends_another_and_ends_the_first(self, organizer: Organizer, owner: User) -> None:
        first, second = invite(organizer, owner), invite(organizer, owner, role=OWNER)
        guest = UserFactory(email=GUEST)
        assert refusal(services.accept_invitation, invitation=first, user=guest) == "invitation_revoked"
        services.accept_invitation(invitation=second, user=guest)
        assert membership(guest).role == OWNER
        assert OutgoingMail.objects.count() == 2

    def test_an_editor_becomes_an_owner_by_it_and_an_owner_stays_one(self, organizer: Organizer, owner: User) -> None:
        guest = UserFactory(email=GUEST)
        for role in (EDITOR, OWNER, EDITOR):
            EmailAddress.objects.filter(user=guest).update(email=f"{role}@example.fi")
            services.accept_invitation(
                invitation=invite(organizer, owner, email=f"{role}@example.fi", role=role), user=guest
            )
        assert membership(guest).role == OWNER

    def test_members_are_not_invited(self, organizer: Organizer, owner: User) -> None:
        assert refusal(invite, organizer, owner, email=owner.email.upper()) == "already_a_member"

    def test_mail_is_no_way_to_advertise(self, organizer: Organizer, owner: User) -> None:
        for number in range(services.OPEN_AT_MOST):
            invite(organizer, owner, email=f"{number}@example.fi")
        assert refusal(invite, organizer, owner) == "too_many_invitations"
        Invitation.objects.update(revoked_at=clock.now())
        for number in range(services.A_DAY_AT_MOST - services.OPEN_AT_MOST):
            invite(organizer, owner, email=f"{number}@example.fi")
        assert refusal(invite, organizer, owner) == "too_many_invitations"
        with time_machine.travel(clock.now() + dt.timedelta(days=1, minutes=1), tick=False):
            invite(organizer, owner)

    def test_an_old_invitation_is_in_nobodys_way(self, organizer: Organizer, owner: User) -> None:
        with time_machine.travel(clock.now() - dt.timedelta(days=15), tick=False):
            invite(organizer, owner)
        invite(organizer, owner)

    @pytest.mark.parametrize("key", ["x", "1:x", "1", "0:", "9" * 30, "a:b:c", "%00", "ä"])
    def test_a_link_that_was_not_made_here_leads_nowhere(self, organizer: Organizer, owner: User, key: str) -> None:
        invite(organizer, owner)
        browser = Browser()
        browser.sign_in(UserFactory(password=PASSWORD))
        assert browser.get(f"/accounts/invitations/{key}/").status_code == 404

    def test_a_page_says_why_it_cannot_be_accepted(self, organizer: Organizer, owner: User) -> None:
        link = link_in(services.invitation_link(invite(organizer, owner)))
        browser = Browser()
        browser.sign_in(UserFactory(password=PASSWORD))
        answer = browser.get(link)
        assert answer.status_code == 409
        assert b"another address" in answer.content
        for path in (link, f"/accounts/invitations/{Invitation.objects.get().pk}/accept/"):
            assert browser.submit("/accounts/", to=path).status_code == 409
        assert not Membership.objects.exclude(user=owner).exists()


@pytest.mark.django_db(transaction=True)
def test_one_invitation_makes_one_member_however_often_it_is_accepted_at_once() -> None:
    organizer = OrganizerFactory()
    invitation = invite(organizer, member(organizer))
    guest = UserFactory(email=GUEST)

    def accept(_: int) -> str:
        try:
            services.accept_invitation(invitation=invitation, user=User.objects.get(pk=guest.pk))
        except Refused as refused:
            return refused.code
        finally:
            connection.close()
        return "accepted"

    with ThreadPoolExecutor(3) as threads:
        assert sorted(threads.map(accept, range(3))) == ["accepted", "invitation_used", "invitation_used"]


# --- posts ----------------------------------------------------------------------------------------
@pytest.mark.django_db
class TestPosts:
    @pytest.mark.parametrize("is_national", [True, False])
    def test_operators_appoint_once_and_dismiss(self, is_national: bool) -> None:
        by, user = operator(), UserFactory(second_factor=True)
        place = None if is_national else MunicipalityFactory().pk
        for _ in range(2):
            appointment = services.appoint(user=user, post=Post.EVALUATOR, municipality_id=place, by=by)
        assert Appointment.objects.count() == 1
        assert roles.can_evaluate(user, place)
        services.dismiss(appointment=appointment, by=by)
        assert not roles.can_evaluate(User.objects.get(pk=user.pk), place)

    def test_nobody_else_does(self) -> None:
        place = MunicipalityFactory()
        appointed = moderator(place)
        for by in (appointed, UserFactory(), operator(second_factor=False)):
            code = refusal(services.appoint, user=by, post=Post.MODERATOR, municipality_id=place.pk, by=by)
            assert code in ("not_an_operator", "second_factor_required")
            assert refusal(services.dismiss, appointment=appointed.appointments.get(), by=by) == code
        assert Appointment.objects.count() == 1
