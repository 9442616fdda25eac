"""Names of pages: a student's own, the host's, the desk's."""

from django.urls import path

from placements.views import (
    access,
    arranging,
    boards,
    calendars,
    choosing,
    host,
    inviting,
    keeping,
    near,
    postponing,
    promises,
    queues,
    quotes,
    rebooking,
    rounds,
    sharing,
    staff,
    student,
    trouble,
)

app_name = "placements"

OFFER = "me/offers/<uuid:public_id>/"
PLACEMENT = "me/placements/<uuid:public_id>/"
PROJECT = "desk/projects/<uuid:public_id>/"
SHARED = "desk/projects/shared/"
ROUND = "desk/rounds/<uuid:public_id>/"
KEPT = "host/kept/<uuid:public_id>/"
HOSTED = "host/projects/<uuid:public_id>/"

urlpatterns = [
    path(OFFER, student.accept_place, name="accept_place"),
    path(f"{OFFER}no/", student.decline_place, name="decline_place"),
    path(f"{OFFER}another-way/", trouble.ask_another_way, name="ask_another_way"),
    path(f"{OFFER}there/<slug:code>/", near.send_there, name="send_there"),
    path(PLACEMENT, student.arrival_sheet, name="arrival_sheet"),
    path(f"{PLACEMENT}calendar.ics", calendars.calendar_file, name="calendar_file"),
    path("me/calendar/", calendars.subscribe, name="subscribe"),
    path(
        "calendars/<uuid:public_id>/<slug:secret>.ics",
        calendars.calendar_feed,
        name="calendar_feed",
    ),
    path(f"{PLACEMENT}cannot-come/", trouble.give_back_place, name="give_back_place"),
    path(f"{PLACEMENT}again/", postponing.agree_again, name="agree_again"),
    path(f"{PLACEMENT}help/", trouble.raise_concern, name="raise_concern"),
    path(f"{PLACEMENT}reflection/", student.reflect, name="reflect"),
    path(f"{PLACEMENT}rating/", student.rate_self, name="rate_self"),
    path(f"{HOSTED}door/", host.door_list, name="door_list"),
    path(f"{HOSTED}attendance/", host.mark_attendance, name="mark_attendance"),
    path(f"{HOSTED}concern/", host.host_concern, name="host_concern"),
    path(f"{HOSTED}sign-off/", host.sign_offs_of_project, name="sign_offs_of_project"),
    path(f"{HOSTED}choose/", choosing.choose, name="choose"),
    path(f"{HOSTED}choose/done/", choosing.finish_choosing, name="finish_choosing"),
    path(f"{PLACEMENT}quote/", quotes.give_quote, name="give_quote"),
    path(f"{PLACEMENT}invitations/", inviting.be_invited, name="be_invited"),
    path(f"{PLACEMENT}access/", arranging.share_access, name="share_access"),
    path(f"{PLACEMENT}access/back/", arranging.take_back_access, name="take_back_access"),
    path("desk/placements/<uuid:public_id>/arrangements/", arranging.arrange, name="arrange"),
    path(
        "desk/arrangements/<uuid:public_id>/drop/",
        arranging.drop_arrangement,
        name="drop_arrangement",
    ),
    path(f"{HOSTED}invite/", inviting.invite_again, name="invite_again"),
    path(f"{HOSTED}kept/", keeping.keep_places, name="keep_places"),
    path(f"{KEPT}back/", keeping.release_kept_places, name="release_kept_places"),
    path(f"{KEPT}decide/", keeping.decide_kept_places, name="decide_kept_places"),
    path("host/teams/<uuid:public_id>/sign-off/", host.sign_off, name="sign_off"),
    path(f"{PROJECT}places/", staff.places, name="places"),
    path(f"{PROJECT}teams/", boards.teams, name="teams"),
    path(f"{PROJECT}day/", boards.day, name="day"),
    path(f"{PROJECT}sign-off/", boards.outcome, name="outcome"),
    path(f"{PROJECT}share-out/", staff.share_out, name="share_out"),
    path(f"{PROJECT}offer-all/", staff.offer_all, name="offer_all"),
    path(f"{PROJECT}offer/", staff.offer_places, name="offer_places"),
    path(f"{PROJECT}postpone/", postponing.postpone_challenge, name="postpone_challenge"),
    path(f"{PROJECT}another-answer-day/", promises.say_another_day, name="say_another_day"),
    path(f"{PROJECT}share/", sharing.share_challenge, name="share_challenge"),
    path("desk/shares/<uuid:public_id>/back/", sharing.take_back_share, name="take_back_share"),
    path(SHARED, sharing.shared_with_us, name="shared_with_us"),
    path(f"{SHARED}<uuid:public_id>/answer/", sharing.answer_share, name="answer_share"),
    path(f"{PROJECT}rebook/", rebooking.rebook, name="rebook"),
    path(f"{PROJECT}refill/", staff.refill, name="refill"),
    path(f"{PROJECT}run-with-fewer/", staff.run_with_fewer, name="run_with_fewer"),
    path(f"{PROJECT}confirm-teams/", boards.confirm_teams, name="confirm_teams"),
    path("desk/offers/<uuid:public_id>/answer/", staff.record_answer, name="record_answer"),
    path("desk/offers/<uuid:public_id>/talk/", access.note_access_talk, name="note_access_talk"),
    path("desk/placements/<uuid:public_id>/move/", boards.move_member, name="move_member"),
    path(ROUND, rounds.review_allocation, name="review_allocation"),
    path(f"{ROUND}confirm/", rounds.confirm_allocation, name="confirm_allocation"),
    path(f"{ROUND}undo/", rounds.undo_confirmation, name="undo_confirmation"),
    path(f"{ROUND}send/", rounds.send_answers, name="send_answers"),
    path(f"{ROUND}swap/", rounds.swap, name="swap"),
    path("desk/quotes/", quotes.quotes, name="quotes"),
    path("desk/quotes/<uuid:public_id>/hide/", quotes.hide_quote, name="hide_quote"),
    path("desk/days/", queues.days, name="days"),
    path("desk/sign-offs/", queues.sign_offs, name="sign_offs"),
    path("desk/sign-offs/<uuid:public_id>/", queues.settle_outcome, name="settle_outcome"),
    path("desk/concerns/", queues.concerns, name="concerns"),
    path("desk/concerns/<uuid:public_id>/settle/", queues.settle_concern, name="settle_concern"),
]
