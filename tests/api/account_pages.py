"""What each page of the accounts answers: the table that test_permissions.py holds them to.

Whoever adds a page adds its row.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Page:
    """What a page of the accounts answers to whoever is not signed in there, and to whoever is.

    All accounts are alike: a page is about one's own. A token signs nobody in on a page.
    """

    get: int
    post: int
    get_signed_in: int
    post_signed_in: int


def for_accounts(get: int = 200, post: int = 200) -> Page:
    """A page that leads whoever is not signed in to do so."""
    return Page(302, 302, get, post)


def for_all(get: int = 200, post: int = 405) -> Page:
    """A page that is the same for all."""
    return Page(get, post, get, post)


PAGES: dict[str, Page] = {
    "": for_accounts(200, 405),
    "profile/": for_accounts(),
    "organizers/new/": for_accounts(200, 422),
    "language/": for_all(302, 302),
    "invitations/<int:pk>/accept/": Page(405, 302, 405, 409),
    "invitations/<str:key>/": for_accounts(404, 404),
    "signup/": Page(200, 200, 302, 302),
    "login/": Page(200, 200, 302, 302),
    "login/code/confirm/": Page(302, 302, 302, 302),
    "logout/": for_accounts(200, 302),
    "inactive/": for_all(),
    "reauthenticate/": for_accounts(403, 403),
    "email/": for_accounts(200, 302),
    "confirm-email/": for_all(),
    r"^confirm-email/(?P<key>[-:\w]+)/$": for_all(200, 404),
    "password/change/": for_accounts(302, 302),
    "password/set/": for_accounts(),
    "password/reset/": for_all(200, 200),
    "password/reset/done/": for_all(),
    "password/reset/key/done/": for_all(),
    r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$": for_all(200, 200),
    "2fa/": for_accounts(200, 405),
    "2fa/authenticate/": Page(302, 302, 302, 302),
    "2fa/reauthenticate/": for_accounts(403, 403),
    "2fa/recovery-codes/": for_accounts(404, 405),
    "2fa/recovery-codes/download/": for_accounts(404, 404),
    "2fa/recovery-codes/generate/": for_accounts(200, 200),
    "2fa/totp/activate/": for_accounts(200, 200),
    "2fa/totp/deactivate/": for_accounts(404, 404),
    "2fa/totp/picture.svg": Page(302, 405, 404, 405),
    "3rdparty/": for_accounts(),
    "3rdparty/login/cancelled/": for_all(),
    "3rdparty/login/error/": for_all(401),
    "3rdparty/signup/": Page(302, 302, 302, 302),
    "^oidc/(?P<provider_id>[^/]+)/login/$": for_all(404, 404),
    "oidc/^(?P<provider_id>[^/]+)/login/": for_all(404, 404),
    "oidc/^(?P<provider_id>[^/]+)/login/callback/": for_all(404, 404),
}
"""Pages below /accounts/."""
