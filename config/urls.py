"""One include() for each app. Public pages of an institution live under its slug."""

from allauth.account.decorators import secure_admin_login
from django.conf import settings
from django.contrib import admin
from django.urls import include, path, register_converter

from institutions.converters import InstitutionSlug

register_converter(InstitutionSlug, "institution")
# By code and passkey, with limits.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]

handler500 = "core.faults.server_error"
urlpatterns = [
    path("accounts/", include("institutions.urls_of_links")),
    path("accounts/", include("accounts.urls")),
    path("", include("notifications.urls_of_doors")),
    path("", include("mailroom.urls_of_doors")),  # before the operators' pages
    path("", include("operations.urls")),
    path("operators/", admin.site.urls),
    path("", include("portal.health")),
    path("", include("credentials.urls_of_documents")),
    path("<institution:institution>/", include("institutions.urls")),
    path("<institution:institution>/", include("employers.urls")),
    path("<institution:institution>/", include("students.urls")),
    path("<institution:institution>/", include("placements.urls")),
    path("<institution:institution>/", include("credentials.urls")),
    path("<institution:institution>/", include("mailroom.urls")),
    path("<institution:institution>/", include("notifications.urls")),
    path("<institution:institution>/", include("insights.urls")),
    path("", include("portal.urls")),
]

if settings.DEMO:
    urlpatterns.insert(0, path("demo/", include("portal.demo.urls")))
