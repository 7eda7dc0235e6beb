"""Every address of the system. Imported by name, so that the domain does not depend on the API."""

from django.urls import include, path

urlpatterns = [
    path("", include("api.urls")),
]
