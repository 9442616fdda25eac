"""Charities, a community group and a public body. All invented."""

from portal.demo.content.types import Employer, HostCheck, Person, Site

MARLPIT = Employer(
    key="marlpit-library",
    institution="northshire",
    name="Marlpit Community Library",
    kind="charity",
    sector="Library",
    size=4,
    about=(
        "When the council left, the neighbours kept the library open. Four of us are paid and "
        "thirty-one people give their time. Students who come here talk to readers, not to slides."
    ),
    known_since=-620,
    vouched_for="It has no website. Ruth Penhallow has known its trustees since it opened.",
    people=(
        Person(
            key="ines",
            name="Ines Calloway",
            job="Runs the library",
            email="ines@marlpitlibrary.example",
            telephone="01632 960221",
            supervises=True,
            did_wil=True,
        ),
        Person(
            key="gerald",
            name="Gerald Ampofo",
            job="Chair of the trustees",
            email="gerald@marlpitlibrary.example",
            telephone="01632 960222",
        ),
    ),
    sites=(
        Site(
            key="marlpit-tannery",
            name="The library",
            address=("4 Tannery Street", "Marlpit", "NS4 1AB"),
            travel="Bus 7 from the campus, 12 minutes; it stops at the door.",
            access=(
                "Step-free, lift, hearing loop at the desk, quiet room upstairs. Assistance dogs "
                "welcome."
            ),
            arrival="Ines meets you at the front desk.",
            contact="ines",
        ),
    ),
    check=HostCheck(
        checked=-140,
        insurer="Common Good Insurance",
        insured_until=205,
        note="No unsupervised time with children: the children’s room is always staffed.",
    ),
    trusted=True,
)

HARBOUR = Employer(
    key="harbour-lane-law-centre",
    institution="northshire",
    name="Harbour Lane Law Centre",
    kind="charity",
    sector="Legal advice",
    size=12,
    about=(
        "Free advice on housing, debt and work. Last year 1,900 people came to us, most of them "
        "worried and short of time. We like people who can make a hard thing plain."
    ),
    known_since=-380,
    vouched_for="Listed by its regulator; the Law School sends students there.",
    people=(
        Person(
            key="samira",
            name="Samira Khalil",
            job="Senior caseworker",
            email="samira@harbourlanelaw.example",
            telephone="01632 960231",
            supervises=True,
            did_wil=True,
        ),
        Person(
            key="bernard",
            name="Bernard Okafor-Reyes",
            job="Director",
            email="bernard@harbourlanelaw.example",
            telephone="01632 960232",
        ),
    ),
    sites=(
        Site(
            key="harbour-office",
            name="The advice room",
            address=("17 Harbour Lane", "Brackwater", "NS1 3HR"),
            travel="Tram to Customs House, 9 minutes from the campus.",
            access=(
                "Two steps and a bell for the ramp. Lift to all floors. A room without windows "
                "can be swapped."
            ),
            arrival="Ring, say your first name, and wait in the room with the green chairs.",
            contact="samira",
        ),
    ),
    check=HostCheck(
        checked=-60,
        insurer="Common Good Insurance",
        insured_until=150,
        note="No client papers leave the building; students work on blank forms.",
    ),
    website="https://harbourlanelaw.example",
    trusted=True,
)

BRACKWATER = Employer(
    key="brackwater-museum",
    institution="northshire",
    name="Brackwater Museum",
    kind="public_body",
    sector="Museum",
    size=38,
    about=(
        "Boats, nets, a whale’s jaw and four centuries of a harbour. We are paid for by the "
        "borough, so everything we do is for people who have already paid. Staff wear badges "
        "with first names."
    ),
    known_since=-300,
    vouched_for="A service of Brackwater Borough.",
    people=(
        Person(
            key="piers",
            name="Piers Adeleke",
            job="Visitor studies",
            email="piers.adeleke@brackwatermuseum.example",
            telephone="01632 960241",
            supervises=True,
            did_wil=True,
        ),
        Person(
            key="hetty",
            name="Hetty Lund",
            job="Curator",
            email="hetty.lund@brackwatermuseum.example",
            telephone="01632 960242",
            supervises=True,
        ),
    ),
    sites=(
        Site(
            key="brackwater-quay",
            name="The museum",
            address=("Fish Quay", "Brackwater", "NS1 1FQ"),
            travel="Tram to Fish Quay, 11 minutes from the campus.",
            access=(
                "Step-free by the river door, lifts, quiet hours 17:00 to 18:00, stools to borrow."
            ),
            arrival="River door. Tell the desk you are with Piers and they hand you a pass.",
            contact="piers",
        ),
    ),
    check=HostCheck(
        checked=-120,
        insurer="Borough self-insurance",
        insured_until=400,
        note="Lone working in the stores is not allowed.",
    ),
    website="https://brackwatermuseum.example",
)

CORRAN = Employer(
    key="corran-housing",
    institution="northshire",
    name="Corran Housing",
    kind="charity",
    sector="Housing association",
    size=140,
    about=(
        "2,300 homes on both sides of the river, owned by no one and looked after by us. Tenants "
        "sit on every board. If you write to us in plain words, you get plain words back, or you "
        "should."
    ),
    known_since=-210,
    vouched_for="Registered provider of social housing; known to the School of Social Work.",
    people=(
        Person(
            key="delphine",
            name="Delphine Amadi",
            job="Tenant voice lead",
            email="delphine.amadi@corranhousing.example",
            telephone="01632 960271",
            supervises=True,
        ),
        Person(
            key="wyn",
            name="Wyn Prothero",
            job="Repairs manager",
            email="wyn.prothero@corranhousing.example",
            telephone="01632 960272",
            supervises=True,
            did_wil=True,
        ),
    ),
    sites=(
        Site(
            key="corran-hub",
            name="Riverside hub",
            address=("40 Weir Road", "Northgate", "NS6 2WR"),
            travel="Tram to Weir Road, 6 minutes from the campus.",
            access="Step-free, lift, prayer room, baby changing, hearing loop in the large room.",
            arrival="Sign in on the paper by the door; Delphine comes down.",
            contact="delphine",
        ),
    ),
    check=HostCheck(
        checked=-130,
        insurer="Social Landlords’ Mutual",
        insured_until=190,
        note="Home visits only with a member of staff, and never to one person living alone.",
    ),
    website="https://corranhousing.example",
)

BIRCH = Employer(
    key="birch-street-kitchen",
    institution="lakefield",
    name="Birch Street Community Kitchen",
    kind="community",
    sector="Food and community",
    size=5,
    about=(
        "Supper for anyone, five nights a week, and a pantry on Saturdays. Five of us are paid; "
        "the soup depends on sixty neighbours and whatever the farms send."
    ),
    known_since=-330,
    vouched_for="Non-profit; Desmond Achebe has volunteered there.",
    people=(
        Person(
            key="aiyana",
            name="Aiyana Brooks",
            job="Kitchen coordinator",
            email="aiyana@birchstreetkitchen.example",
            telephone="+1 705 555 0161",
            supervises=True,
            did_wil=True,
        ),
    ),
    sites=(
        Site(
            key="birch-hall",
            name="The hall",
            address=("212 Birch Street", "Lakefield Narrows, Ontario", "Z0Z 0Z1"),
            travel="Bus 3 from the campus, 8 minutes.",
            access="Ramp on the north side, level inside, accessible washroom.",
            arrival="North door. Wash your hands and find Aiyana.",
            contact="aiyana",
        ),
    ),
    check=HostCheck(
        checked=-110,
        insurer="Narrows Farmers’ Mutual",
        insured_until=140,
        note="Students do not work alone with guests.",
    ),
    website="https://birchstreetkitchen.example",
)
