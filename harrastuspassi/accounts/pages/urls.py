"""Addresses of the pages, below /accounts/. Ours come before allauth's of the same name."""

from django.urls import include, path, re_path
from django.views.i18n import set_language

from harrastuspassi.accounts.pages import views

urlpatterns = [
    path("", views.HomeView.as_view(), name="account_home"),
    path("profile/", views.ProfileView.as_view(), name="account_profile"),
    path("language/", set_language, name="account_language"),
    path("invitations/<int:pk>/accept/", views.accept, name="account_accept"),
    path("invitations/<str:key>/", views.InvitationView.as_view(), name="account_invitation"),
    path("2fa/totp/picture.svg", views.totp_picture, name="account_totp_picture"),
    path("signup/", views.SignUpView.as_view(), name="account_signup"),
    path("email/", views.EmailView.as_view(), name="account_email"),
    re_path(r"^oidc/(?P<provider_id>[^/]+)/login/$", views.provider_login, name="openid_connect_login"),
    path("", include("allauth.account.urls")),
    path("2fa/", include("allauth.mfa.urls")),
    path("3rdparty/", include("allauth.socialaccount.urls")),
    path("", include("allauth.socialaccount.providers.openid_connect.urls")),
]
