"""Names of pages."""

from django.urls import path

from insights import (
    changes,
    equity_pages,
    exports_views,
    mine,
    privacy,
    public,
    said_pages,
    study_pages,
    views,
)

app_name = "insights"
urlpatterns = [
    path("me/data/", mine.my_data, name="my_data"),
    path("me/data/file/", mine.export_my_data, name="export_my_data"),
    path("me/data/delete/", mine.erase_me, name="erase_me"),
    path("me/data/keep/", mine.keep_me, name="keep_me"),
    path("host/data/", mine.host_data, name="host_data"),
    path("studies/<uuid:public_id>/", study_pages.study, name="study"),
    path("studies/<uuid:public_id>/answer/", study_pages.join_study, name="join_study"),
    path("desk/studies/", study_pages.study_list, name="study_list"),
    path("desk/studies/<uuid:public_id>/", study_pages.desk_study, name="desk_study"),
    path("desk/studies/<uuid:public_id>/file/", study_pages.export_study, name="export_study"),
    path("desk/changes/<slug:record>/<uuid:public_id>/", changes.changes, name="changes"),
    path("desk/privacy/", privacy.retention, name="retention"),
    path("figures/", public.public_figures, name="public_figures"),
    path("desk/reports/", views.programme_counts, name="programme_counts"),
    path("desk/reports/who-takes-part/", equity_pages.who_takes_part, name="who_takes_part"),
    path(
        "desk/reports/who-takes-part/report/",
        equity_pages.committee_report,
        name="committee_report",
    ),
    path("desk/reports/what-they-say/", said_pages.what_they_say, name="what_they_say"),
    path("desk/reports/terms/", views.term_by_term, name="term_by_term"),
    path("desk/reports/returns/", views.returns, name="returns"),
    path("desk/reports/files/<uuid:public_id>/", exports_views.export, name="export"),
    path(
        "desk/reports/files/<uuid:public_id>/open/", exports_views.open_export, name="open_export"
    ),
    path(
        "desk/reports/files/<uuid:public_id>/drop/", exports_views.drop_export, name="drop_export"
    ),
    path("desk/reports/<slug:measure>/file/", exports_views.ask_for_export, name="ask_for_export"),
    path("desk/reports/<slug:measure>/", views.counted_rows, name="counted_rows"),
]
