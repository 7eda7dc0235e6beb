"""Who signs in, and what of: organizers' members, and those appointed to moderate or to evaluate."""

from .appointments import Appointment, Post
from .memberships import Invitation, Membership, MembershipRole
from .users import User, UserManager

__all__ = ["Appointment", "Invitation", "Membership", "MembershipRole", "Post", "User", "UserManager"]
