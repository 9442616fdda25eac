"""The choices in which a brief is said: where, when, with whom, for what pay, and whose it is."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Mode(models.TextChoices):
    """Where the work happens."""

    IN_PERSON = "in_person", _("In person")
    REMOTE = "remote", _("Online")
    HYBRID = "hybrid", _("Some of each")


class TimeKind(models.TextChoices):
    """Two kinds of time (REQUIREMENTS 4.3)."""

    SESSIONS = "sessions", _("On days in the calendar")
    OWN_TIME = "own_time", _("In your own time")


class Grouping(models.TextChoices):
    """Alone or together."""

    SOLO = "solo", _("On your own")
    TEAM = "team", _("In a team")
    EITHER = "either", _("On your own or in a team")


class Pay(models.TextChoices):
    """What the work is paid as."""

    PAID = "paid", _("Paid")
    UNPAID = "unpaid", _("Not paid")


class UnpaidGround(models.TextChoices):
    """Why unpaid work may be lawful; a person decides, the row keeps the reason."""

    CHARITY = "charity", _("A voluntary worker at a charity or public body")
    COURSE = "course", _("A required part of a course")
    SHADOWING = "shadowing", _("Looking on, without doing work")
    CLASS = "class", _("A class of projects that the university approved")


class WhoDecides(models.TextChoices):
    """Who chooses the students (REQUIREMENTS 4.1)."""

    UNIVERSITY = "university", _("The university shares out the places")
    HOST = "host", _("The host chooses")


class IpTerms(models.TextChoices):
    """Whose the work is."""

    STUDENT = "student", _("What you write stays yours. The host may use it.")
    HOST = "host", _("The host owns the result.")
    OPEN = "open", _("The result is published for everyone to use.")


class Need(models.TextChoices):
    """What of the place around it a project helps with; a project has one at most (R15).

    The values are words that search finds.
    """

    LONELINESS = "loneliness", _("People on their own")
    HEALTH = "health", _("Health and wellbeing")
    FOOD = "food", _("Food for everybody")
    HOMES = "homes", _("Homes and neighbourhoods")
    NATURE = "nature", _("Nature and climate")
    CULTURE = "culture", _("Culture and heritage")
    DIGITAL = "digital", _("Getting on with computers and phones")
    LEARNING = "learning", _("Learning and young people")
    TRADE = "trade", _("Local shops, trades and jobs")
    INCLUSION = "inclusion", _("Taking part, whoever you are")
