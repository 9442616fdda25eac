"""Names of pages. Public, then a student's own, then the desk's."""

from django.urls import path

from students.views import access, addresses, desk, equity, interests, me, own, roster

app_name = "students"
urlpatterns = [
    path("projects/<slug:code>/interest/", interests.submit_eoi, name="submit_eoi"),
    path("interests/<uuid:public_id>/sent/", interests.eoi_sent, name="eoi_sent"),
    path("interests/<uuid:public_id>/confirm/", interests.confirm_eoi, name="confirm_eoi"),
    path("interests/<uuid:public_id>/address/", interests.change_address, name="change_address"),
    path("interests/<uuid:public_id>/code/", interests.resend_code, name="resend_code"),
    path("me/interests/", own.my_eois, name="my_eois"),
    path("me/interests/<uuid:public_id>/order/", own.order_wishes, name="order_wishes"),
    path("me/interests/<uuid:public_id>/withdraw/", own.withdraw_eoi, name="withdraw_eoi"),
    path("me/free-days/", own.keep_free_days, name="keep_free_days"),
    path("me/about-you/", equity.equity_profile, name="equity_profile"),
    path("me/profile/", me.my_profile, name="my_profile"),
    path("me/profile/wrong/", me.ask_correction, name="ask_correction"),
    path("me/address/", addresses.change_login, name="change_login"),
    path("address/<uuid:public_id>/", addresses.confirm_login, name="confirm_login"),
    path("address/<uuid:public_id>/undo/", addresses.undo_login, name="undo_login"),
    path("me/access/", access.access_needs, name="access_needs"),
    path("desk/projects/<uuid:public_id>/interests/new/", desk.desk_eoi, name="desk_eoi"),
    path(
        "desk/interests/<uuid:public_id>/confirm/",
        desk.confirm_eoi_by_voice,
        name="confirm_eoi_by_voice",
    ),
    path("desk/students/", desk.student_list, name="student_list"),
    path("desk/students/import/", roster.import_roster, name="import_roster"),
    path("desk/students/corrections/", me.correction_list, name="correction_list"),
    path("desk/corrections/<uuid:public_id>/", me.settle_correction, name="settle_correction"),
    path("desk/students/<uuid:public_id>/", desk.student, name="student"),
    path(
        "desk/students/<uuid:public_id>/help/",
        access.open_access_needs,
        name="open_access_needs",
    ),
    path("desk/students/<uuid:public_id>/under-18/", desk.mark_under_18, name="mark_under_18"),
    path("desk/students/<uuid:public_id>/verify/", desk.verify_student, name="verify_student"),
]
