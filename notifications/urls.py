"""Names of pages."""

from django.urls import path

from notifications.views import desk, reading, stopping

app_name = "notifications"
urlpatterns = [
    path("me/letters/", reading.my_messages, name="my_messages"),
    path("me/letters/read/", reading.mark_read, name="mark_read"),
    path("me/letters/choice/", reading.choose_letters, name="choose_letters"),
    path("me/letters/works-again/", reading.my_address_works_again, name="my_address_works_again"),
    path("me/letters/<uuid:public_id>/", reading.open_message, name="open_message"),
    path("letters/stop/", stopping.stop_letters, name="stop_letters"),
    path("desk/letters/", desk.letters_that_wait, name="letters_that_wait"),
    path("desk/letters/try-now/", desk.try_letters_now, name="try_letters_now"),
    path(
        "desk/letters/<uuid:public_id>/works-again/",
        desk.address_works_again,
        name="address_works_again",
    ),
]
