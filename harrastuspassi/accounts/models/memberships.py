"""Who acts for an organizer, and who has been asked to."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from harrastuspassi.common import clock


class MembershipRole(models.TextChoices):
    """An owner writes what the organizer lists and says who else does; an editor only writes."""

    OWNER = "owner"
    EDITOR = "editor"


class Membership(models.Model):
    """A user who acts for an organizer. The last owner cannot go: services see to it.

    Neither side is deleted with a membership in place: whoever leaves hands over first.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="memberships")
    # By name: the catalogue stands on accounts and not the other way round.
    organizer = models.ForeignKey("catalogue.Organizer", on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=16, choices=MembershipRole)
    created_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["organizer", "user"], name="membership_once"),
            models.CheckConstraint(condition=Q(role__in=MembershipRole.values), name="membership_role_known"),
        ]

    def __str__(self) -> str:
        return f"{self.role} {self.user_id} of organizer {self.organizer_id}"


class Invitation(models.Model):
    """An address that has been asked to act for an organizer. It is used once, by whoever has that address.

    Open until `expires_at` unless accepted or revoked before.
    """

    organizer = models.ForeignKey("catalogue.Organizer", on_delete=models.CASCADE, related_name="invitations")
    email = models.EmailField(max_length=254)
    role = models.CharField(max_length=16, choices=MembershipRole)
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(default=clock.now, editable=False)
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=Q(role__in=MembershipRole.values), name="invitation_role_known"),
            models.CheckConstraint(
                condition=Q(accepted_at__isnull=True) | Q(revoked_at__isnull=True), name="invitation_ends_one_way"
            ),
            models.UniqueConstraint(
                "organizer",
                Lower("email"),
                condition=Q(accepted_at__isnull=True, revoked_at__isnull=True),
                name="invitation_pending_once",
            ),
        ]

    def __str__(self) -> str:
        return f"invitation {self.pk} to organizer {self.organizer_id}"
