"""Starter briefs (R41): good projects to begin from, each in words that a host can make their own.

What stands in [brackets] is for the host to replace; a brief with brackets in it is not sent.
"""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from core.templatetags.components.parts import Words


@dataclass(frozen=True, kw_only=True)
class Starter:
    """One starter brief. ``skills`` are codes of the core framework, two to four."""

    key: str
    title: Words
    for_whom: Words
    problem: Words
    deliverable: Words
    looks_good: Words
    skills: tuple[str, ...]
    day: tuple[tuple[str, Words], ...]


ARRIVE = ("9:30", _("Names, the room, and why this matters to us."))
HOME = ("16:00", _("Home."))

STARTERS: tuple[Starter, ...] = (
    Starter(
        key="social-media",
        title=_("A plan for our social media"),
        for_whom=_("Shops, cafés, clubs, charities"),
        problem=_(
            "We post when we remember to, and we cannot tell what it brings us. Our customers are "
            "[who they are], and we would like more of them to [come in, book, give]. We want it "
            "to be right before [a new season, an opening, an appeal]."
        ),
        deliverable=_(
            "A plan for the next three months: which channels, what we post each week, and how we "
            "can tell in ten minutes a month whether it works. With six posts ready to use."
        ),
        looks_good=_(
            "One person can keep it up in two hours a week. Each choice says why, and what you "
            "looked at. The six posts sound like us, and we could send them tomorrow."
        ),
        skills=("T1.3", "T2.4", "T4.1"),
        day=(
            ARRIVE,
            ("10:00", _("Look at what we posted, and at three others who do it well.")),
            ("12:30", _("Lunch")),
            ("13:30", _("Make the plan, and write six posts.")),
            ("15:15", _("Show us; we ask.")),
            HOME,
        ),
    ),
    Starter(
        key="next-step",
        title=_("Where should we grow next?"),
        for_whom=_("Small firms that think of a new place, product or customer"),
        problem=_(
            "We are thinking of [a second shop, a new product, selling online]. We know our own "
            "trade and not much about what lies next to it. We need somebody to look who is not "
            "in love with the idea. We have to say yes or no by [when], because [of what]."
        ),
        deliverable=_(
            "Two pages: two or three ways to grow, what each would cost and bring, what speaks "
            "against it, and which one you would try first and how."
        ),
        looks_good=_(
            "Every figure says where it comes from. One of the ways is to do nothing. Your first "
            "step costs little, and we would know within a month whether it works."
        ),
        skills=("T2.1", "T2.3", "T4.1"),
        day=(
            ARRIVE,
            ("10:00", _("Our figures, our customers, and your questions.")),
            ("12:30", _("Lunch")),
            ("13:30", _("Weigh the ways in your team.")),
            ("15:15", _("Tell us which one, and why.")),
            HOME,
        ),
    ),
    Starter(
        key="opening-hours",
        title=_("When should we be open?"),
        for_whom=_("Libraries, shops, surgeries, advice centres"),
        problem=_(
            "We can pay for [a number of] hours a week and have guessed for years which ones. "
            "People who need us [work until six, care for somebody, come by bus]. The hours for "
            "next year are settled in [month]."
        ),
        deliverable=_(
            "One page: which hours, for whom, who loses by it, and what you based it on."
        ),
        looks_good=_(
            "Every claim rests on something you saw, counted or were told. People who do not come "
            "today were asked too. It says what you could not find out."
        ),
        skills=("T2.1", "T2.3"),
        day=(
            ARRIVE,
            ("10:00", _("Count, look and ask: our records, and people who said yes to a chat.")),
            ("12:30", _("Lunch")),
            ("13:30", _("Work it out in your team.")),
            ("15:15", _("Tell us; we ask.")),
            HOME,
        ),
    ),
    Starter(
        key="plain-form",
        title=_("Make our form half as long"),
        for_whom=_("Anybody whose customers fill something in"),
        problem=_(
            "People fill in our form [for what] and many stop before the end. Some questions are "
            "there because they always were, and we no longer see it. We can change it before "
            "[the next round, the new system]."
        ),
        deliverable=_(
            "A new form, and a list of every question you cut, moved or reworded, with one line "
            "that says why."
        ),
        looks_good=_(
            "Half the questions, and nothing gone that the law asks for. Tried on two people who "
            "had never seen it, with how long each of them took."
        ),
        skills=("T2.1", "T4.1"),
        day=(
            ARRIVE,
            ("10:00", _("What each question is for, and which ones the law asks for.")),
            ("12:30", _("Lunch")),
            ("13:30", _("Cut, reword, try it on somebody.")),
            ("15:15", _("Show us the new one beside the old.")),
            HOME,
        ),
    ),
    Starter(
        key="what-customers-say",
        title=_("What do the people we serve think?"),
        for_whom=_("Anybody with customers, members or guests"),
        problem=_(
            "We hear from people who are very happy and from people who are angry. We would like "
            "to know what the others think about [what it is about], before we decide on [what "
            "you may change]."
        ),
        deliverable=_(
            "What twenty or more people told you, in three findings with their own words, and one "
            "thing we could change next week."
        ),
        looks_good=_(
            "Nobody can be recognised. What was asked, and of whom, is written down. The findings "
            "say how many people they rest on, and the proposal follows from them."
        ),
        skills=("T2.1", "T4.1", "T4.5"),
        day=(
            ARRIVE,
            ("10:00", _("Agree on five questions; go and ask.")),
            ("12:30", _("Lunch")),
            ("13:30", _("Sort what you heard.")),
            ("15:15", _("Three findings and one proposal.")),
            HOME,
        ),
    ),
    Starter(
        key="our-figures",
        title=_("What do our figures tell us?"),
        for_whom=_("Anybody with a spreadsheet nobody reads"),
        problem=_(
            "We have kept a list of [bookings, sales, visits] for [how long] and nobody has time "
            "to look at it. We think it could tell us [what you wonder about], and that would "
            "help with [what you decide next]."
        ),
        deliverable=_(
            "Three charts that answer our question, what they do not show, and a tidy copy of the "
            "list that we can go on using."
        ),
        looks_good=_(
            "Each chart answers one question, in a title that says the answer. What was tidied is "
            "written down. We can make the charts again next month without you."
        ),
        skills=("T1.3", "T2.1", "T2.3"),
        day=(
            ARRIVE,
            ("10:00", _("Read the list with us: what each column means.")),
            ("12:30", _("Lunch")),
            ("13:30", _("Tidy, count, draw.")),
            ("15:15", _("Show us three charts; we ask.")),
            HOME,
        ),
    ),
    Starter(
        key="less-waste",
        title=_("Throw less away, pay less for energy"),
        for_whom=_("Kitchens, workshops, offices, halls"),
        problem=_(
            "Our bill for [energy, waste, paper] has gone up and we do not know where it goes. "
            "There are [how many] of us and nobody has looked with fresh eyes. What we do before "
            "[winter, the next bill] counts double."
        ),
        deliverable=_(
            "A list of ten things to do, in order of what each saves and costs, and a poster for "
            "the three that everybody here can do today."
        ),
        looks_good=_(
            "Measured where it could be measured; a guess is called a guess. Each of the ten says "
            "who would do it. Somebody who works here has tried one of the three."
        ),
        skills=("T2.2", "T2.3", "T4.3"),
        day=(
            ARRIVE,
            ("10:00", _("Walk round, read meters, ask people what they do.")),
            ("12:30", _("Lunch")),
            ("13:30", _("Work out what each change saves.")),
            ("15:15", _("Ten things, in order.")),
            HOME,
        ),
    ),
    Starter(
        key="first-week",
        title=_("A better first week for new people"),
        for_whom=_("Anybody who takes on staff or volunteers"),
        problem=_(
            "New [colleagues, volunteers] learn our ways from whoever has a minute. Some leave in "
            "the first month and we think the first week has to do with it. The next ones begin "
            "in [month]."
        ),
        deliverable=_(
            "A plan for the first five days, a one-page welcome, and a list of what to have ready "
            "before somebody comes."
        ),
        looks_good=_(
            "Somebody who started lately says: this would have helped me. Each day has somebody "
            "to turn to, and the welcome is read in three minutes."
        ),
        skills=("T2.2", "T4.1", "T4.3"),
        day=(
            ARRIVE,
            ("10:00", _("Talk to three people who started lately.")),
            ("12:30", _("Lunch")),
            ("13:30", _("Write the plan and the welcome.")),
            ("15:15", _("Read it to us.")),
            HOME,
        ),
    ),
)

STARTER_OF = {starter.key: starter for starter in STARTERS}
