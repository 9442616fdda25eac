"""For operators, across institutions. A university is made by ``create_institution``, with its
policy, never here."""

from django.contrib import admin
from django.http import HttpRequest

from institutions.models import Institution, Module, Policy, StaffMember, Term


class _NotMadeHere(admin.ModelAdmin):
    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False


@admin.register(Institution)
class InstitutionAdmin(_NotMadeHere):
    list_display = ["name", "slug", "team_name", "jurisdiction", "zone"]
    search_fields = ["name", "slug"]
    readonly_fields = ["slug"]


@admin.register(Policy)
class PolicyAdmin(_NotMadeHere):
    list_display = ["institution", "places_at_most", "offer_hours", "over_offer"]
    readonly_fields = ["institution"]


@admin.register(StaffMember)
class StaffMemberAdmin(admin.ModelAdmin):
    list_display = ["user", "role", "institution"]
    list_filter = ["institution", "role"]
    search_fields = ["user__email", "user__name"]
    raw_id_fields = ["user"]
    list_select_related = ["user", "institution"]


@admin.register(Term)
class TermAdmin(admin.ModelAdmin):
    list_display = ["name", "institution", "starts_on", "ends_on"]
    list_filter = ["institution"]


@admin.register(Module)
class ModuleAdmin(admin.ModelAdmin):
    list_display = ["code", "title", "institution"]
    list_filter = ["institution"]
    search_fields = ["code", "title"]
    raw_id_fields = ["academics"]
