"""Names of the demo's pages; included under /demo/ where ``settings.DEMO`` is true."""

from django.urls import path

from portal.demo import gallery, views

app_name = "demo"
urlpatterns = [
    path("", views.doors, name="doors"),
    path("tours/<slug:door>/<int:number>/", views.tour_step, name="tour_step"),
    path("tours/end/", views.end_tour, name="end_tour"),
    path("people/", views.cast, name="cast"),
    path("people/walk/", views.walk_as, name="walk_as"),
    path("mailbox/", views.mailbox, name="mailbox"),
    path("mailbox/write/", views.write_to_clinic, name="write_to_clinic"),
    path("mailbox/<slug:letter_id>/", views.letter, name="letter"),
    path("letters/", views.every_letter, name="every_letter"),
    path("letters/<slug:kind>/", views.sample_letter, name="sample_letter"),
    path("letters/<slug:kind>/twin/", views.sample_twin, name="sample_twin"),
    path("clock/", views.move_clock, name="move_clock"),
    path("forged-badge.json", views.forged_badge, name="forged_badge"),
    path("components/", gallery.components, name="components"),
]
