"""The design system: what its tags write in all states, and what a browser makes of them."""

import re
from pathlib import Path
from types import SimpleNamespace
from uuid import UUID

import pytest
from django import forms
from django.contrib.messages.storage.base import Message
from django.core.paginator import Paginator
from django.urls import NoReverseMatch, reverse
from django.utils import translation

from core.stylesheet import STYLESHEETS, stylesheet
from core.templatetags.components import CardDate, CardFact, ChallengeCard, Option
from core.templatetags.components.boxes import SEALS, TONE_ICONS
from core.templatetags.components.forms import short_names
from core.templatetags.components.parts import icon_names, initials
from tests.core.page import draw, elements, request_for

STATIC = Path(__file__).parents[2] / "static"
EVIL = "<script>alert(1)</script>"


# Everything


@pytest.mark.parametrize(
    "source",
    [
        "{% button evil about=evil name=evil value=evil %}",
        "{% button evil disabled=evil %}",
        "{% link_button evil evil hx_post=evil %}",
        "{% post_button evil evil %}",
        "{% copy_field label=evil value=evil hint=evil %}",
        '{% dialog "d" title=evil keep=evil %}{{ evil }}{% enddialog %}',
        "{% panel title=evil id=evil %}{{ evil }}{% endpanel %}",
        "{% banner title=evil %}{{ evil }}{% endbanner %}",
        "{% status_tag evil %}",
        "{% empty_state title=evil %}{{ evil }}{% endempty_state %}",
        "{% words evil by=evil lang=evil %}",
        "{% person evil detail=evil other_name=evil %}",
        "{% stat evil evil url=evil note=evil %}",
        "{% seats yes=1 label=evil %}",
        "{% meter 1 of=2 label=evil note=evil %}",
        "{% bar_chart caption=evil rows=evil_rows value=evil part=evil %}",
        "{% signature evil detail=evil %}",
        '{% seal "genuine" title=evil %}{{ evil }}{% endseal %}',
        "{% task_list %}{% task evil url=evil hint=evil status=evil %}{% endtask_list %}",
        "{% trouble title=evil when=evil detail=evil %}{{ evil }}{% endtrouble %}",
        "{% timeline %}{% event when=evil %}{{ evil }}{% endevent %}{% endtimeline %}",
        '{% facts %}{% fact evil icon="pin" %}{{ evil }}{% endfact %}{% endfacts %}',
        "{% challenge_card evil_card %}",
        "{% data_table caption=evil %}<tbody></tbody>{% enddata_table %}",
        "{% number_rows evil_numbers %}",
        "{% column evil sort=evil %}",
        "{% tick name=evil value=evil label=evil %}",
        "{% bulk_bar label=evil %}{% endbulk_bar %}",
        "{% pager page label=evil %}",
        "{% filters label=evil action=evil %}{% endfilters %}",
        "{% pills legend=evil %}{% pill name=evil value=evil label=evil %}{% endpills %}",
        "{% active_filter evil url=evil %}",
        "{% tabs label=evil %}{% tab evil evil %}{% endtabs %}",
        "{% breadcrumb evil evil evil %}",
        "{% board %}{% lane title=evil count=evil %}{% mate evil detail=evil %}{% endmate %}"
        "{% held evil %}{% balance evil_pairs %}{% endlane %}{% endboard %}",
        '{% door "host" title=evil url=evil %}{{ evil }}{% enddoor %}',
        "{% choices legend=evil hint=evil %}{% choice name=evil value=evil label=evil hint=evil %}"
        "{% endchoices %}",
        "{% rubric legend=evil name=evil levels=evil_levels people=evil_people error=evil %}",
        "{% rubric_key evil_people %}",
        "{% rating_comparison evil_ratings %}",
        "{% toasts %}",
        "{% field form.evil %}{% error_summary form %}",
    ],
)
def test_what_people_wrote_stays_text(source):
    evil_form = type(
        "EvilForm",
        (forms.Form,),
        {"evil": forms.ChoiceField(label=EVIL, choices=[(EVIL, Option(EVIL, hint=EVIL))])},
    )
    page = Paginator(range(9), 2).page(2)
    drawn = draw(
        source,
        evil=EVIL,
        evil_rows=[(EVIL, 3, 1)],
        evil_card=ChallengeCard(
            title=EVIL,
            url=EVIL,
            host=EVIL,
            date=CardDate(EVIL, EVIL, EVIL),
            facts=[CardFact("pin", EVIL)],
            skills=EVIL,
            answer_by=EVIL,
            notes=[EVIL],
        ),
        evil_pairs=[(EVIL, EVIL)],
        evil_numbers=[SimpleNamespace(name=EVIL, cells=[])],
        evil_levels=[{"value": EVIL, "label": EVIL, "behaviour": EVIL, "expected": True}],
        evil_people=[{"id": EVIL, "name": EVIL}],
        evil_ratings=[{"who": EVIL, "value": 1, "label": EVIL}],
        messages=[Message(20, EVIL)],
        page=page,
        form=evil_form({"evil": EVIL}),
        request=request_for("/?q=<script>"),
    )
    assert "<script" not in drawn
    elements(drawn)


def test_the_stylesheets_are_those_on_the_disk_and_weigh_little():
    on_disk = {str(file.relative_to(STATIC)) for file in (STATIC / "css").rglob("*.css")}

    assert set(STYLESHEETS) == on_disk
    assert len(stylesheet().packed) <= 10 * 1024


def test_raw_colours_stand_in_the_tokens_alone():
    raw = re.compile(r"#[0-9a-f]{3,8}\b|\brgb|\bhsl|\boklch", re.IGNORECASE)
    assert {name: raw.findall((STATIC / name).read_text()) for name in STYLESHEETS[1:]} == {
        name: [] for name in STYLESHEETS[1:]
    }


def test_styles_do_not_know_left_from_right():
    sides = re.compile(r"(?:margin|padding|border|inset)-(?:left|right)|text-align:(?:left|right)")
    assert [name for name in STYLESHEETS if sides.search((STATIC / name).read_text())] == []


def test_an_icon_that_does_not_exist_is_a_mistake_of_the_template():
    with pytest.raises(KeyError, match="No icon"):
        draw('{% icon "unicorn" %}')
    assert set(TONE_ICONS.values()) - {""} <= icon_names()


def test_an_icon_is_silent_beside_words_and_speaks_alone():
    assert elements(draw('{% icon "lock" %}')).one("svg")["aria-hidden"] == "true"
    assert "Closed" in draw('{% icon "lock" "Closed" %}')


# Acts


def test_a_button_says_its_verb_and_whom_it_is_about():
    drawn = draw(
        '{% button "Move" about="Amina to team 2" kind="quiet" small=True name="m" value=7 %}'
    )

    assert elements(drawn).one("button") == {
        "class": "button button--quiet button--small",
        "type": "submit",
        "name": "m",
        "value": "7",
    }
    assert re.sub(r"<[^>]+>", "", drawn) == "Move Amina to team 2"


def test_a_button_that_is_not_open_yet_says_beside_it_what_opens_it():
    drawn = elements(draw('{% button "Confirm" name="x" disabled="Opens on Friday." %}'))
    button, why = drawn.one("button"), drawn.one("small")

    assert (button["type"], button["aria-disabled"]) == ("button", "true")
    assert button["aria-describedby"] == why["id"]
    assert "name" not in button


def test_a_link_that_is_not_open_leads_nowhere():
    drawn = elements(draw('{% link_button "Share" "/share" disabled="Not before Friday." %}'))
    assert drawn.all("a") == []
    assert drawn.one("button")["aria-disabled"] == "true"


def test_further_attributes_reach_the_element():
    button = elements(draw('{% button "Go" hx_post="/go" id="go" hx_disabled_elt="this" %}'))
    assert (button.one("button")["hx-post"], button.one("button")["id"]) == ("/go", "go")


def test_a_form_of_one_button_carries_its_token():
    drawn = elements(draw('{% post_button "Take it back" "/undo" %}', csrf_token="abc123"))

    assert drawn.one("form") == {"class": "post-button", "method": "post", "action": "/undo"}
    assert [field["value"] for field in drawn.all("input")] == ["abc123"]


def test_an_unknown_kind_of_button_is_a_mistake_of_the_template():
    with pytest.raises(ValueError, match="No button"):
        draw('{% button "Go" kind="fancy" %}')


def test_a_dialog_is_a_page_where_nothing_can_open_it():
    link = elements(draw('{% dialog_button "Call off" "/call-off" opens="d" %}')).one("a")
    assert (link["href"], link["data-opens"]) == ("/call-off", "d")

    shut = elements(draw('{% dialog "d" title="Call off?" keep="Keep" %}{% enddialog %}'))
    assert "open" not in shut.one("dialog")
    assert shut.one("dialog")["aria-labelledby"] in shut.ids
    assert "open" in elements(draw('{% dialog "d" title="?" open=True %}{% enddialog %}')).one(
        "dialog"
    )


# Boxes and states


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("{% seats yes=7 wait=2 no=1 %}", "7 yes, 2 silent, 1 no"),
        ("{% seats open=6 %}", "6 open"),
        ('{% seats open=6 label="6 places, none offered" %}', "6 places, none offered"),
        ("{% steps 3 %}", "3 of 4"),
    ],
)
def test_places_are_said_as_well_as_drawn(source, said):
    drawn = elements(draw(source)).one("span")
    assert (drawn["role"], drawn["aria-label"]) == ("img", said)


def test_places_are_drawn_one_by_one_and_said_alone_when_they_are_too_many():
    holds = [
        hold.get("class")
        for hold in elements(draw("{% seats yes=2 wait=1 no=1 open=1 %}")).all("i")
    ]
    assert holds == ["yes", "yes", "wait", "no", None]
    assert elements(draw("{% seats yes=200 %}")).all("i") == []
    assert "200 yes" in draw("{% seats yes=200 %}")
    assert "no places" in draw("{% seats %}")


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("Wei-Lin Chen", "WC"),
        ("Layla", "L"),
        ("  ", ""),
        ("Ana María de la Cruz", "AC"),
        ("ليلى منصور", "لم"),
        ("J. (Joe) Okoro", "JO"),
        ("😀 Smith", "S"),
    ],
)
def test_initials(name, letters):
    assert initials(name) == letters


def test_people_with_the_same_initials_are_told_apart():
    assert short_names(["Grace Adeyemi", "Ivo Petrov", "Gwen Abara"]) == ["GA1", "IP", "GA2"]


def test_the_bars_of_a_chart_are_its_table():
    chart = "{% bar_chart caption='Placed' rows=rows value='Placed' part='First time' %}"
    with translation.override("de"):
        drawn = elements(draw(chart, rows=[("January", 14, 3), ("February", 31, 6)]))

    assert [bar["width"] for bar in drawn.all("rect")] == ["45.2", "9.7", "100.0", "19.4"]
    assert draw(chart, rows=[("January", 0, 0)]).count('width="0.0"') == 2
    elements(draw(chart, rows=[]))


@pytest.mark.parametrize("verdict", SEALS)
def test_a_verdict_is_a_heading_not_only_a_colour(verdict):
    drawn = draw(
        '{% seal verdict title="Genuine and in force" level=1 %}So it is.{% endseal %}',
        verdict=verdict,
    )
    assert "<h1>Genuine and in force</h1>" in drawn


def test_a_persons_words_keep_their_paragraphs_and_direction():
    drawn = draw("{% words text by='Ines' %}", text="One.\n\nTwo.")
    assert elements(drawn).one("blockquote") == {"class": "words", "dir": "auto"}
    assert drawn.count("<p>") == 2


def test_messages_are_told_and_htmx_can_bring_them():
    messages = [Message(25, "Sent."), Message(40, "Not sent.")]
    still = elements(draw("{% toasts %}", messages=messages))
    brought = elements(draw("{% toasts oob=True %}", messages=messages))

    assert (still.all("div")[0]["role"], still.all("div")[0]["id"]) == ("status", "toasts")
    assert brought.all("div")[0]["hx-swap-oob"] == "true"
    assert "Sent." in draw("{% toasts %}", messages=messages)


# Lists


def test_turning_pages_keeps_the_rest_of_the_address():
    pages = Paginator(range(200), 25)
    drawn = draw(
        "{% pager page %}",
        page=pages.page(2),
        request=request_for("/?q=a%26b&mode=x&mode=y&page=2"),
    )

    assert [link["href"] for link in elements(drawn).all("a")] == [
        "?q=a%26b&mode=x&mode=y&page=1",
        "?q=a%26b&mode=x&mode=y&page=3",
    ]
    assert "26 to 50 of 200" in drawn
    assert draw("{% pager page %}", page=Paginator(range(3), 25).page(1)) == ""


@pytest.mark.parametrize(
    ("address", "order", "leads_to"),
    [
        ("/?q=x", None, "?q=x&sort=when"),
        ("/?q=x&sort=when", "ascending", "?q=x&sort=-when"),
        ("/?q=x&sort=-when", "descending", "?q=x&sort=when"),
        ("/?sort=other", None, "?sort=when"),
    ],
)
def test_a_column_is_sorted_one_way_and_then_the_other(address, order, leads_to):
    drawn = elements(draw('{% column "When" sort="when" %}', request=request_for(address)))
    assert drawn.one("th").get("aria-sort") == order
    assert drawn.one("a")["href"] == leads_to


def test_a_new_order_begins_on_the_first_page():
    drawn = elements(draw('{% column "When" sort="when" %}', request=request_for("/?page=7")))
    assert drawn.one("a")["href"] == "?sort=when"


def test_a_table_scrolls_in_a_box_that_can_be_reached():
    box = elements(draw("{% data_table caption='Hosts' %}<tbody></tbody>{% enddata_table %}")).all(
        "div"
    )[0]
    assert (box["role"], box["tabindex"], box["aria-label"]) == ("region", "0", "Hosts")


def test_the_tab_of_this_address_marks_itself():
    drawn = elements(
        draw(
            '{% tabs label="T" %}{% tab "One" "/one" %}{% tab "Two" "/two" count=0 %}{% endtabs %}',
            request=request_for("/two?page=2"),
        )
    )
    assert [link.get("aria-current") for link in drawn.all("a")] == [None, "page"]


def test_a_trail_is_pairs_and_a_last_word():
    assert [
        link["href"] for link in elements(draw('{% breadcrumb "Home" "/" "Here" %}')).all("a")
    ] == ["/"]
    with pytest.raises(ValueError, match="pairs"):
        draw('{% breadcrumb "Home" "/" %}')


def test_a_task_shows_its_count_even_when_it_is_nought():
    assert '<span class="count quiet">0</span>' in draw('{% task "Talks" count=0 %}')
    assert "count" not in draw('{% task "Talks" %}')


def test_an_event_says_in_words_that_it_is_done():
    assert "Done:" in draw("{% event 'done' when='Monday' %}You sent it.{% endevent %}")
    now = elements(draw("{% event 'now' %}You confirm.{% endevent %}")).one("li")
    assert now == {"class": "now", "aria-current": "step"}
    with pytest.raises(ValueError, match="No event"):
        draw("{% event 'soon' %}x{% endevent %}")


def test_a_card_with_hardly_anything_is_whole():
    bare = ChallengeCard(title="Name our boat", url="/b", host="Ms Pell", date=CardDate("Own time"))
    drawn = elements(draw("{% challenge_card card %}", card=bare))
    assert drawn.one("a")["href"] == "/b"
    assert drawn.all("ul") == []


def test_an_address_is_the_resolvers_with_or_without_a_thing():
    thing = UUID("0b0f2f5e-9f0e-4e59-9d0a-1f6f1c7a2b11")
    said = draw(
        '{% url "portal:listing" slug %} {% url "students:student" slug thing %} '
        '{% url "portal:host_page" slug "a-host" %} {% url "no:page" as none %}[{{ none }}]'
        '{% url "students:student" other thing as kept %}{{ kept }}',
        slug="north",
        other="south",
        thing=thing,
    )

    assert said.split() == [
        reverse("portal:listing", args=["north"]),
        reverse("students:student", args=["north", thing]),
        reverse("portal:host_page", args=["north", "a-host"]),
        "[]" + reverse("students:student", args=["south", thing]),
    ]
    with pytest.raises(NoReverseMatch):
        draw('{% url "students:student" slug "no uuid" %}', slug="north")
