"""Addresses of both faces. Every resource is the same view with another Face."""

from typing import Any

from django.urls import URLPattern, include, path
from django.views.generic import RedirectView

from api.accounts import members
from api.accounts import views as accounts
from api.areas.views import DistrictViewSet, MunicipalityViewSet
from api.audiences.views import AudienceViewSet
from api.audit.views import EntriesView
from api.benefits.views import BenefitsView, OwnBenefitsView
from api.categories.views import HobbyCategoryViewSet
from api.common.faces import V1, Face
from api.common.views import ReadViewSet
from api.docs import views as docs
from api.doors import views as doors
from api.events.views import HobbyEventViewSet
from api.exports import views as exports
from api.headcounts import views as headcounts
from api.hobbies.views import HobbyViewSet
from api.locations.views import LocationViewSet
from api.mobile import MOBILE
from api.moderation import views as moderation
from api.organizers.views import OrganizerViewSet
from api.participation.views import BatchesView
from api.passes import views as passes
from api.privacy.views import ConsentsView, PrivacyView
from api.promotions.views import PromotionViewSet
from api.publication import views as publication
from api.reports.views import ReportsView
from api.statistics import files as release_files
from api.statistics import views as statistics
from api.suggestions.views import SuggestionViewSet

SHARED: list[type[ReadViewSet]] = [
    HobbyViewSet,
    HobbyEventViewSet,
    HobbyCategoryViewSet,
    OrganizerViewSet,
    LocationViewSet,
    PromotionViewSet,
]
V1_ONLY: list[type[ReadViewSet]] = [MunicipalityViewSet, DistrictViewSet, AudienceViewSet]


def resource_paths(views: list[type[ReadViewSet]], face: Face) -> list[URLPattern]:
    """List, detail and change feed of each resource on a face, and writing where it is written."""
    paths = []
    for view in views:
        listing: Any = view.as_view({"get": "list", **view.creates(face)}, face=face, detail=False)
        detail: Any = view.as_view({"get": "retrieve", **view.changes_one(face)}, face=face, detail=True)
        paths.append(path(f"{view.resource}/", listing, name=f"{view.resource}-list"))
        paths.append(path(f"{view.resource}/<int:pk>/", detail, name=f"{view.resource}-detail"))
        if face.has_feeds and view.changes_query:
            feed: Any = view.as_view({"get": "changes"}, face=face, detail=False)
            paths.append(path(f"{view.resource}/changes/", feed, name=f"{view.resource}-changes"))
    return paths


own = [
    path("audit/", EntriesView.as_view(), name="audit"),
    path("me/", members.MeView.as_view(), name="me"),
    path("me/invitations/", members.OwnInvitationsView.as_view(), name="own-invitations"),
    path("me/invitations/<int:invitation_id>/accept/", members.AcceptanceView.as_view(), name="acceptance"),
    path("organizers/<int:pk>/memberships/", members.MembershipsView.as_view(), name="memberships"),
    path("organizers/<int:pk>/memberships/<int:membership_id>/", members.MembershipView.as_view(), name="membership"),
    path("organizers/<int:pk>/invitations/", members.InvitationsView.as_view(), name="invitations"),
    path("organizers/<int:pk>/invitations/<int:invitation_id>/", members.InvitationView.as_view(), name="invitation"),
]
of_passes = [
    path("passes/", passes.PassesView.as_view(), name="passes"),
    path("passes/me/", passes.OwnPassView.as_view(), name="own-pass"),
    path("passes/me/consents/<str:purpose>/", passes.ConsentView.as_view(), name="consent"),
    path("passes/me/follow-up/", passes.FollowUpView.as_view(), name="follow-up"),
    path("passes/me/export/", passes.ExportView.as_view(), name="export"),
    path("passes/me/benefits/", OwnBenefitsView.as_view(), name="own-benefits"),
    path("participation/batches/", BatchesView.as_view(), name="batches"),
]
at_the_door = [
    path("hobbyevents/<int:pk>/check-in-code/", doors.CheckInCodeView.as_view(), name="check-in-code"),
    path("hobbyevents/<int:pk>/check-in-code/svg/", doors.CheckInSvgView.as_view(), name="check-in-svg"),
    path("hobbyevents/<int:pk>/check-in-code/png/", doors.CheckInPngView.as_view(), name="check-in-png"),
    path("hobbyevents/<int:pk>/door-links/", doors.DoorLinksView.as_view(), name="door-links"),
    path("hobbyevents/<int:pk>/door-links/<int:link_id>/", doors.DoorLinkView.as_view(), name="door-link"),
    path("hobbyevents/<int:pk>/head-counts/", headcounts.HeadCountsView.as_view(), name="head-counts"),
    path("organizers/<int:pk>/participation/", headcounts.OwnParticipationView.as_view(), name="own-participation"),
    path("hobbies/<int:pk>/printed-code/", doors.PrintedCodeView.as_view(), name="printed-code"),
    path("hobbies/<int:pk>/printed-code/svg/", doors.PrintedSvgView.as_view(), name="printed-svg"),
    path("hobbies/<int:pk>/season-totals/", headcounts.SeasonTotalsView.as_view(), name="season-totals"),
    path("hobbies/<int:pk>/season-totals/<str:season>/", headcounts.SeasonTotalView.as_view(), name="season-total"),
]
lives = [
    path("hobbies/<int:pk>/publication/", publication.HobbyPublicationView.as_view(), name="hobby-publication"),
    path(
        "promotions/<int:pk>/publication/",
        publication.PromotionPublicationView.as_view(),
        name="promotion-publication",
    ),
    path("organizers/<int:pk>/registration/", publication.RegistrationView.as_view(), name="registration"),
    path("reports/", ReportsView.as_view(), name="reports"),
    path("moderation/", moderation.QueueView.as_view(), name="queue"),
    path("moderation/organizers/", moderation.WaitingOrganizersView.as_view(), name="waiting-organizers"),
    path("moderation/hobbies/", moderation.WaitingHobbiesView.as_view(), name="waiting-hobbies"),
    path("moderation/promotions/", moderation.WaitingPromotionsView.as_view(), name="waiting-promotions"),
    path("moderation/reports/", moderation.OpenReportsView.as_view(), name="open-reports"),
    path("moderation/organizers/<int:pk>/decisions/", moderation.OrganizerDecisionsView.as_view()),
    path("moderation/hobbies/<int:pk>/decisions/", moderation.HobbyDecisionsView.as_view()),
    path("moderation/promotions/<int:pk>/decisions/", moderation.PromotionDecisionsView.as_view()),
    path("moderation/reports/<int:report_id>/decisions/", moderation.ReportDecisionsView.as_view()),
]
v1 = [
    *resource_paths(SHARED + V1_ONLY, V1),
    path("suggestions/", SuggestionViewSet.as_view({"get": "suggest"}, face=V1, detail=False), name="suggestions"),
    *own,
    *of_passes,
    *at_the_door,
    path("privacy/", PrivacyView.as_view(), name="privacy"),
    path("consents/", ConsentsView.as_view(), name="consents"),
    path("benefits/", BenefitsView.as_view(face=V1), name="benefits"),
    path("statistics/", statistics.TablesView.as_view(), name="statistics"),
    path("statistics/releases/", statistics.ReleasesView.as_view(), name="releases"),
    path(
        "statistics/releases/<int:number>/files/<str:language>/<str:format>/",
        release_files.ReleaseFileView.as_view(),
        name="release-file",
    ),
    path("statistics/<str:table>/", statistics.TableView.as_view(), name="statistics-table"),
    path("exports/", exports.ExportsView.as_view(), name="exports"),
    path("exports/<str:key>/", exports.ExportView.as_view(), name="statistics-export"),
    path("exports/<str:key>/file/", exports.FileView.as_view(), name="export-file"),
    *lives,
    path("schema/", docs.SchemaView.as_view(), name="schema"),
    path("docs/", docs.SwaggerView.as_view(), name="docs"),
    path("redoc/", docs.RedocView.as_view(), name="redoc"),
]
mobile = [
    *resource_paths(SHARED, MOBILE),
    path("benefits/", BenefitsView.as_view(face=MOBILE), name="benefits"),
    path("schema/", docs.MobileSchemaView.as_view(), name="schema"),
]

auth = [
    path("token/", accounts.TokenView.as_view(), name="token"),
    path("token/refresh/", accounts.TokenRefreshView.as_view(), name="token-refresh"),
]

urlpatterns = [
    path("", RedirectView.as_view(pattern_name="v1:docs", http_method_names=["get", "head", "options"]), name="home"),
    path(V1.root.lstrip("/"), include((v1, "v1"))),
    path(MOBILE.root.lstrip("/"), include((mobile, "mobile"))),
    path("auth/", include((auth, "auth"))),
]
