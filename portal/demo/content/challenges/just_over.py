"""Two challenges of this week that are over: one waits for its sign-off, one for a last rating."""

from portal.demo.content.types import Badge, Challenge, Cost, Moment, Pay, Session

THISTLE_BLIND = Challenge(
    key="thistle-blind",
    institution="northshire",
    employer="thistle-coffee",
    site="thistle-roastery",
    contact="moira",
    supervisor="moira",
    stage="completed",
    title="Which of our six coffees would nobody miss?",
    summary=(
        "One day, one team of ten. You run a blind tasting with the neighbours, and tell us which "
        "two bags to stop roasting."
    ),
    problem=(
        "We roast six coffees and sell four. Each of us defends a different one, loudly. I would "
        "rather hear it from people who do not know which is which."
    ),
    why_now="We order green beans for half a year at the end of the month.",
    deliverable="A page: which two to stop, how sure you are, and what the tasting can not tell.",
    looks_good=(
        "Nobody who tasted knew what was in the cup, nor did whoever poured it.",
        "You say how many people it rests on, and who was missing.",
        "Two coffees, not “it depends”.",
    ),
    day=(
        Moment(at="09:30", what="Six coffees, and how not to be fooled.", more="Moira pours."),
        Moment(at="10:30", what="Set up, in twos.", more="Cups, letters, a table by the gate."),
        Moment(at="11:30", what="Sixty neighbours, six cups each."),
        Moment(at="13:30", what="Lunch."),
        Moment(at="14:15", what="Count, argue, write."),
        Moment(at="15:30", what="Tell all of us.", more="We have promised not to interrupt."),
    ),
    skills=("T4.3", "T2.1"),
    mode="in_person",
    sessions=(Session(day=-1, starts="09:30", ends="16:15", pause=45),),
    places=10,
    team_size=(8, 10),
    teams=1,
    first_timers=4,
    pay=Pay(
        amount=7800,
        reason="£13.00 an hour for 6 hours, above the legal minimum at every age.",
        paid="into your bank account, within 10 days",
    ),
    costs=(Cost(what="lunch", up_to=None, when="on the day", who="host"),),
    access="Step-free. The roaster is loud until 11; ear plugs at the door.",
    badge=Badge(
        name="Fair taster",
        description=(
            "Ran a blind tasting with nine others for a coffee roaster in one day, and said which "
            "two products the result speaks against."
        ),
    ),
    published=-40,
    closes=-25,
    answer_by=-24,
    module="BUS5102",
    good_to_know=("What you write stays yours. Thistle may use it.",),
    template="Test a new service",
)

BRACKWATER_QUIET = Challenge(
    key="brackwater-quiet",
    need="culture",
    institution="northshire",
    employer="brackwater-museum",
    site="brackwater-quay",
    contact="hetty",
    supervisor="hetty",
    stage="completed",
    title="How loud is our quiet hour?",
    summary=(
        "Three days, one team of five. You measure sound in six rooms, ask who came for the quiet, "
        "and say what to switch off first."
    ),
    problem=(
        "We promise a quiet hour each evening. A visitor wrote that it is not quiet, and she is an "
        "engineer. We have never measured it."
    ),
    why_now="The borough pays for a second quiet hour from spring, if the first one is one.",
    deliverable="A map of six rooms with what you measured and heard, and three things to change.",
    looks_good=(
        "Each room measured on all three days, and you say with what.",
        "At least twelve people asked why they came.",
        "The three changes cost us nothing.",
    ),
    day=(
        Moment(at="12:00", what="The meter, and how it lies.", more="Hetty claps."),
        Moment(at="13:30", what="Six rooms, ten minutes each, in the loud hours."),
        Moment(at="17:00", what="The same rooms in the quiet hour.", more="Ask people as they go."),
        Moment(at="Third day", what="Compare, draw, say it to Hetty and Piers."),
    ),
    skills=("T2.1", "T4.3"),
    mode="in_person",
    sessions=(
        Session(day=-4, starts="12:00", ends="18:30", pause=30),
        Session(day=-3, starts="12:00", ends="18:30", pause=30),
        Session(day=-2, starts="12:00", ends="18:30", pause=30),
    ),
    places=5,
    team_size=(4, 5),
    teams=1,
    pay=Pay(amount=0, ground="charity", reason="The museum is a public body: you are a volunteer."),
    costs=(
        Cost(what="travel", up_to=900, when="before the day", who="host"),
        Cost(what="lunch", up_to=None, when="on the day", who="host"),
    ),
    access="Step-free by the river door, lifts, stools to borrow.",
    badge=Badge(
        name="Sound surveyor",
        description=(
            "Measured sound in a museum on three days in a team of five, asked visitors what they "
            "heard, and said what to change first."
        ),
    ),
    published=-42,
    closes=-28,
    answer_by=-26,
    module="SCI5101",
    good_to_know=("What you write stays yours. The museum may use it.",),
    template="Measure something in a building",
)

JUST_OVER = (THISTLE_BLIND, BRACKWATER_QUIET)
