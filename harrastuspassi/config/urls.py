"""Every address of the system. Imported by name, so that the domain does not depend on the API."""

from django.urls import include, path

urlpatterns = [
    path("", include("api.urls")),
]
handler400 = "api.common.errors.bad_request"
handler404 = "api.common.errors.not_found"
handler500 = "api.common.errors.server_error"
