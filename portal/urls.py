"""The front hall: pages outside any institution, and the public pages of each.

Both stand in one namespace; the slug is written out here because two includes cannot share one.
"""

from django.urls import path

from portal.views import following, hall, listing, months, pairs, people, sharing, staff

app_name = "portal"
HERE = "<institution:institution>"
urlpatterns = [
    path("", hall.welcome, name="welcome"),
    path("home/", hall.home, name="home"),
    path("theme/", hall.set_theme, name="set_theme"),
    path("language/", hall.set_language, name="set_language"),
    path("accessibility/", hall.accessibility, name="accessibility"),
    path("sitemap.xml", sharing.sitemap, name="sitemap"),
    path("robots.txt", sharing.robots, name="robots"),
    path("privacy/", hall.privacy, name="privacy"),
    path("<institution:institution>/", listing.listing, name="listing"),
    path("<institution:institution>/projects/<slug:code>/", listing.project, name="project"),
    path(f"{HERE}/projects/<slug:code>/share/", sharing.share_project, name="share_project"),
    path(f"{HERE}/calendar/", months.month, name="month"),
    path(f"{HERE}/open.atom", sharing.open_feed, name="open_feed"),
    path(f"{HERE}/open.ics", sharing.open_calendar, name="open_calendar"),
    path("<institution:institution>/hosts/<slug:employer>/", listing.host_page, name="host_page"),
    path("<institution:institution>/me/", people.student_home, name="student_home"),
    path(
        f"{HERE}/me/interests/<uuid:public_id>/", following.follow_interest, name="follow_interest"
    ),
    path(f"{HERE}/me/placements/<uuid:public_id>/together/", pairs.together, name="together"),
    path(f"{HERE}/host/together/<uuid:public_id>/", pairs.together_with, name="together_with"),
    path("<institution:institution>/host/", people.host_home, name="host_home"),
    path(f"{HERE}/host/impact/<slug:employer>/", people.impact_note, name="impact_note"),
    path("<institution:institution>/modules/", people.academic_home, name="academic_home"),
    path("<institution:institution>/desk/", staff.staff_home, name="staff_home"),
    path("<institution:institution>/desk/projects/", staff.desk_projects, name="desk_projects"),
    path("<institution:institution>/colour.css", listing.institution_css, name="institution_css"),
]
