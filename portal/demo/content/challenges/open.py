"""Five challenges that take interests: filling, small, crowded, nearly empty, one in Ontario."""

from portal.demo.content.types import Badge, Challenge, Cost, Moment, OwnTime, Pay, Review, Session

MARLPIT_EVENINGS = Challenge(
    key="marlpit-evenings",
    need="learning",
    institution="northshire",
    employer="marlpit-library",
    site="marlpit-tannery",
    contact="ines",
    supervisor="ines",
    stage="open",
    title="Which two evenings should we open late?",
    summary=(
        "One day, two teams of five. You find out which evenings would help people who cannot come "
        "by day, and tell the library what to do."
    ),
    problem=(
        "We can pay for two late evenings a week and no more. Half the people who need us work "
        "until six. We have guessed for years; I would like to stop guessing before the next "
        "timetable is printed."
    ),
    why_now="The timetable goes to the printer in three weeks, and then it stands for a year.",
    deliverable=(
        "One page: which two evenings, for whom, and what you based it on. Each team talks it "
        "through for ten minutes at 15:15."
    ),
    looks_good=(
        "It names two evenings, and says who gains and who does not.",
        "Every claim rests on something you saw, counted or were told.",
        "A trustee who was not there could act on it.",
    ),
    day=(
        Moment(
            at="09:30", what="Tea, names, the building.", more="Ines meets you at the front desk."
        ),
        Moment(
            at="10:00",
            what="Look and ask.",
            more="Door counts for a year, and people in the reading room who said yes to a chat.",
        ),
        Moment(at="12:30", what="Lunch", more="In the garden room if it is dry."),
        Moment(at="13:30", what="Work it out in your team.", more="Ines looks in at 14:30."),
        Moment(at="15:15", what="Say what you found.", more="Ten minutes a team, then questions."),
        Moment(
            at="16:00", what="Home.", more="Four minutes of questions for you the next morning."
        ),
    ),
    skills=("T2.3", "T4.1"),
    mode="in_person",
    sessions=(Session(day=8, starts="09:30", ends="16:00", pause=60),),
    places=10,
    team_size=(4, 5),
    teams=2,
    first_timers=5,
    pay=Pay(
        amount=0, ground="charity", reason="Marlpit is a charity: you are a volunteer for the day."
    ),
    costs=(
        Cost(what="travel", up_to=1200, when="before the day", who="host"),
        Cost(what="lunch", up_to=None, when="on the day", who="host", note="At the library."),
        Cost(
            what="care",
            up_to=4000,
            when="within 7 days",
            who="university",
            note="Care for a child or relative.",
        ),
    ),
    access="Step-free, lift, hearing loop, quiet room.",
    badge=Badge(
        name="Community problem solver",
        description=(
            "Worked in a team for one day on a live question of a community library, and told its "
            "staff what to do and why."
        ),
    ),
    published=-8,
    closes=3,
    answer_by=4,
    good_to_know=("What you write stays yours. The library may use it.",),
    template="Opening hours and visitors",
    review=(
        Review(by="tunde", text="Could the teams talk to readers who gave their consent before?"),
        Review(by="ines", text="Yes. I will put a sheet on the desk the week before."),
    ),
)

HARBOUR_FORM = Challenge(
    key="harbour-form",
    need="health",
    institution="northshire",
    employer="harbour-lane-law-centre",
    site=None,
    contact="samira",
    supervisor="samira",
    stage="open",
    title="Make our first form half as long",
    summary=(
        "Seven hours from home, in your own time, on your own. You take a form of 41 questions and "
        "hand back one that a tired person can finish."
    ),
    problem=(
        "People fill in our form on a phone, on the bus, on the worst day of their year. One in "
        "three stops before the end. Some of the questions are there because they were always "
        "there, and I cannot see it any more."
    ),
    why_now="Our website is rebuilt next month; after that the form is fixed for two years.",
    deliverable=(
        "A new form, and a list of every question you cut, moved or reworded, with one line why."
    ),
    looks_good=(
        "No more than 20 questions, and none that a later talk could answer better.",
        "A reading age of twelve or less, checked with a tool and with one person.",
        "What the law makes us ask is still there.",
    ),
    day=(
        Moment(
            at="First call",
            what="Half an hour with Samira.",
            more="What each question is for, and which ones the law asks for.",
        ),
        Moment(
            at="In between",
            what="Six hours, whenever you like.",
            more="You try the old form, cut, reword, and try it on one friend.",
        ),
        Moment(
            at="Last call",
            what="Half an hour to hand it over.",
            more="Samira reads it before; you talk about what you were unsure of.",
        ),
    ),
    skills=("T4.1", "T2.2"),
    mode="remote",
    own_time=OwnTime(
        hours=7,
        first_day=7,
        last_day=16,
        meetings=(
            Session(day=7, starts="16:00", ends="16:30", mode="remote", note="First call"),
            Session(day=16, starts="12:00", ends="12:30", mode="remote", note="Last call"),
        ),
    ),
    places=3,
    team_size=(1, 1),
    teams=3,
    pay=Pay(
        amount=9100,
        reason="£13.00 an hour for 7 hours, above the legal minimum at every age.",
        paid="into your bank account, within 10 days of the last call",
    ),
    access="Everything by keyboard and screen reader. Calls with captions, camera off is fine.",
    badge=Badge(
        name="Plain-language maker",
        description=(
            "Rewrote a public form for a law centre so that people in difficulty can finish it, "
            "and gave a reason for every change."
        ),
    ),
    published=-5,
    closes=2,
    answer_by=3,
    good_to_know=(
        "What you write stays yours. The law centre may use it.",
        "You work on empty forms only; you never see a client’s answers.",
    ),
    template="Shorten a form",
)

THISTLE_MONTHLY = Challenge(
    key="thistle-monthly",
    institution="northshire",
    employer="thistle-coffee",
    site="thistle-roastery",
    contact="moira",
    supervisor="kofi",
    stage="open",
    paused=True,
    title="Would our customers pay by the month?",
    summary=(
        "Four afternoons, a week apart, in a team of four. You test an idea on real customers "
        "before we spend money on it."
    ),
    problem=(
        "Everyone tells me to sell subscriptions. Nobody has asked the people who buy from us on "
        "Saturdays whether they want one, or what they would want in it. I would rather hear no "
        "from you than from my bank."
    ),
    why_now="We choose our new till in six weeks, and only some tills can do it.",
    deliverable=(
        "A yes or a no, with a price, what is in the box, and what thirty customers said. Ten "
        "slides at most, or three pages."
    ),
    looks_good=(
        "Thirty people asked, and the questions did not push them.",
        "The sums show how many customers we need before it pays.",
        "It says what would change your mind.",
    ),
    day=(
        Moment(
            at="First afternoon", what="Roastery, coffee, questions.", more="Kofi shows the orders."
        ),
        Moment(
            at="Second afternoon", what="From home: write the questions.", more="Kofi tries them."
        ),
        Moment(
            at="Third afternoon", what="From home: what thirty people said.", more="And the sums."
        ),
        Moment(at="Last afternoon", what="Tell Moira.", more="Twenty minutes, then cake."),
    ),
    skills=("T2.4", "T2.1"),
    mode="hybrid",
    sessions=(
        Session(day=12, starts="13:00", ends="16:30", note="At the roastery"),
        Session(day=17, starts="13:00", ends="16:30", mode="remote"),
        Session(day=22, starts="13:00", ends="16:30", mode="remote"),
        Session(day=27, starts="13:00", ends="16:30", note="At the roastery"),
    ),
    places=4,
    team_size=(3, 4),
    teams=1,
    pay=Pay(
        amount=18200,
        reason="£13.00 an hour for 14 hours, above the legal minimum at every age.",
        paid="into your bank account, on the last day of the month",
    ),
    costs=(Cost(what="travel", up_to=600, when="within 7 days", who="host"),),
    access="Step-free, toilet with rails. The roaster is loud from 10 to 11, before you come.",
    decides="host",
    badge=Badge(
        name="Idea tester",
        description=(
            "Tested a business idea on real customers of a small firm, did the sums, and gave its "
            "owner a clear answer."
        ),
    ),
    published=-9,
    closes=5,
    answer_by=6,
    module="BUS5102",
    good_to_know=("What you make stays yours. Thistle may use it.",),
    leads_to="https://thistlecoffee.example/summer-work",
    template="Test a new service",
    review=(
        Review(
            by="dana", text="You choose, and it is paid: fine. You read sentences without names."
        ),
        Review(by="moira", text="Suits me. I only want to know whether they are curious."),
    ),
)

CORRAN_LETTER = Challenge(
    key="corran-letter",
    need="homes",
    institution="northshire",
    employer="corran-housing",
    site="corran-hub",
    contact="delphine",
    supervisor="delphine",
    stage="open",
    title="The letter that everybody rings us about",
    summary=(
        "Two evenings, two teams of three. You rewrite one letter about repairs so that people "
        "understand it the first time, and try it on tenants."
    ),
    problem=(
        "We send 400 of these a month, and 150 people ring to ask what it means. The answer is in "
        "the letter. It is in the third paragraph, behind a word that only we use."
    ),
    why_now="The letter system changes next month, and each new letter has to be typed in by hand.",
    deliverable="One letter, one text message of 160 signs, and notes of what five tenants said.",
    looks_good=(
        "The first line says what happens, on which day.",
        "Five tenants could say it back in their own words.",
        "It fits on one side of paper at a size people can read.",
    ),
    day=(
        Moment(at="17:30", what="Supper and four bad letters.", more="Including the one."),
        Moment(
            at="18:15", what="Two tenants tell you what they understood.", more="You only listen."
        ),
        Moment(at="19:00", what="First version, in threes."),
        Moment(
            at="Second evening",
            what="From home: five tenants read it.",
            more="You change it again.",
        ),
    ),
    skills=("T4.1", "T4.3"),
    mode="hybrid",
    sessions=(
        Session(day=9, starts="17:30", ends="20:30", pause=30),
        Session(day=14, starts="17:30", ends="20:30", pause=30, mode="remote"),
    ),
    places=6,
    team_size=(2, 3),
    teams=2,
    first_timers=3,
    pay=Pay(
        amount=0,
        ground="charity",
        reason="Corran is a charity: you are a volunteer on both evenings.",
    ),
    costs=(
        Cost(what="travel", up_to=800, when="before the day", who="host"),
        Cost(what="supper", up_to=None, when="on the day", who="host"),
        Cost(what="care", up_to=4000, when="within 7 days", who="university"),
    ),
    access="Step-free, lift, hearing loop, prayer room, baby changing. Children may come along.",
    badge=Badge(
        name="Clear-letter writer",
        description=(
            "Rewrote a letter to tenants with two others, tried it on readers, and changed it "
            "again."
        ),
    ),
    published=-2,
    closes=6,
    answer_by=7,
    good_to_know=("What you write stays yours. Corran may use it.",),
    template="Rewrite a letter",
)

LOCKSIDE_CATALOGUE = Challenge(
    key="lockside-catalogue",
    institution="lakefield",
    employer="lockside-canoe",
    site="lockside-shop",
    contact="bertrand",
    supervisor="bertrand",
    stage="open",
    title="Three hundred repairs and no list",
    summary=(
        "One day in a boat shop, in a team of four. You turn a shoebox of repair slips into a list "
        "that tells us what breaks, and when."
    ),
    problem=(
        "I know every canoe in this valley, and I know it in my head. If I fall off the dock, it "
        "is gone. I want to see what breaks before it breaks."
    ),
    why_now="In spring everybody comes at once; we order cedar and canvas in winter.",
    deliverable=(
        "A spreadsheet of one year of slips, and one page: the five things we should stock."
    ),
    looks_good=(
        "Somebody else could add a slip without asking you.",
        "The five things rest on counts, not on stories.",
    ),
    day=(
        Moment(
            at="09:00", what="Red door, dog, coffee.", more="Bertrand shows a hull and its scars."
        ),
        Moment(at="10:00", what="Slips on the long table.", more="You agree on the columns first."),
        Moment(at="12:00", what="Lunch by the lock."),
        Moment(at="13:00", what="Type, count, argue."),
        Moment(at="15:00", what="The five things.", more="Bertrand disagrees with one of them."),
    ),
    skills=("T2.1", "T1.3"),
    mode="in_person",
    sessions=(Session(day=9, starts="09:00", ends="15:30", pause=60),),
    places=4,
    team_size=(3, 4),
    teams=1,
    pay=Pay(
        amount=11550,
        reason="$21.00 an hour for 5½ hours, above Ontario’s general minimum wage.",
        paid="by direct deposit, within 10 days",
    ),
    costs=(Cost(what="lunch", up_to=None, when="on the day", who="host"),),
    access="Level floor, gravel yard. Cedar dust: masks at the door.",
    badge=Badge(
        name="Record builder",
        description="Built a usable record out of a small firm’s paper slips, with three others.",
    ),
    published=-6,
    closes=4,
    answer_by=5,
    good_to_know=("What you make stays yours. Lockside may use it.",),
    template="Put records in order",
)

OPEN = (MARLPIT_EVENINGS, HARBOUR_FORM, THISTLE_MONTHLY, CORRAN_LETTER, LOCKSIDE_CATALOGUE)
