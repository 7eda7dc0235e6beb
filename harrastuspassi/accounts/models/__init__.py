"""Who signs in, and as what: organizers' members, those appointed to moderate or to evaluate, and machines."""

from .appointments import Appointment, Post
from .memberships import Invitation, Membership, MembershipRole
from .tokens import Scope, ServiceToken
from .users import User, UserManager

__all__ = [
    "Appointment",
    "Invitation",
    "Membership",
    "MembershipRole",
    "Post",
    "Scope",
    "ServiceToken",
    "User",
    "UserManager",
]
