"""Challenges past their closing day: sharing out, offered, on today, called off."""

from portal.demo.content.types import Badge, Challenge, Cost, Moment, Pay, Review, Session

BRACKWATER_GALLERY = Challenge(
    key="brackwater-gallery",
    need="culture",
    institution="northshire",
    employer="brackwater-museum",
    site="brackwater-quay",
    contact="piers",
    supervisor="piers",
    stage="sharing_out",
    title="What do people do in the east gallery?",
    summary=(
        "Three evenings, three pairs. You watch quietly, count what visitors do, and tell us which "
        "two things to move."
    ),
    problem=(
        "The east gallery is our biggest room, and people walk through it in ninety seconds. The "
        "boats are on the left, the seats on the right, and everybody looks straight ahead. We "
        "would like to know why before we move anything heavy."
    ),
    why_now="The crane is booked for one day next term. After that nothing moves for three years.",
    deliverable="A floor plan with what people did where, and the two changes you would make.",
    looks_good=(
        "You counted at least 60 visitors, and say on which evenings.",
        "You say what you could not see from where you stood.",
        "Two changes, not ten.",
    ),
    day=(
        Moment(
            at="17:30", what="River door, pass, sandwiches.", more="Piers explains how to watch."
        ),
        Moment(at="18:00", what="Quiet hour: walk it yourself.", more="Sit on every seat."),
        Moment(
            at="18:30", what="Watch and count, in pairs.", more="One looks, one writes, then swap."
        ),
        Moment(at="19:40", what="Ten minutes together.", more="What surprised you?"),
    ),
    skills=("T2.1", "T4.3"),
    mode="in_person",
    sessions=(
        Session(day=6, starts="17:30", ends="20:00"),
        Session(day=11, starts="17:30", ends="20:00"),
        Session(day=16, starts="17:30", ends="20:00"),
    ),
    places=6,
    team_size=(2, 2),
    teams=3,
    first_timers=2,
    pay=Pay(amount=0, ground="charity", reason="The museum is a public body: you are a volunteer."),
    costs=(
        Cost(what="travel", up_to=900, when="before the day", who="host"),
        Cost(what="supper", up_to=None, when="on the day", who="host", note="Sandwiches and tea."),
    ),
    access="Step-free by the river door, lifts, stools to borrow. Evenings are the quiet hours.",
    badge=Badge(
        name="Visitor watcher",
        description=(
            "Watched and counted museum visitors on three evenings with a partner, and said which "
            "two changes the numbers support."
        ),
    ),
    published=-14,
    closes=-1,
    answer_by=1,
    good_to_know=("What you write stays yours. The museum may use it.",),
    template="Watch how people use a place",
)

ORRIN_HEAT = Challenge(
    key="orrin-heat",
    institution="northshire",
    employer="orrin-foundry",
    site="orrin-works",
    contact="gunnar",
    supervisor="gunnar",
    stage="offered",
    title="Where does the heat go? A map of one working day",
    summary=(
        "Two days in a foundry, one team of six. You measure where the warmth leaves the building "
        "and draw a map that a joiner can use."
    ),
    problem=(
        "We melt bronze at 1,100 degrees and our office is cold. I pay for that heat twice. I know "
        "the furnace by heart; I do not know the building, because I never stop in one place long "
        "enough to look."
    ),
    why_now="The roof is opened for repairs in spring: the one time that lagging is cheap.",
    deliverable="One map of the works with twenty readings, and the three holes to close first.",
    looks_good=(
        "Readings are taken twice, at two times of day.",
        "The map says how sure you are of each spot.",
        "The three holes are in the order that saves most for least.",
    ),
    day=(
        Moment(at="08:30", what="Boots, helmet, the safe walk.", more="Sheila checks the fit."),
        Moment(
            at="09:15", what="A pour, from behind the rail.", more="Gunnar tells you what you see."
        ),
        Moment(at="10:00", what="Readings, first round.", more="Twenty spots in threes."),
        Moment(at="12:30", what="Lunch in the mess room."),
        Moment(at="13:30", what="Readings again; start the map."),
        Moment(at="Second day", what="Finish the map and argue about the three holes."),
    ),
    skills=("T2.1", "T2.3"),
    mode="in_person",
    sessions=(
        Session(day=6, starts="08:30", ends="15:30", pause=60),
        Session(day=7, starts="08:30", ends="15:30", pause=60),
    ),
    places=6,
    team_size=(5, 6),
    teams=1,
    pay=Pay(
        amount=16800,
        reason="£14.00 an hour for 12 hours, above the legal minimum at every age.",
        paid="into your bank account, within 10 days",
    ),
    costs=(
        Cost(what="travel", up_to=1500, when="before the day", who="host"),
        Cost(
            what="equipment",
            up_to=None,
            when="on the day",
            who="host",
            note="Boots, helmet, meter.",
        ),
    ),
    access="Uneven floor; a level walkway with a rail round it. Hot, bright and loud at times.",
    badge=Badge(
        name="Energy mapper",
        description=(
            "Measured where a working foundry loses heat, with five others over two days, and "
            "named the three repairs that pay first."
        ),
    ),
    published=-18,
    closes=-4,
    answer_by=-3,
    module="SCI5101",
    good_to_know=("What you write stays yours. The foundry may use it.",),
    bring="Closed cotton clothes, no nylon. Boots and helmet are lent.",
    template="Measure something in a building",
    review=(
        Review(by="harish", text="Medium risk. Approved with the escort rule in the day plan."),
    ),
)

PELLOW_BREAD = Challenge(
    key="pellow-bread",
    need="food",
    institution="northshire",
    employer="pellows-bakery",
    site="pellow-bakehouse",
    contact="nell",
    supervisor="nell",
    stage="running",
    title="What happens to yesterday’s bread?",
    summary=(
        "One day, one team of five. You follow the bread that nobody bought and find a better end "
        "for it."
    ),
    problem=(
        "On a wet day we bring back ninety loaves. The pig farm takes some, the hostel takes "
        "some, and some goes in the bin, which I hate. I could bake less, but then we run out at "
        "four and people stop coming."
    ),
    why_now="The pig farm stops at the end of the month.",
    deliverable=(
        "A plan for one week: what to bake, what to do with what is left, and what it saves."
    ),
    looks_good=(
        "It starts from numbers for one real week.",
        "Somebody outside the bakery has said yes to taking part.",
        "It costs us less than twenty minutes a day.",
    ),
    day=(
        Moment(at="08:00", what="Coats, hair nets, warm rolls.", more="Nell shows you the crates."),
        Moment(
            at="09:00", what="Six shops, one week of numbers.", more="You choose what to trust."
        ),
        Moment(at="10:30", what="Ring three people.", more="Hostel, school kitchen, food bank."),
        Moment(at="12:00", what="Lunch, which is mostly bread."),
        Moment(at="12:30", what="Write the week."),
        Moment(at="14:00", what="Tell Nell and Albie."),
    ),
    skills=("T2.3", "T3.2"),
    mode="in_person",
    sessions=(Session(day=0, starts="08:00", ends="14:30", pause=30),),
    places=5,
    team_size=(4, 5),
    teams=1,
    first_timers=2,
    pay=Pay(
        amount=7800,
        reason="£13.00 an hour for 6 hours, above the legal minimum at every age.",
        paid="into your bank account, on Friday of next week",
    ),
    costs=(
        Cost(what="travel", up_to=1000, when="before the day", who="host"),
        Cost(what="lunch", up_to=None, when="on the day", who="host"),
    ),
    access="Step-free from the yard side. Flour and nuts in the air.",
    badge=Badge(
        name="Waste cutter",
        description=(
            "Worked out with four others what a bakery can do with unsold bread, from one week of "
            "its own numbers."
        ),
    ),
    published=-20,
    closes=-8,
    answer_by=-7,
    good_to_know=("What you write stays yours; the bakery may use it.",),
    bring="Closed shoes. We lend coats and hair nets.",
    background=(
        "Ninety loaves come back on a wet day, twenty on a dry one. A loaf costs us 74p to bake. "
        "The bin costs £38 a week.\n\n"
        "What we tried: half price after four (people waited for it), a box at the door (empty "
        "by noon, nobody knew by whom).\n\n"
        "How much bread is thrown away, and where: https://www.wrap.ngo/\n\n"
        "Do not worry about the ovens. Albie minds them, and he likes questions."
    ),
    late="tariq",
    template="Waste less",
)

PELLOW_EARLY = Challenge(
    key="pellow-early",
    institution="northshire",
    employer="pellows-bakery",
    site="pellow-bakehouse",
    contact="nell",
    supervisor="nell",
    stage="cancelled",
    title="What sells out before eight?",
    summary="One morning, one team of four. You watch the counter and find what to bake more of.",
    problem=(
        "By eight the cheese rolls are gone and the shelf is full of things nobody asked for. The "
        "till knows what we sold. It does not know what people wanted."
    ),
    why_now="We set the next baking list in a week.",
    deliverable="A list of six things to bake more of, and six to bake less of, with your counts.",
    looks_good=(
        "It counts what people asked for and did not get.",
        "It says how one wet morning differs from a dry one.",
    ),
    day=(
        Moment(at="06:45", what="Tea, and where to stand."),
        Moment(at="07:00", what="Watch and count, in pairs.", more="At two shops."),
        Moment(at="09:30", what="Breakfast, and put the counts together."),
        Moment(at="11:00", what="The two lists."),
    ),
    skills=("T2.1", "T4.1"),
    mode="in_person",
    sessions=(Session(day=2, starts="06:45", ends="11:45", pause=30),),
    places=4,
    team_size=(4, 4),
    teams=1,
    pay=Pay(
        amount=5850,
        reason="£13.00 an hour for 4½ hours, above the legal minimum at every age.",
        paid="into your bank account, within 10 days",
    ),
    costs=(
        Cost(what="travel", up_to=1800, when="before the day", who="host", note="Taxi shared."),
    ),
    access="Both shops step-free. Standing for an hour at a time; stools behind the counter.",
    badge=Badge(
        name="Demand counter",
        description=(
            "Counted what customers asked for in a bakery, and turned it into a baking list."
        ),
    ),
    published=-12,
    closes=-2,
    answer_by=1,
    good_to_know=("What you write stays yours; the bakery may use it.",),
    template="Watch how people use a place",
    cancelled=-1,
    cancelled_because=(
        "The second oven has failed and the shop you would have watched is shut until it is "
        "mended. Nell is sorry, and would like to ask again next month."
    ),
)

UNDERWAY = (BRACKWATER_GALLERY, ORRIN_HEAT, PELLOW_BREAD, PELLOW_EARLY)
