"""Five challenges that are over: signed off, badges out. ``signoffs`` says what came of them."""

from portal.demo.content.types import Badge, Challenge, Cost, Moment, Pay, Session

KESTREL_POSTS = Challenge(
    key="kestrel-posts",
    institution="northshire",
    employer="kestrel-cycles",
    site="kestrel-yard",
    contact="rosa",
    supervisor="rosa",
    stage="completed",
    title="Our first three months of posts, planned",
    summary=(
        "One day, one team of six. You talk to customers, look at what small firms post, and leave "
        "us a plan that nine busy people can keep."
    ),
    problem=(
        "We have an account with one photo of a wheel. Each time I sit down to write something, "
        "the phone rings. I do not need to be famous. I need the people two streets away to know "
        "that we mend things."
    ),
    why_now="Everyone oils their chain in spring, and this time they should think of us.",
    deliverable="A plan of posts for thirteen weeks, one page, with the first three ready to go.",
    looks_good=(
        "One of us can make each post in ten minutes with a phone.",
        "It is for people near here, not for cyclists everywhere.",
        "You tried at least two posts on real customers.",
    ),
    day=(
        Moment(
            at="10:00", what="Coffee, the yard, names.", more="Rosa shows what comes in broken."
        ),
        Moment(
            at="10:45", what="Talk to customers.", more="Saturday people and weekday people differ."
        ),
        Moment(at="13:00", what="Lunch at the long bench."),
        Moment(at="14:00", what="Plan, and try two posts."),
        Moment(at="16:15", what="Tell Rosa and Jo.", more="They argue with you."),
    ),
    skills=("T4.1", "T2.3"),
    mode="in_person",
    sessions=(Session(day=-12, starts="10:00", ends="17:00", pause=60),),
    places=6,
    team_size=(5, 6),
    teams=1,
    first_timers=2,
    pay=Pay(
        amount=7800,
        reason="£13.00 an hour for 6 hours, above the legal minimum at every age.",
        paid="into your bank account, within 10 days",
    ),
    costs=(
        Cost(what="travel", up_to=800, when="before the day", who="host"),
        Cost(what="lunch", up_to=None, when="on the day", who="host"),
    ),
    access="Level cobbles, one step with a ramp. Loud air tools some of the day.",
    badge=Badge(
        name="Local business problem solver",
        description=(
            "Worked for one day with five others on a live question of a bicycle workshop, and "
            "left a plan that its staff can carry out."
        ),
    ),
    published=-38,
    closes=-24,
    answer_by=-22,
    good_to_know=("What you write stays yours. Kestrel may use it.",),
    template="Plan a season of posts",
)

MARLPIT_TEENS = Challenge(
    key="marlpit-teens",
    institution="northshire",
    employer="marlpit-library",
    site="marlpit-tannery",
    contact="ines",
    supervisor="ines",
    stage="completed",
    title="Where did the fourteen-year-olds go?",
    summary=(
        "One day, one team of five. You look at four years of loans and a half-empty corner, and "
        "tell us what to change first."
    ),
    problem=(
        "They come every week until they are thirteen, and then they stop. We bought beanbags. "
        "Nobody has sat on a beanbag since the summer."
    ),
    why_now="We have £600 to spend by the end of the term, and I will not buy more beanbags.",
    deliverable="A page: three things to do with £600, in order, and what you based them on.",
    looks_good=(
        "It uses the loan figures and says where they mislead.",
        "It says what to stop doing.",
        "It could start on Monday.",
    ),
    day=(
        Moment(at="09:30", what="Tea, names, the corner.", more="Sit on a beanbag."),
        Moment(
            at="10:00", what="Four years of loans, no names in them.", more="In twos and threes."
        ),
        Moment(at="11:30", what="Talk to two sixth-formers who came back.", more="Ines sits in."),
        Moment(at="12:30", what="Lunch."),
        Moment(at="13:30", what="Three things, £600."),
        Moment(at="15:30", what="Tell Ines and Gerald."),
    ),
    skills=("T2.1", "T4.3"),
    mode="in_person",
    sessions=(Session(day=-26, starts="09:30", ends="16:00", pause=60),),
    places=5,
    team_size=(4, 5),
    teams=1,
    first_timers=3,
    pay=Pay(
        amount=0, ground="charity", reason="Marlpit is a charity: you are a volunteer for the day."
    ),
    costs=(
        Cost(what="travel", up_to=1200, when="before the day", who="host"),
        Cost(what="lunch", up_to=None, when="on the day", who="host"),
        Cost(what="care", up_to=4000, when="within 7 days", who="university"),
    ),
    access="Step-free, lift, hearing loop, quiet room.",
    badge=Badge(
        name="Evidence finder",
        description=(
            "Worked in a team of five with a library’s own figures, and told its trustees how to "
            "spend a small sum."
        ),
    ),
    published=-48,
    closes=-36,
    answer_by=-34,
    good_to_know=("What you write stays yours. The library may use it.",),
    template="Make sense of figures",
)

BRACKWATER_LABELS = Challenge(
    key="brackwater-labels",
    institution="northshire",
    employer="brackwater-museum",
    site="brackwater-quay",
    contact="hetty",
    supervisor="hetty",
    stage="completed",
    title="Fifty words about a whale",
    summary=(
        "Three evenings, two pairs. You rewrite ten labels so that a grandparent and a child can "
        "read them aloud to each other."
    ),
    problem=(
        "I wrote most of our labels. They are correct, and nobody finishes them. I cannot cut my "
        "own sentences; every one of them cost me a week in an archive."
    ),
    why_now="Labels are printed once a year.",
    deliverable="Ten labels of fifty words, each with the fact it rests on.",
    looks_good=(
        "Fifty words or fewer, and no word that has to be looked up.",
        "Every fact can be traced to our files.",
        "At least three were read aloud to visitors.",
    ),
    day=(
        Moment(at="17:30", what="Sandwiches, and a walk with a torch."),
        Moment(
            at="18:00", what="Read the old labels aloud.", more="Note where your breath runs out."
        ),
        Moment(at="18:45", what="Files, and a first cut, in pairs."),
        Moment(
            at="Third evening", what="Try them on visitors.", more="Hetty watches from the stairs."
        ),
    ),
    skills=("T4.1", "T2.4"),
    mode="in_person",
    sessions=(
        Session(day=-78, starts="17:30", ends="20:00"),
        Session(day=-73, starts="17:30", ends="20:00"),
        Session(day=-68, starts="17:30", ends="20:00"),
    ),
    places=4,
    team_size=(2, 2),
    teams=2,
    pay=Pay(amount=0, ground="charity", reason="The museum is a public body: you are a volunteer."),
    costs=(
        Cost(what="travel", up_to=900, when="before the day", who="host"),
        Cost(what="supper", up_to=None, when="on the day", who="host"),
    ),
    access="Step-free by the river door, lifts, stools to borrow.",
    badge=Badge(
        name="Story shortener",
        description=(
            "Rewrote museum labels with a partner on three evenings so that people of any age can "
            "read them aloud, keeping every fact true."
        ),
    ),
    published=-100,
    closes=-88,
    answer_by=-86,
    good_to_know=("What you write stays yours. The museum may use it and names you beside it.",),
    template="Shorten a text",
)

CORRAN_DAMP = Challenge(
    key="corran-damp",
    need="homes",
    institution="northshire",
    employer="corran-housing",
    site="corran-hub",
    contact="wyn",
    supervisor="wyn",
    stage="completed",
    title="Eight damp flats and three explanations",
    summary=(
        "Two days, two teams of three. You measure, listen to tenants, and say which explanation "
        "fits which flat."
    ),
    problem=(
        "We say: open a window. They say: mend the wall. We have been saying it for eleven "
        "years. I have eight flats, a meter for each, and nobody who has not already made up "
        "their mind."
    ),
    why_now="A new law gives us fourteen days to answer, and “open a window” is not an answer.",
    deliverable="A page for each flat: what you measured, what the tenant said, what to do first.",
    looks_good=(
        "Measured twice, and the weather written down.",
        "The tenant would say that you got them right.",
        "Says “we do not know” where you do not.",
    ),
    day=(
        Moment(at="09:30", what="How a wall gets wet.", more="Wyn, a bucket and a brick."),
        Moment(
            at="10:30", what="Two flats for each team, with a surveyor.", more="Measure and listen."
        ),
        Moment(at="13:00", what="Lunch at the hub."),
        Moment(at="14:00", what="Two more flats."),
        Moment(
            at="Second day",
            what="Write, compare, and say it to the tenants first.",
            more="Then to Wyn.",
        ),
    ),
    skills=("T2.1", "T4.1", "T4.5"),
    mode="in_person",
    sessions=(
        Session(day=-19, starts="09:30", ends="16:00", pause=60),
        Session(day=-18, starts="09:30", ends="16:00", pause=60),
    ),
    places=6,
    team_size=(3, 3),
    teams=2,
    first_timers=2,
    pay=Pay(
        amount=14850,
        reason="£13.50 an hour for 11 hours, above the legal minimum at every age.",
        paid="into your bank account, within 10 days",
    ),
    costs=(
        Cost(what="travel", up_to=1000, when="before the day", who="host"),
        Cost(what="lunch", up_to=None, when="on the day", who="host"),
    ),
    access="The hub is step-free. Two of the flats are up stairs; teams are shared out to suit.",
    badge=Badge(
        name="Fair investigator",
        description=(
            "Measured damp in tenants’ homes and heard both sides over two days, in a team of "
            "three, and said plainly what was known and what was not."
        ),
    ),
    published=-44,
    closes=-30,
    answer_by=-28,
    module="SCI5101",
    good_to_know=(
        "What you write stays yours. Corran may use it.",
        "A member of staff is with you in every home.",
    ),
    template="Measure something in a building",
)

BIRCH_PANTRY = Challenge(
    key="birch-pantry",
    institution="lakefield",
    employer="birch-street-kitchen",
    site="birch-hall",
    contact="aiyana",
    supervisor="aiyana",
    stage="completed",
    title="The longest line in Lakefield",
    summary=(
        "One Saturday’s records, one day, one team of three. You shorten the wait at the pantry."
    ),
    problem=(
        "On Saturdays people wait fifty minutes for a ten-minute visit, outside, with children. We "
        "have the doors, the hands and the food. It is the order that is wrong."
    ),
    why_now="The cold months are coming.",
    deliverable=(
        "A drawing of the hall, a new order of steps, and what you expect the wait to become."
    ),
    looks_good=("It needs no new money.", "Guests keep their choice of what they take."),
    day=(
        Moment(at="09:30", what="Walk the line as a guest would."),
        Moment(
            at="10:15", what="Times from four Saturdays.", more="Written on the back of flyers."
        ),
        Moment(at="12:30", what="Soup."),
        Moment(at="13:15", what="Move the tables, walk it again."),
        Moment(at="15:00", what="Tell Aiyana and two guests."),
    ),
    skills=("T2.2", "T2.3"),
    mode="in_person",
    sessions=(Session(day=-22, starts="09:30", ends="15:30", pause=45),),
    places=3,
    team_size=(3, 3),
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
        name="Flow fixer",
        description="Redesigned the way guests move through a community pantry with two others.",
    ),
    published=-42,
    closes=-32,
    answer_by=-30,
    module="ENVS2100",
    template="Watch how people use a place",
)

DONE = (KESTREL_POSTS, MARLPIT_TEENS, BRACKWATER_LABELS, CORRAN_DAMP, BIRCH_PANTRY)
