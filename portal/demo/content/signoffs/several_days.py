"""Three projects of several days: labels in a museum, damp in eight flats, a quiet hour."""

from portal.demo.content.after import Doubt, Outcome, SignOff

BRACKWATER_LABELS = SignOff(
    challenge="brackwater-labels",
    signed=-66,
    useful="most",
    grounded="yes",
    on_monday="Nine of ten labels are with the printer. I kept one of mine, out of love.",
    sources="Our object files; reading aloud to 14 visitors; guides of two other museums.",
    shared_evidence="Cut every label to fifty words and kept each fact traceable to our files.",
    reach="organisation",
    thanks=(
        "It is not easy to hand your sentences to strangers. I watched a boy of six read the whale "
        "to his grandfather, to the end. Thank you."
    ),
    practised=False,
    minutes=(35, 11),
    later="All nine labels are up, and the shop sells the whale one on a postcard.",
    outcomes=(
        Outcome(
            student="sara",
            levels=(("T4.1", 4), ("T2.4", 3)),
            self_levels=(("T4.1", 3), ("T2.4", 3)),
            evidence=(
                (
                    "T4.1",
                    "Read the whale label to three visitors, asked each to say it back, and "
                    "rewrote it after every one.",
                ),
            ),
            endorsement="Writes for the ear. I have started to read my own drafts aloud.",
            used="I wrote the whale. Fourteen versions.",
            surprised=(
                "How much a curator knows that will never be on a wall, and that it is all right."
            ),
            take_back="I read my dissertation aloud now. It is shorter.",
            contact_on=True,
        ),
        Outcome(
            student="xinyi",
            levels=(("T4.1", 3), ("T2.4", 3)),
            self_levels=(("T4.1", 2), ("T2.4", 3)),
            used="I marked every word I would have to look up, and we threw those out first.",
            surprised="My English was the tool, and not the problem.",
            take_back="Subtitles and labels have the same rule: one breath.",
        ),
        Outcome(
            student="lena",
            levels=(("T4.1", 3), ("T2.4", 2)),
            self_levels=(("T4.1", 3), ("T2.4", 2)),
            used="I went back to the files for each fact, and found two labels that were wrong.",
            surprised="They thanked me for finding it. I had been afraid to say it.",
            take_back="Footnotes are a kindness to whoever comes next.",
        ),
        Outcome(
            student="niamh",
            levels=(("T4.1", 2), ("T2.4", 4)),
            self_levels=(("T4.1", 2), ("T2.4", 3)),
            evidence=(
                (
                    "T2.4",
                    "Turned the net label into a question and set it at a child’s height; it is "
                    "the one that people stop at.",
                ),
            ),
            used="I tried the labels at different heights, with tape.",
            surprised="The building says no to a lot of things. Hetty knows which noes are real.",
            take_back="Height is a material.",
            name_on=False,
        ),
    ),
)

CORRAN_DAMP = SignOff(
    challenge="corran-damp",
    signed=-16,
    useful="most",
    grounded="yes",
    on_monday="Flats 3 and 7: the gutter, this week. And I rewrote my own first answer to tenants.",
    sources="Two rounds of readings with weather; eight tenants; the landlord’s own repair notes.",
    shared_evidence=(
        "Measured twice, wrote the weather down, and read the page back to the tenant first."
    ),
    reach="person",
    thanks=(
        "Eleven years of shouting, and you ended it in two days by writing “we do not know” in two "
        "places out of eight. Mr Adeyinka in flat 5 asked for your names."
    ),
    practised=True,
    minutes=(45, 14),
    relied_on_by=("harbour-lane-law-centre", "marlpit-library"),
    outcomes=(
        Outcome(
            student="ayesha",
            levels=(("T2.1", 2), ("T4.1", 4), ("T4.5", 3)),
            self_levels=(("T2.1", 2), ("T4.1", 3), ("T4.5", 3)),
            evidence=(
                (
                    "T4.1",
                    "Told one tenant in plain words what we had found and what we had not, and he "
                    "thanked her for the second part.",
                ),
            ),
            endorsement=(
                "Let each tenant finish, which is rarer than a dry wall, then said the hard thing "
                "in plain words and did not soften it."
            ),
            used="I did the talking in four flats, and the tenants corrected me twice.",
            surprised="The repairs people are as tired of it as the tenants are.",
            take_back="Both sides had kept notes for years. Nobody had swapped them.",
            contact_on=True,
        ),
        Outcome(
            student="dmytro",
            levels=(("T2.1", 3), ("T4.1", 2), ("T4.5", 3)),
            self_levels=(("T2.1", 3), ("T4.1", 3), ("T4.5", 2)),
            used="I took the readings twice and wrote down the weather, because it rained.",
            surprised="The meter is right and the wall is still wet for another reason.",
            take_back="Measurement without the weather is a story.",
        ),
        Outcome(
            student="isla",
            levels=(("T2.1", 3), ("T4.1", 3), ("T4.5", 3)),
            self_levels=(("T2.1", 3), ("T4.1", 2), ("T4.5", 3)),
            used="I drew each flat with the readings on it, so that a tenant could point.",
            surprised="People trust a drawing that has a gap in it more than one without.",
            take_back="Show the uncertainty in the same picture as the result.",
            contact_on=True,
        ),
        Outcome(
            student="rhys",
            levels=(("T2.1", 3), ("T4.1", 2), ("T4.5", 2)),
            self_levels=(("T2.1", 4), ("T4.1", 2), ("T4.5", 2)),
            used=(
                "I worked out how much water one shower puts in the air, and was wrong by three "
                "times."
            ),
            surprised="Being wrong in front of a tenant made her tell us more.",
            take_back="Check the unit, then check it with somebody who lives there.",
        ),
        Outcome(
            student="thandi",
            levels=(("T2.1", 3), ("T4.1", 3), ("T4.5", 4)),
            self_levels=(("T2.1", 2), ("T4.1", 3), ("T4.5", 3)),
            evidence=(
                (
                    "T4.5",
                    "Stopped us using one tenant’s words in the page for the flat next door, "
                    "before anyone else had noticed.",
                ),
            ),
            endorsement=(
                "Noticed what was not ours to tell, said so at once, and found another way to "
                "make the point."
            ),
            used="I wrote the page for each flat, and asked each tenant what may be in it.",
            surprised="The law I study has a kitchen with a child doing homework in it.",
            take_back=(
                "Consent is a conversation with a next time, and not a line at the end of a form."
            ),
            contact_on=True,
        ),
        Outcome(
            student="luka",
            attendance="excused",
            attendance_note="Ill; rang at 8:10 on the first day.",
            levels=(),
            self_levels=(),
            used="",
            surprised="",
            take_back="",
        ),
    ),
    doubted=(
        Doubt(
            student="rhys",
            reason="The housing team thinks that two people’s steps were swapped. We are asking.",
            words=(
                "I took the readings in flat 4 both times; they are in my notebook, and Isla was "
                "there. I would like to know before Friday, because I am applying with this badge."
            ),
        ),
    ),
)

BRACKWATER_QUIET = SignOff(
    challenge="brackwater-quiet",
    signed=-2,
    useful="most",
    grounded="yes",
    on_monday="The hand dryer by room three is off from five. I had stopped hearing it.",
    sources="Six rooms on three days; fourteen visitors; a guide of the acoustics society.",
    shared_evidence="Took each reading twice and wrote down who was in the room.",
    reach="organisation",
    thanks="You made me stand still in my own museum. I had not done it in nine years.",
    practised=True,
    minutes=(20, 8),
    outcomes=(
        Outcome(
            student="rosie",
            levels=(("T2.1", 3), ("T4.3", 3)),
            self_levels=(("T2.1", 2), ("T4.3", 3)),
            used="I drew one map for each hour and laid them over each other.",
            surprised="The loudest thing in the building is a hand dryer, and nobody owns it.",
            take_back="A map is an argument. I want to use that in my dissertation.",
            became="Sampling error was real: on day one we only had the empty rooms.",
            back="Send us out with a meter in week two, before the formulas.",
            link_on=False,
        ),
        Outcome(
            student="megan",
            levels=(("T2.1", 3), ("T4.3", 4)),
            self_levels=(("T2.1", 3), ("T4.3", 3)),
            evidence=(
                (
                    "T4.3",
                    "Gave the meter to whoever had not held it yet, and stood back while they "
                    "found their own mistake.",
                ),
            ),
            used="Handover notes, as on the ward: who was there, what changed.",
            surprised="A curator can be as tired as a nurse, and says it later.",
            take_back="I will ask patients what they hear at night.",
            became="It held: people did speak lower when they saw the meter.",
            back="Show us how to measure without being seen to.",
            link_on=False,
        ),
        Outcome(
            student="kit",
            levels=(("T2.1", 2), ("T4.3", 3)),
            self_levels=(("T2.1", 3), ("T4.3", 2)),
            used="I asked fourteen people the same three questions in the same order.",
            surprised="Half of them had come for the dark and not for the quiet.",
            take_back="An answer to a question nobody asked is worth writing down.",
            back="One lecture on how to ask without leading.",
            link_on=False,
        ),
        Outcome(
            student="fatou",
            levels=(("T2.1", 3), ("T4.3", 3)),
            self_levels=(("T2.1", 2), ("T4.3", 3)),
            used="I compared our figures with what my brother can stand.",
            surprised="They changed a thing in front of us, on the same evening.",
            take_back="A figure needs a person beside it.",
            link_on=False,
        ),
        Outcome(
            student="theo",
            levels=(("T2.1", 2), ("T4.3", 2)),
            self_levels=(),  # has not rated himself yet, nor his team mates
            used="I made the map that hangs by the lift now.",
            surprised="Nobody minded that I draw when I listen.",
            take_back="Sound has a floor plan.",
            link_on=False,
        ),
    ),
)

SEVERAL_DAYS = (BRACKWATER_LABELS, CORRAN_DAMP, BRACKWATER_QUIET)
