"""Every address of the system. The API is included by name, so that the domain does not depend on it."""

from django.templatetags.static import static
from django.urls import include, path
from django.views.generic import RedirectView

from harrastuspassi.config import health, media
from harrastuspassi.console.organizers import register
from harrastuspassi.participation.pages import door, door_code
from harrastuspassi.passes.pages import privacy

READ = ["get", "head"]

urlpatterns = [
    # Where browsers look for an icon beside answers that are no pages.
    path("favicon.ico", RedirectView.as_view(url=static("console/icon.svg"), http_method_names=READ), name="icon"),
    path("health/", health.serving, name="health"),
    path("health/jobs/", health.working, name="health-jobs"),
    path("console/", include("harrastuspassi.console.urls")),
    path("media/<path:name>", media.picture, name="media"),
    path("accounts/organizers/new/", register, name="register_organizer"),
    path("accounts/", include("harrastuspassi.accounts.pages.urls")),
    path("privacy/", privacy, name="privacy"),
    path("door/<str:token>/", door, name="door"),
    path("door/<str:token>/code/", door_code, name="door-code"),
    path("", include("api.urls")),
]
handler400 = "api.common.errors.bad_request"
handler404 = "api.common.errors.not_found"
handler500 = "api.common.errors.server_error"
