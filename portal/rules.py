"""Who may see the front hall's pages. Public pages are open to anyone."""

from core.permissions import Rules
from institutions.rules import anyone, sees_the_desk, signed_in

RULES: Rules = {
    "portal.welcome": anyone,
    "portal.listing": anyone,
    "portal.project": anyone,
    "portal.host_page": anyone,
    "portal.institution_css": anyone,
    "portal.set_theme": anyone,
    "portal.accessibility": anyone,
    "portal.privacy": anyone,
    "portal.home": signed_in,
    "portal.student_home": signed_in,
    "portal.staff_home": sees_the_desk,
    "portal.desk_projects": sees_the_desk,
}
