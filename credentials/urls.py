"""Names of pages: the student's own, the host's, the desk's."""

from django.urls import path

from credentials.views import (
    adding,
    again,
    appeals,
    desk,
    finding,
    host,
    merging,
    portfolios,
    signed,
    student,
    words,
)

app_name = "credentials"
urlpatterns = [
    path("me/badges/", student.my_credentials, name="my_credentials"),
    path("me/badges/all/", portfolios.share_portfolio, name="share_portfolio"),
    path("me/badges/found/", portfolios.be_found, name="be_found"),
    path("me/badges/cv.pdf", portfolios.cv_paper, name="cv_paper"),
    path("me/badges/<uuid:public_id>/", student.my_credential, name="my_credential"),
    path("me/badges/<uuid:public_id>/share/", student.share_credential, name="share_credential"),
    path("me/words/<uuid:public_id>/show/", words.show_words, name="show_words"),
    path("me/words/<uuid:public_id>/wrong/", words.dispute_words, name="dispute_words"),
    path("me/badges/<uuid:public_id>/answer/", appeals.appeal, name="appeal"),
    path("me/badges/<uuid:public_id>/file/", adding.add_to_credential, name="add_to_credential"),
    path("me/placements/<uuid:public_id>/sealed/", again.answer_sealed, name="answer_sealed"),
    path(
        "host/teams/<uuid:public_id>/sealed/",
        again.answer_sealed_of_team,
        name="answer_sealed_of_team",
    ),
    path("me/approaches/<uuid:public_id>/", finding.answer_approach, name="answer_approach"),
    path("host/people/", finding.find_students, name="find_students"),
    path("host/people/<uuid:public_id>/", finding.approach_student, name="approach_student"),
    path("host/endorsements/renew/", host.renew_endorsements, name="renew_endorsements"),
    path("host/signed/", signed.signed_for_us, name="signed_for_us"),
    path("host/achievements/<uuid:public_id>/stand/", signed.stand_behind, name="stand_behind"),
    path("host/backings/<uuid:public_id>/back/", signed.step_back, name="step_back"),
    path("host/endorsements/", host.my_endorsements, name="my_endorsements"),
    path(
        "host/badges/<uuid:public_id>/endorse/", host.endorse_credential, name="endorse_credential"
    ),
    path("host/endorsements/<uuid:public_id>/reach/", host.change_reach, name="change_reach"),
    path(
        "host/endorsements/<uuid:public_id>/withdraw/",
        host.withdraw_endorsement,
        name="withdraw_endorsement",
    ),
    path("desk/badges/", desk.credential_list, name="credential_list"),
    path("desk/badges/<uuid:public_id>/", desk.credential, name="credential"),
    path(
        "desk/badges/<uuid:public_id>/suspend/", desk.suspend_credential, name="suspend_credential"
    ),
    path(
        "desk/badges/<uuid:public_id>/restore/", desk.restore_credential, name="restore_credential"
    ),
    path("desk/badges/<uuid:public_id>/revoke/", desk.revoke_credential, name="revoke_credential"),
    path("desk/badges/answers/<uuid:public_id>/", appeals.decide_appeal, name="decide_appeal"),
    path("desk/letters/<uuid:public_id>/", finding.reported_letter, name="reported_letter"),
    path("desk/hosts/doubles/", merging.double_list, name="double_list"),
    path("desk/hosts/<uuid:public_id>/merge/", merging.merge_employers, name="merge_employers"),
    path("desk/hosts/<uuid:public_id>/unmerge/", merging.undo_merge, name="undo_merge"),
]
