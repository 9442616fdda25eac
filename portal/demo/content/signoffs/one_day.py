"""Three single days: a bicycle shop, a library, a community kitchen."""

from portal.demo.content.after import Asked, Outcome, SignOff

KESTREL_POSTS = SignOff(
    challenge="kestrel-posts",
    signed=-12,
    useful="most",
    grounded="yes",
    on_monday="The repair-of-the-week posts. We took the first photo before they left.",
    sources=(
        "Talks with 22 customers; the accounts of five small repair shops; two posts tried at "
        "lunch."
    ),
    shared_evidence="Spoke with at least three customers each and brought it back to the table.",
    reach="person",
    thanks=(
        "We argued about your plan all the way through closing up, which is the best thing I can "
        "say about it. Come by and get your brakes done."
    ),
    practised=False,
    asked=Asked(
        student="ivo",
        skill="T4.1",
        words="Once Ben had asked, did Ivo make the point clear himself, or did you draw it out?",
        reads_like=2,
        answer="Ben drew it out of him, three questions. It was a very good point. I stay with 1.",
        reason="Others drew the point out, which is what step 1 says. The idea itself is in step 3 "
        "of dealing with problems.",
    ),
    minutes=(30, 6),
    relied_on_by=("thistle-coffee", "orrin-foundry", "corran-housing"),
    outcomes=(
        Outcome(
            student="noor",
            levels=(("T4.1", 3), ("T2.3", 2)),
            self_levels=(("T4.1", 3), ("T2.3", 3)),
            used=(
                "I talked to the people waiting for their bikes and wrote down the words they "
                "used. Then I turned them into three headings for the plan."
            ),
            surprised="Rosa decides in two minutes. On my course a decision takes three weeks.",
            take_back="“Jobs to be done”: nobody wants a repair, they want to be at work on time.",
        ),
        Outcome(
            student="ben",
            levels=(("T4.1", 2), ("T2.3", 3)),
            self_levels=(("T4.1", 2), ("T2.3", 3)),
            used="I made a template so that each post is one photo and nine words.",
            surprised="They have a rule that nobody eats alone. It changed how they talked to us.",
            take_back=(
                "Design for the person who is tired. I will test my next layout after six in the "
                "evening."
            ),
            contact_on=True,
        ),
        Outcome(
            student="grace",
            levels=(("T4.1", 3), ("T2.3", 4)),
            self_levels=(("T4.1", 3), ("T2.3", 3)),
            evidence=(
                (
                    "T2.3",
                    "Tried two posts on our real customers at lunch, dropped one, and showed Jo "
                    "how to run the test again.",
                ),
            ),
            endorsement=(
                "Did not fall in love with an own idea: tested it, threw half of it away, and "
                "left us able to do the same alone."
            ),
            used=(
                "I ran a very small test. Ten people saw post A, ten saw post B, and I asked "
                "each what they would do next."
            ),
            surprised="How fast a good idea dies when you read it aloud to a stranger.",
            take_back=(
                "Small samples can still say no. I want to ask about that in my methods class."
            ),
            contact_on=True,
        ),
        Outcome(
            student="ivo",
            levels=(("T4.1", 1), ("T2.3", 3)),
            self_levels=(("T4.1", 1), ("T2.3", 2)),
            evidence=(
                (
                    "T4.1",
                    (
                        "Found the best fix of the day and told nobody until Ben asked him "
                        "straight out."
                    ),
                ),
            ),
            used="I set up the phone so that a post takes four taps, not eleven.",
            surprised="They asked me what I thought, and waited until I had an answer.",
            take_back="Say the finding first, then how I found it.",
            name_on=False,
        ),
        Outcome(
            student="megan",
            attendance="part",
            attendance_note="Left at 13:30 for her shift, as agreed.",
            levels=(("T4.1", 3), ("T2.3", None)),
            self_levels=(("T4.1", 2),),
            endorsement=(  # of a hospital: Megan reads it first, and has not said yet
                "Asked four people off nights at the hospital what their bicycles have to survive, "
                "and wrote it down as they said it."
            ),
            used=(
                "I asked the people I would normally take blood from: the ones who say they are "
                "fine."
            ),
            surprised="Nobody minded that I had to leave. It had been planned for.",
            take_back="Open questions get better answers on a Saturday than on a ward round. Why?",
        ),
        Outcome(
            student="kit",
            attendance="late",
            attendance_note="The 7 did not come; rang at 9:50.",
            levels=(("T4.1", 2), ("T2.3", 2)),
            self_levels=(("T4.1", 2), ("T2.3", 1)),
            used="I wrote the first three posts and read them to Jo, who laughed at the right one.",
            surprised="The shop has a diary from 1931. They use it.",
            take_back="A local archive can be somebody’s marketing plan.",
            link_on=False,
        ),
    ),
)

MARLPIT_TEENS = SignOff(
    challenge="marlpit-teens",
    signed=-25,
    useful="most",
    grounded="yes",
    on_monday=(
        "The beanbags are gone. There is a table with plugs, and nobody asks what you are doing."
    ),
    sources=(
        "Loans of four years, without names; a talk with two sixth-formers; two library studies."
    ),
    shared_evidence="Worked from the loan figures and said where they could mislead.",
    reach="organisation",
    thanks=(
        "I have sat through many presentations about young people. Yours was the first with a "
        "young person in it. The trustees voted the £600 the same evening."
    ),
    practised=True,
    minutes=(25, 9),
    relied_on_by=("harbour-lane-law-centre",),
    outcomes=(
        Outcome(
            student="rosie",
            levels=(("T2.1", 3), ("T4.3", 3)),
            self_levels=(("T2.1", 2), ("T4.3", 3)),
            used=(
                "I found the month when loans fall, and it is the month the bus timetable changed."
            ),
            surprised="The trustees knew about the bus. Nobody had put the two lists side by side.",
            take_back="Sources are only silent if you read one at a time.",
        ),
        Outcome(
            student="fatou",
            levels=(("T2.1", 3), ("T4.3", 4)),
            self_levels=(("T2.1", 3), ("T4.3", 2)),
            evidence=(
                (
                    "T4.3",
                    "When two of them disagreed over the £600 she wrote both sums on the wall, "
                    "and had each argue for the other’s.",
                ),
            ),
            endorsement=(
                "Made five strangers into a team before the first tea was cold, by giving each "
                "of them something to find out."
            ),
            used="I asked each of us what we would be ashamed to leave out, and we started there.",
            surprised="They gave us the real budget, with the real holes in it.",
            take_back="Two-sided arguing, from my negotiation class. It works better with a wall.",
            contact_on=True,
        ),
        Outcome(
            student="declan",
            levels=(("T2.1", 2), ("T4.3", 2)),
            self_levels=(("T2.1", 3), ("T4.3", 3)),
            used="I talked to the two who came back, and kept the time so that we finished.",
            surprised="They close for one hour at four. That is when school ends.",
            take_back="Look at when, before you look at why.",
        ),
        Outcome(
            student="sunita",
            levels=(("T2.1", 2), ("T4.3", 3)),
            self_levels=(("T2.1", 2), ("T4.3", 3)),
            used="I made the table of what teenagers borrow and what they ask for. They differ.",
            surprised="The staff were more nervous of us than we were of them.",
            take_back=(
                "On a ward I will ask what people wanted and did not get, as well as what they had."
            ),
        ),
        Outcome(
            student="aoife",
            levels=(("T2.1", 2), ("T4.3", 2)),
            self_levels=(("T2.1", 2), ("T4.3", 2)),
            used="I checked the sums, and cut our page from two sides to one.",
            surprised="That a chair can be the wrong height for a whole age.",
            take_back=(
                "Write handovers the way we wrote that page: what, for whom, resting on what."
            ),
            link_on=False,
        ),
    ),
)

BIRCH_PANTRY = SignOff(
    challenge="birch-pantry",
    signed=-21,
    useful="part",
    grounded="some",
    on_monday=(
        "The coffee table is by the door now, so that people wait inside. The rest after the thaw."
    ),
    sources="Times from four Saturdays; one walk through as a guest.",
    shared_evidence="Walked the line twice, and listened to what guests said about it.",
    reach="sector",
    thanks=(
        "You treated our guests as people who know something, and you moved forty tables. There is "
        "soup for you here, always."
    ),
    practised=True,
    minutes=(20, 12),
    outcomes=(
        Outcome(
            student="marguerite",
            levels=(("T2.2", 3), ("T2.3", 3)),
            self_levels=(("T2.2", 3), ("T2.3", 2)),
            used="I drew the hall to scale and we moved paper tables before we moved real ones.",
            surprised="The volunteers each had a reason for their table. All five were right.",
            take_back=(
                "A short supply chain still has a queue in it, and the queue has people in it."
            ),
        ),
        Outcome(
            student="simone",
            levels=(("T2.2", 2), ("T2.3", 3)),
            self_levels=(("T2.2", 2), ("T2.3", 3)),
            used="I asked eleven guests what the line is for. Four of them said: to meet people.",
            surprised="If we had fixed it, we would have broken something.",
            take_back="Ask what a problem is good for before solving it.",
        ),
        Outcome(
            student="ojas",
            levels=(("T2.2", 2), ("T2.3", 2)),
            self_levels=(("T2.2", 3), ("T2.3", 3)),
            used="I worked out the wait from the times on the flyers, and was out by half.",
            surprised="Nobody arrives at random. Everybody comes at ten, because of the bus.",
            take_back="My queue model needs a bus in it.",
        ),
    ),
)

ONE_DAY = (KESTREL_POSTS, MARLPIT_TEENS, BIRCH_PANTRY)
