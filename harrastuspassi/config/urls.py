"""Every address of the system. The API is included by name, so that the domain does not depend on it."""

from django.urls import include, path

from harrastuspassi.config import health, media
from harrastuspassi.passes.pages import privacy

urlpatterns = [
    path("health/", health.serving, name="health"),
    path("health/jobs/", health.working, name="health-jobs"),
    path("console/", include("harrastuspassi.console.urls")),
    path("media/<path:name>", media.picture, name="media"),
    path("accounts/", include("harrastuspassi.accounts.pages.urls")),
    path("privacy/", privacy, name="privacy"),
    path("", include("api.urls")),
]
handler400 = "api.common.errors.bad_request"
handler404 = "api.common.errors.not_found"
handler500 = "api.common.errors.server_error"
