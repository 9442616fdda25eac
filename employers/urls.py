"""Names of pages."""

from django.urls import path

from employers.views import (
    bulk,
    clearing,
    colleagues,
    desk,
    drafts,
    editing,
    host,
    hosts,
    imports,
    law,
    life,
    partnerships,
    posting,
    reports,
    safety,
    series,
    versions,
)

app_name = "employers"
PROJECT = "desk/projects/<uuid:public_id>"
BRIEF = "host/projects/<uuid:public_id>"
COLLEAGUE = "host/colleagues/<uuid:public_id>"
SUGGESTED = "host/suggested/<uuid:public_id>"
HOST = "desk/hosts/<uuid:public_id>"

urlpatterns = [
    # anybody
    path("post/", posting.draft_challenge, name="draft_challenge"),
    path("post/letter/", drafts.send_draft, name="send_draft"),
    path("post/open/", drafts.open_draft, name="open_draft"),
    path("post/<slug:step>/", posting.draft_challenge, name="draft_challenge"),
    path("post/sent/<uuid:public_id>/", host.submit_challenge, name="submit_challenge"),
    path("post/sent/<uuid:public_id>/again/", host.resend_code, name="resend_code"),
    path("host/call/", host.ask_for_call, name="ask_for_call"),
    path("projects/<slug:code>/report/", reports.report_challenge, name="report_challenge"),
    # hosts
    path("hosts/<slug:employer>/name-me/", reports.name_me, name="name_me"),
    path("host/projects/<uuid:public_id>/", host.my_challenge, name="my_challenge"),
    path("host/projects/<uuid:public_id>/edit/", editing.edit_challenge, name="edit_challenge"),
    path("host/projects/<uuid:public_id>/again/", host.clone_challenge, name="clone_challenge"),
    path("host/projects/<uuid:public_id>/cancel/", host.cancel_challenge, name="cancel_challenge"),
    path("host/projects/<uuid:public_id>/pause/", life.pause_challenge, name="pause_challenge"),
    path("host/projects/<uuid:public_id>/resume/", life.resume_challenge, name="resume_challenge"),
    path("host/check/<uuid:public_id>/", safety.answer_host_check, name="answer_host_check"),
    path("host/projects/<uuid:public_id>/series/", series.make_series, name="make_series"),
    path("host/projects/<uuid:public_id>/keep/", series.keep_template, name="keep_template"),
    path("host/templates/", series.own_templates, name="own_templates"),
    path("host/templates/<uuid:public_id>/use/", series.use_template, name="use_template"),
    path("host/templates/<uuid:public_id>/drop/", series.drop_template, name="drop_template"),
    path(f"{BRIEF}/versions/", versions.brief_versions, name="brief_versions"),
    path(f"{BRIEF}/versions/say/", versions.comment_on_brief, name="comment_on_brief"),
    path(f"{SUGGESTED}/take/", versions.accept_suggestion, name="accept_suggestion"),
    path(f"{SUGGESTED}/leave/", versions.decline_suggestion, name="decline_suggestion"),
    path("host/colleagues/", colleagues.colleagues, name="colleagues"),
    path("host/organisation/", colleagues.edit_own_employer, name="edit_own_employer"),
    path("host/colleagues/ask/", colleagues.invite_colleague, name="invite_colleague"),
    path(f"{COLLEAGUE}/off/", colleagues.remove_colleague, name="remove_colleague"),
    path(f"{COLLEAGUE}/join/", colleagues.join_host, name="join_host"),
    # the university
    path("desk/series/<uuid:public_id>/", series.publish_series, name="publish_series"),
    path(f"{PROJECT}/extend/", life.extend_challenge, name="extend_challenge"),
    path(f"{PROJECT}/brief/", desk.review_challenge, name="review_challenge"),
    path(f"{PROJECT}/publish/", desk.publish_challenge, name="publish_challenge"),
    path(f"{PROJECT}/show/", clearing.send_to_host, name="send_to_host"),
    path(f"{PROJECT}/question/", desk.request_changes, name="request_changes"),
    path(f"{PROJECT}/close/", desk.close_challenge, name="close_challenge"),
    path(f"{PROJECT}/safety/", safety.assess_risk, name="assess_risk"),
    path(f"{PROJECT}/safeguards/", safety.record_safeguards, name="record_safeguards"),
    path(f"{PROJECT}/host-check/", safety.ask_for_host_check, name="ask_for_host_check"),
    path("desk/several/assign/", bulk.assign_challenges, name="assign_challenges"),
    path("desk/several/publish/", bulk.publish_challenges, name="publish_challenges"),
    path("desk/several/remind/", bulk.remind_hosts, name="remind_hosts"),
    path("desk/calls/", desk.call_list, name="call_list"),
    path("desk/calls/<uuid:public_id>/settle/", desk.settle_call, name="settle_call"),
    path("desk/reported/", reports.report_list, name="report_list"),
    path("desk/reported/<uuid:public_id>/settle/", reports.settle_report, name="settle_report"),
    path("desk/law/", law.law_table, name="law_table"),
    path("desk/law/classes/", law.approve_class, name="approve_class"),
    path("desk/law/classes/<uuid:public_id>/end/", law.end_class, name="end_class"),
    path("desk/hosts/", hosts.host_list, name="host_list"),
    path("desk/hosts/spreadsheet/", imports.import_employers, name="import_employers"),
    path(f"{HOST}/", hosts.host_record, name="host_record"),
    path(f"{HOST}/edit/", hosts.edit_employer, name="edit_employer"),
    path(f"{HOST}/check/", hosts.vouch_for_employer, name="vouch_for_employer"),
    path(f"{HOST}/host-check/", safety.record_host_check, name="record_host_check"),
    path(f"{HOST}/stage/", partnerships.edit_partnership, name="edit_partnership"),
    path(f"{HOST}/note/", partnerships.write_note, name="write_note"),
    path(f"{HOST}/done/", partnerships.settle_next_step, name="settle_next_step"),
    path(f"{HOST}/people/add/", hosts.add_member, name="add_member"),
    path(f"{HOST}/people/<uuid:member_id>/", hosts.edit_member, name="edit_member"),
    path(f"{HOST}/places/add/", hosts.add_site, name="add_site"),
    path(f"{HOST}/places/<uuid:site_id>/", hosts.edit_site, name="edit_site"),
]
