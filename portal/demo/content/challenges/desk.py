"""Challenges that are not public yet: a draft, two in the queue, one sent back."""

from portal.demo.content.types import Badge, Challenge, Cost, Moment, Pay, Review, Session

KESTREL_LOAN = Challenge(
    key="kestrel-loan",
    need="nature",
    institution="northshire",
    employer="kestrel-cycles",
    site="kestrel-yard",
    contact="rosa",
    supervisor="jo",
    stage="draft",
    title="Should we lend bicycles by the week?",
    summary=(
        "One day, one team of four. You find out who would borrow a bicycle, and what could go "
        "wrong."
    ),
    problem=(
        "Eleven good bicycles hang from our ceiling because nobody came back for them. I would "
        "lend them out tomorrow. My partner says we would never see them again."
    ),
    why_now="The ceiling needs painting.",
    deliverable=(
        "One page: lend or sell, for how much, and the three rules that keep them coming back."
    ),
    looks_good=("At least fifteen people asked.", "The sums include a stolen bicycle."),
    day=(
        Moment(at="10:00", what="The eleven bicycles, and tea."),
        Moment(at="11:00", what="Ask people in the yard and at the tram stop."),
        Moment(at="13:00", what="Lunch at the bench."),
        Moment(at="14:00", what="Sums and rules."),
        Moment(at="16:00", what="Tell Rosa and Jo."),
    ),
    skills=("T2.3", "T2.4"),
    mode="in_person",
    sessions=(Session(day=32, starts="10:00", ends="17:00", pause=60),),
    places=4,
    team_size=(3, 4),
    teams=1,
    pay=Pay(
        amount=7800,
        reason="£13.00 an hour for 6 hours, above the legal minimum at every age.",
        paid="into your bank account, within 10 days",
    ),
    costs=(Cost(what="lunch", up_to=None, when="on the day", who="host"),),
    access="Level cobbles, one step with a ramp.",
    badge=Badge(
        name="Local business problem solver",
        description="Weighed up a new service for a bicycle workshop with three others in one day.",
    ),
    published=None,
    closes=26,
    answer_by=27,
    template="Test a new service",
)

THISTLE_CUPS = Challenge(
    key="thistle-cups",
    institution="northshire",
    employer="thistle-coffee",
    site="thistle-roastery",
    contact="moira",
    supervisor="kofi",
    stage="in_review",
    title="Half as many paper cups by spring",
    summary="Two half days, one team of five. You find out why people do not bring their own cup.",
    problem=(
        "We sell a cup that you keep, for nine pounds. We give 30 pence off if you bring it. Four "
        "people a day do. I refuse to believe that the other two hundred do not care."
    ),
    why_now="Paper cups go up by a fifth in price in two months.",
    deliverable="Three things to try at the counter, each for a week, and how we would know.",
    looks_good=(
        "You talked to people who do not bring a cup.",
        "Each trial can be run by one tired person at eight in the morning.",
    ),
    day=(
        Moment(at="08:30", what="Stand at the counter.", more="Just watch the first half hour."),
        Moment(at="09:30", what="Ask.", more="Kofi gives everyone who answers a biscuit."),
        Moment(at="11:00", what="Sort what you heard."),
        Moment(at="Second half day", what="Three trials, with a way to count each."),
    ),
    skills=("T2.4", "T4.1", "T3.2"),
    mode="in_person",
    sessions=(
        Session(day=18, starts="08:30", ends="12:30"),
        Session(day=19, starts="08:30", ends="12:30"),
    ),
    places=5,
    team_size=(4, 5),
    teams=1,
    pay=Pay(
        amount=10400,
        reason="£13.00 an hour for 8 hours, above the legal minimum at every age.",
        paid="into your bank account, on the last day of the month",
    ),
    access="Step-free, toilet with rails. Loud from 10 to 11; ear plugs at the door.",
    badge=Badge(
        name="Habit changer",
        description=(
            "Found out why customers keep a habit, and set up three small trials to change it."
        ),
    ),
    published=None,
    closes=12,
    answer_by=13,
    template="Waste less",
)

ORRIN_VISITORS = Challenge(
    key="orrin-visitors",
    institution="northshire",
    employer="orrin-foundry",
    site="orrin-works",
    contact="gunnar",
    supervisor="gunnar",
    stage="changes_requested",
    title="Forty visitors and one hot floor",
    summary="One day, one team of four. You plan an open day that is safe and not dull.",
    problem=(
        "The town wants to see a pour. So do we want to show one. Forty people in a hall made for "
        "nine is a problem of paint, rope and time, and I keep putting it off."
    ),
    why_now="The open day is in the spring programme already.",
    deliverable="A plan on one sheet: who stands where, when, and who says stop.",
    looks_good=("Sheila would sign it.", "A child of ten would not be bored."),
    day=(
        Moment(at="08:30", what="Boots and the safe walk."),
        Moment(at="09:30", what="Stand where a visitor would stand."),
        Moment(at="12:30", what="Lunch in the mess room."),
        Moment(at="13:30", what="Draw it, and walk it with Sheila."),
    ),
    skills=("T2.2", "T4.3"),
    mode="in_person",
    sessions=(Session(day=26, starts="08:30", ends="15:30", pause=60),),
    places=4,
    team_size=(4, 4),
    teams=1,
    pay=Pay(amount=0, reason="Work experience."),
    costs=(Cost(what="lunch", up_to=None, when="on the day", who="host"),),
    access="Uneven floor; a level walkway with a rail round it.",
    badge=Badge(
        name="Event planner",
        description="Planned a safe open day in a working foundry with three others.",
    ),
    published=None,
    closes=19,
    answer_by=20,
    template="Plan an event",
    review=(
        Review(
            by="dana",
            text=(
                "A good day, and the work is real, so it has to be paid: a company outside a "
                "course cannot have it for nothing. Six hours at £13.00 is £78 a student. Shall "
                "I put that in?"
            ),
        ),
        Review(
            by="gunnar", text="I did not know. Let me ask for the money; back to you this week."
        ),
    ),
)

BIRCH_WINTER = Challenge(
    key="birch-winter",
    institution="lakefield",
    employer="birch-street-kitchen",
    site="birch-hall",
    contact="aiyana",
    supervisor="aiyana",
    stage="in_review",
    title="A winter menu from what we really have",
    summary=(
        "One day, one team of five. You plan four weeks of suppers from frozen and stored food."
    ),
    problem=(
        "In January the farms send squash, onions and potatoes, and then more squash. Our guests "
        "are kind about it. I would like them not to have to be."
    ),
    why_now="The last farm truck comes in three weeks.",
    deliverable="Twenty suppers on one sheet, with what to buy and what it costs a plate.",
    looks_good=("Under $2.10 a plate.", "Something for guests who eat no meat, every night."),
    day=(
        Moment(at="10:00", what="The cold room, with gloves."),
        Moment(at="11:00", what="What guests told us last winter."),
        Moment(at="12:30", what="Soup."),
        Moment(at="13:15", what="Twenty suppers, and the sums."),
        Moment(at="15:30", what="Aiyana tastes the idea."),
    ),
    skills=("T2.2", "T2.1"),
    mode="in_person",
    sessions=(Session(day=15, starts="10:00", ends="16:00", pause=45),),
    places=5,
    team_size=(4, 5),
    teams=1,
    pay=Pay(
        amount=0, ground="course", reason="Part of ENVS2100: the day counts as your field visit."
    ),
    costs=(
        Cost(what="travel", up_to=700, when="on the day", who="university"),
        Cost(what="lunch", up_to=None, when="on the day", who="host"),
    ),
    access="Ramp on the north side, level inside.",
    badge=Badge(
        name="Menu planner",
        description="Planned a month of community suppers from stored food and a small budget.",
    ),
    published=None,
    closes=9,
    answer_by=10,
    module="ENVS2100",
    template="Plan with a small budget",
)

AT_THE_DESK = (KESTREL_LOAN, THISTLE_CUPS, ORRIN_VISITORS, BIRCH_WINTER)
