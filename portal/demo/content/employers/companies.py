"""Companies, from seven people to sixty. All invented."""

from portal.demo.content.types import Employer, HostCheck, Person, Site

KESTREL = Employer(
    key="kestrel-cycles",
    institution="northshire",
    name="Kestrel Cycles",
    kind="micro",
    sector="Bicycle repair",
    size=9,
    about=(
        "Nine people, one yard, about forty repairs a week. We mend bicycles and teach people to "
        "mend their own. The kettle is always on and everybody eats lunch at the long bench, "
        "whatever they came for. You will be asked what you think, and we will try it."
    ),
    known_since=-560,
    vouched_for="Dana Whitlock visited the shop; the trade register lists it.",
    people=(
        Person(
            key="rosa",
            name="Rosa Kestrel",
            job="Owner",
            email="rosa@kestrelcycles.example",
            telephone="01632 960201",
            supervises=True,
        ),
        Person(
            key="jo",
            name="Jo Merriman",
            job="Workshop lead",
            email="jo@kestrelcycles.example",
            telephone="07700 900201",
            supervises=True,
            did_wil=True,
        ),
    ),
    sites=(
        Site(
            key="kestrel-yard",
            name="The shop",
            address=("Old Brewery Yard", "Marlpit", "NS4 2QD"),
            travel="Bus 7 from the campus to Brewery Lane, 14 minutes.",
            access=(
                "Level cobbles, then one step with a ramp. Toilet on the ground floor. Loud air "
                "tools some of the day."
            ),
            arrival="Come through the blue gates and ask for Rosa at the stand on the left.",
            contact="jo",
        ),
    ),
    check=HostCheck(
        checked=-190,
        insurer="Fellside Mutual",
        insured_until=118,
        note="Students stay out of the spray booth and lift no motors.",
    ),
    website="https://kestrelcycles.example",
    trusted=True,
)

PELLOW = Employer(
    key="pellows-bakery",
    institution="northshire",
    name="Pellow’s Bakery",
    kind="small_firm",
    sector="Bakery",
    size=23,
    about=(
        "We bake for six shops and two schools, from one in the morning on. Three families have "
        "run the ovens since they were built. It is warm, it is early, and nobody leaves without "
        "bread."
    ),
    known_since=-410,
    vouched_for="Tunde Bakare rang the number on the shop front and visited the bakehouse.",
    people=(
        Person(
            key="nell",
            name="Nell Pellow",
            job="Shops manager",
            email="nell@pellowsbakery.example",
            telephone="01632 960211",
            supervises=True,
        ),
        Person(
            key="albie",
            name="Albie Pellow",
            job="Master baker",
            telephone="01632 960212",
        ),
    ),
    sites=(
        Site(
            key="pellow-bakehouse",
            name="The bakehouse",
            address=("3 Kiln Street", "Orrin Quay", "NS9 1LT"),
            travel="Bus 12 from the campus to Orrin Quay, 21 minutes, then 4 minutes on foot.",
            access=(
                "Step-free from the yard side. No lift to the office upstairs; we meet "
                "downstairs. Flour and nuts in the air."
            ),
            arrival="Use the green yard door, not the shop. Nell gives you a coat and a hair net.",
            contact="nell",
        ),
    ),
    check=HostCheck(
        checked=-95,
        insurer="Quayside Traders’ Insurance",
        insured_until=61,
        note="Closed shoes. Students do not use the mixer or the oven.",
    ),
    website="https://pellowsbakery.example",
)

ORRIN = Employer(
    key="orrin-foundry",
    institution="northshire",
    name="Orrin Foundry",
    kind="small_firm",
    sector="Metal casting",
    size=60,
    about=(
        "We cast bronze and iron: bells, bollards, propellers, sometimes a statue. Sixty people, "
        "two shifts, one very hot furnace. You get boots, a helmet and somebody who explains."
    ),
    known_since=-240,
    vouched_for="Dana Whitlock walked the floor with the safety lead.",
    people=(
        Person(
            key="gunnar",
            name="Gunnar Aske",
            job="Works engineer",
            email="gunnar.aske@orrinfoundry.example",
            telephone="01632 960251",
            supervises=True,
            did_wil=True,
        ),
        Person(
            key="sheila",
            name="Sheila Brandreth",
            job="Safety lead",
            email="sheila.brandreth@orrinfoundry.example",
            telephone="01632 960252",
        ),
    ),
    sites=(
        Site(
            key="orrin-works",
            name="The works",
            address=("Slip Road 2", "Orrin Quay", "NS9 4TF"),
            travel="Bus 12 from the campus to Slip Road, 26 minutes.",
            access=(
                "Uneven floor in the casting hall; a level walkway with a rail round it. Hot, "
                "bright and loud for 20 minutes in each hour."
            ),
            arrival=(
                "Gatehouse first, with a form of identity. Sheila fits boots and helmets from "
                "ten past eight."
            ),
            contact="sheila",
        ),
    ),
    check=HostCheck(
        checked=-45,
        insurer="Ironmasters’ Mutual",
        insured_until=90,
        note=(
            "There is hot work in the hall. Keep to the yellow walkway, wear ear protection, and "
            "go two at a time with one of the foundry."
        ),
    ),
    website="https://orrinfoundry.example",
)

THISTLE = Employer(
    key="thistle-coffee",
    institution="northshire",
    name="Thistle Coffee Roasters",
    kind="small_firm",
    sector="Coffee roasting",
    size=14,
    about=(
        "Fourteen people, one red roaster and too many spreadsheets. We sell to cafés in the "
        "week and to neighbours on Saturdays. Mistakes go on the wall, with the name of whoever "
        "fixed them."
    ),
    known_since=-150,
    vouched_for="Filed accounts and a visit by Tunde Bakare.",
    people=(
        Person(
            key="moira",
            name="Moira Duff",
            job="Managing partner",
            email="moira@thistlecoffee.example",
            telephone="01632 960261",
            supervises=True,
        ),
        Person(
            key="kofi",
            name="Kofi Lennox",
            job="Head of sales",
            email="kofi@thistlecoffee.example",
            telephone="07700 900261",
            supervises=True,
            did_wil=True,
        ),
    ),
    sites=(
        Site(
            key="thistle-roastery",
            name="The roastery",
            address=("Unit 6, Tarn Yard", "Northgate", "NS6 7YD"),
            travel="Ten minutes on foot from the north gate of the campus.",
            access=(
                "Step-free. Toilet with rails. The roaster is loud from 10 to 11; ear plugs at "
                "the door."
            ),
            arrival="Walk in, follow the smell, ask for Kofi.",
            contact="kofi",
        ),
    ),
    check=HostCheck(
        checked=-148,
        insurer="Fellside Mutual",
        insured_until=2,
        note="Nobody goes behind the roaster without Kofi.",
    ),
    website="https://thistlecoffee.example",
)

LOCKSIDE = Employer(
    key="lockside-canoe",
    institution="lakefield",
    name="Lockside Canoe Works",
    kind="micro",
    sector="Boat building",
    size=7,
    about=(
        "Seven people building cedar canoes beside lock nine. We make thirty a year and mend three "
        "hundred. The shop dog is called Gunwale and is not a good judge of character."
    ),
    known_since=-200,
    vouched_for="Noelle Gagnon visited; the business number was checked.",
    people=(
        Person(
            key="bertrand",
            name="Bertrand Ojala",
            job="Builder and owner",
            email="bertrand@locksidecanoe.example",
            telephone="+1 705 555 0151",
            supervises=True,
        ),
    ),
    sites=(
        Site(
            key="lockside-shop",
            name="The boat shop",
            address=("9 Lock Road", "Lakefield Narrows, Ontario", "Z0Z 0Z0"),
            travel="Campus shuttle to the lock, 15 minutes.",
            access="Level shop floor, gravel yard. Cedar dust; masks at the door.",
            arrival="Knock hard on the red door; the planer is loud.",
            contact="bertrand",
        ),
    ),
    check=HostCheck(
        checked=-80,
        insurer="Narrows Farmers’ Mutual",
        insured_until=170,
        note="No power tools for students.",
    ),
    website="https://locksidecanoe.example",
)
