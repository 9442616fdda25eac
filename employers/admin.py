"""For operators, across institutions. States move by the verbs alone; nothing is made here."""

from django.contrib import admin
from django.http import HttpRequest

from employers.models import Challenge, Employer, Member, Partnership, Site


class _NotMadeHere(admin.ModelAdmin):
    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False


@admin.register(Employer)
class EmployerAdmin(_NotMadeHere):
    list_display = ["name", "slug", "kind", "sector"]
    list_filter = ["kind"]
    search_fields = ["name", "slug"]
    readonly_fields = ["slug"]


@admin.register(Member)
class MemberAdmin(_NotMadeHere):
    list_display = ["name", "employer", "is_contact", "is_supervisor"]
    search_fields = ["name", "email", "employer__name"]
    raw_id_fields = ["employer", "introduced_by", "user"]
    list_select_related = ["employer"]


@admin.register(Site)
class SiteAdmin(_NotMadeHere):
    list_display = ["name", "employer", "town"]
    search_fields = ["name", "address", "employer__name"]
    raw_id_fields = ["employer"]
    list_select_related = ["employer"]


@admin.register(Partnership)
class PartnershipAdmin(_NotMadeHere):
    list_display = ["employer", "institution", "checked_by", "paused"]
    list_filter = ["institution", "checked_by"]
    search_fields = ["employer__name"]
    raw_id_fields = ["employer", "owner"]
    list_select_related = ["employer", "institution"]


@admin.register(Challenge)
class ChallengeAdmin(_NotMadeHere):
    """To look at, not to change: every change has its verb."""

    list_display = ["title", "employer", "institution", "state", "starts_at"]
    list_filter = ["institution", "state"]
    search_fields = ["title", "code", "employer__name"]
    list_select_related = ["employer", "institution"]

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False
