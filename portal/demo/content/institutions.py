"""The three universities of the demo, their people, terms and modules. All invented."""

from .types import Institution, Module, RecurringTerm, Staff

NORTHSHIRE = Institution(
    slug="northshire",
    name="Northshire University",
    team="Business Clinic",
    scheme="micro-internship",
    domains=("northshire.example", "students.northshire.example"),
    timezone="Europe/London",
    language="en-gb",
    jurisdiction="uk",
    currency="GBP",
    colour="#6d2748",
    telephone="01632 960142",
    email="clinic@northshire.example",
    opening_hours="Monday to Friday, 9:00 to 17:00",
    staff=(
        Staff(
            key="dana",
            name="Dana Whitlock",
            email="dana.whitlock@northshire.example",
            roles=("officer",),
            telephone="01632 960143",
        ),
        Staff(
            key="tunde",
            name="Tunde Bakare",
            email="tunde.bakare@northshire.example",
            roles=("officer",),
            telephone="01632 960144",
        ),
        Staff(
            key="ruth",
            name="Ruth Penhallow",
            email="ruth.penhallow@northshire.example",
            roles=("manager",),
            telephone="01632 960145",
        ),
        Staff(
            key="harish",
            name="Harish Menon",
            email="harish.menon@northshire.example",
            roles=("approver",),
            telephone="01632 960146",
        ),
        Staff(
            key="oonagh",
            name="Dr Oonagh Farrell",
            email="oonagh.farrell@northshire.example",
            roles=("academic",),
        ),
        Staff(
            key="stefan",
            name="Dr Stefan Lindgren",
            email="stefan.lindgren@northshire.example",
            roles=("academic",),
        ),
        Staff(
            key="miriam",
            name="Miriam Oyelaran",
            email="miriam.oyelaran@northshire.example",
            roles=("reader",),
        ),
    ),
    terms=(
        RecurringTerm(code="autumn", name="Autumn term", starts=(9, 1), ends=(12, 31)),
        RecurringTerm(code="spring", name="Spring term", starts=(1, 1), ends=(4, 15)),
        RecurringTerm(code="summer", name="Summer term", starts=(4, 16), ends=(8, 31)),
    ),
    modules=(
        Module(
            code="BUS5102",
            name="Consulting to Small Organisations",
            academic="oonagh",
            concepts=("Jobs to be done", "Stakeholder mapping", "Break-even point"),
        ),
        Module(
            code="SCI5101",
            name="Measuring in the Field",
            academic="stefan",
            concepts=("Sampling error", "Energy balance", "Observer effect"),
        ),
    ),
)

LAKEFIELD = Institution(
    slug="lakefield",
    name="Lakefield University",
    team="Co-op Office",
    scheme="short work project",
    domains=("lakefield.example", "students.lakefield.example"),
    timezone="America/Toronto",
    language="en-gb",
    jurisdiction="ca-on",
    currency="CAD",
    colour="#1f4e79",
    telephone="+1 705 555 0142",
    email="coop@lakefield.example",
    opening_hours="Monday to Friday, 8:30 to 16:30",
    by_lottery=True,
    staff=(
        Staff(
            key="noelle",
            name="Noelle Gagnon",
            email="noelle.gagnon@lakefield.example",
            roles=("officer", "manager"),
            telephone="+1 705 555 0143",
        ),
        Staff(
            key="desmond",
            name="Desmond Achebe",
            email="desmond.achebe@lakefield.example",
            roles=("approver",),
            telephone="+1 705 555 0144",
        ),
        Staff(
            key="carys",
            name="Dr Carys Llewellyn",
            email="carys.llewellyn@lakefield.example",
            roles=("academic",),
        ),
    ),
    terms=(
        RecurringTerm(code="fall", name="Fall term", starts=(9, 1), ends=(12, 31)),
        RecurringTerm(code="winter", name="Winter term", starts=(1, 1), ends=(4, 30)),
        RecurringTerm(code="spring", name="Spring and summer term", starts=(5, 1), ends=(8, 31)),
    ),
    modules=(
        Module(
            code="ENVS2100",
            name="Food Systems in Practice",
            academic="carys",
            concepts=("Short supply chains", "Food access", "Seasonality"),
        ),
    ),
)

WESTMOOR = Institution(  # the other one in Northshire's town: a desk of one
    slug="westmoor",
    name="Westmoor College",
    team="Placements Office",
    scheme="work project",
    domains=("westmoor.example",),
    timezone="Europe/London",
    language="en-gb",
    jurisdiction="uk",
    currency="GBP",
    colour="#3d5a1f",
    telephone="01632 960171",
    email="placements@westmoor.example",
    opening_hours="Monday to Thursday, 9:00 to 15:00",
    staff=(
        Staff(
            key="elspeth",
            name="Elspeth Marr",
            email="elspeth.marr@westmoor.example",
            roles=("officer",),
            telephone="01632 960172",
        ),
    ),
    terms=NORTHSHIRE.terms,
    modules=(),
)

INSTITUTIONS = (NORTHSHIRE, LAKEFIELD, WESTMOOR)
