"""Names of pages."""

from django.urls import path

from institutions import views

app_name = "institutions"
urlpatterns = [
    path("logo/<slug:mark>.png", views.logo, name="logo"),
    path("desk/settings/", views.edit_institution, name="edit_institution"),
    path("desk/settings/policy/", views.edit_policy, name="edit_policy"),
    path("desk/settings/people/", views.staff_list, name="staff_list"),
    path("desk/settings/people/add/", views.add_staff, name="add_staff"),
    path("desk/settings/people/remove/", views.remove_staff, name="remove_staff"),
    path("desk/settings/terms/", views.term_list, name="term_list"),
    path("desk/settings/terms/add/", views.add_term, name="add_term"),
    path("desk/settings/terms/remove/", views.remove_term, name="remove_term"),
    path("desk/settings/terms/close/", views.close_days, name="close_days"),
    path("desk/settings/terms/open/", views.open_days, name="open_days"),
    path("desk/settings/modules/", views.module_list, name="module_list"),
    path("desk/settings/modules/add/", views.add_module, name="add_module"),
    path("desk/settings/modules/remove/", views.remove_module, name="remove_module"),
    path("desk/settings/modules/track/", views.choose_track, name="choose_track"),
]
