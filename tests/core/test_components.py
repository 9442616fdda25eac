"""The design system: what its tags write in all states, and what a browser makes of them."""

import re
from html.parser import HTMLParser
from pathlib import Path
from types import SimpleNamespace
from uuid import UUID

import pytest
from axe_playwright_python.sync_playwright import Axe
from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Fieldset, Layout, Submit
from django import forms
from django.contrib.messages.storage.base import Message
from django.core.paginator import Paginator
from django.template import Context, Template
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.urls import NoReverseMatch, include, path, reverse
from django.utils import translation

from core.stylesheet import STYLESHEETS, stylesheet
from core.templatetags.components import CardDate, CardFact, ChallengeCard, Option
from core.templatetags.components.boxes import SEALS, TONE_ICONS
from core.templatetags.components.forms import short_names
from core.templatetags.components.parts import icon_names, initials
from portal.context import chrome
from portal.demo import gallery

urlpatterns = [path("gallery/", gallery.components), path("", include("config.urls"))]

STATIC = Path(__file__).parents[2] / "static"
EVIL = "<script>alert(1)</script>"
SOMEBODY_CHANGED = """name => {
  const key = Object.keys(localStorage).find(each => each.startsWith("draft:"));
  const draft = JSON.parse(localStorage.getItem(key));
  draft.values.filter(entry => entry[0] === name).forEach(entry => { entry[3] = "before"; });
  localStorage.setItem(key, JSON.stringify(draft));
}"""
VOID = {"input", "br", "hr", "img", "meta", "link", "path", "use", "rect", "circle"}


def draw(source: str, **context: object) -> str:
    return Template(source).render(Context(context)).strip()


def request_for(address: str) -> object:
    return RequestFactory().get(address)


class Page(HTMLParser):
    """The elements of a page, each as its name and its attributes, and the balance of its tags."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.feed(source)

    def handle_starttag(self, tag: str, attrs: list) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open, f"</{tag}> closes nothing"
        assert self.open.pop() == tag

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attrs for name, attrs in self.elements if name == tag]

    def one(self, tag: str) -> dict[str, str | None]:
        [only] = self.all(tag)
        return only

    @property
    def ids(self) -> list[str]:
        return [attrs["id"] for _, attrs in self.elements if attrs.get("id")]


def elements(source: str) -> Page:
    page = Page(source)
    assert page.open == []
    return page


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


# Forms


class EveryField(forms.Form):
    name = forms.CharField(help_text="As your friends say it.")
    sentence = forms.CharField(max_length=20, help_text="One.", widget=forms.Textarea)
    email = forms.EmailField()
    country = forms.ChoiceField(choices=[("uk", "United Kingdom")])
    reach = forms.ChoiceField(
        choices=[("a", Option("Nobody", hint="In private.")), ("b", "All")],
        widget=forms.RadioSelect,
    )
    days = forms.MultipleChoiceField(
        choices=[("mon", "Monday"), ("tue", "Tuesday")], widget=forms.CheckboxSelectMultiple
    )
    agreed = forms.BooleanField(help_text="Read it first.")
    day = forms.DateField(widget=forms.DateInput(attrs={"type": "date"}))
    paper = forms.FileField()
    note = forms.CharField(required=False)
    token = forms.CharField(widget=forms.HiddenInput)

    helper = FormHelper()
    helper.add_input(Submit("send", "Send it"))


BY_HAND = "<form>{% error_summary form %}{% for f in form %}{% field f %}{% endfor %}</form>"
WAYS = [BY_HAND, "<form>{{ form|crispy }}</form>", "{% crispy form %}"]


@pytest.mark.parametrize("source", WAYS)
def test_every_field_has_a_label_and_no_error_to_begin_with(source):
    drawn = elements(draw(source, form=EveryField()))
    labelled = {label.get("for") for label in drawn.all("label")}
    for name in ("name", "sentence", "email", "country", "day", "paper", "note", "agreed"):
        assert f"id_{name}" in labelled & set(drawn.ids)
    assert len(drawn.all("legend")) == 2
    assert len(drawn.ids) == len(set(drawn.ids))
    assert [control for _, control in drawn.elements if control.get("aria-invalid")] == []


@pytest.mark.parametrize("source", WAYS)
def test_a_wrong_field_is_tied_to_its_hint_and_its_error(source):
    form = EveryField({"sentence": "x" * 30, "email": "nobody", "reach": "c"})
    page = draw(source, form=form)
    drawn = elements(page)
    controls = {
        control["id"]: control
        for name, control in drawn.elements
        if name in {"input", "textarea", "select"} and control.get("id")
    }

    assert controls["id_name"]["aria-describedby"] == "id_name_helptext id_name_error"
    assert (
        controls["id_sentence"]["aria-describedby"]
        == "id_sentence_helptext id_sentence_error id_sentence_counter"
    )
    assert controls["id_agreed"]["aria-describedby"] == "id_agreed_helptext id_agreed_error"
    for name in ("name", "sentence", "email", "country", "day", "paper", "agreed"):
        assert controls[f"id_{name}"]["aria-invalid"] == "true"
    assert {group["aria-describedby"] for group in drawn.all("fieldset")} == {
        "id_reach_error",
        "id_days_error",
    }
    tied = [word for _, a in drawn.elements for word in (a.get("aria-describedby") or "").split()]
    assert set(tied) <= set(drawn.ids)
    assert len(drawn.ids) == len(set(drawn.ids))
    summary = [link["href"] for link in drawn.all("a")]
    assert {target.removeprefix("#") for target in summary} <= set(drawn.ids)
    assert "#id_reach_0" in summary
    assert page.index("As your friends say it.") < page.index('name="name"')


def test_the_summary_takes_the_focus_and_says_what_to_do():
    form = EveryField({"sentence": "x" * 30, "email": "a@b.example", "country": "uk"})
    form.is_valid()
    form.add_error(None, "This project takes no more interests.")
    page = draw("{% error_summary form %}", form=form)
    box = elements(page).all("div")[0]

    assert (box["tabindex"], box["role"], "autofocus" in box) == ("-1", "alert", True)
    assert "This project takes no more interests." in page
    assert "Fill this in: Name" in page
    assert "Choose: Reach" in page
    assert "Tick this: Agreed" in page
    assert "Make this shorter: 20 letters at most, it has 30" in page
    assert draw("{% error_summary form %}", form=EveryField()) == ""


def test_a_sentence_of_ones_own_is_left_as_it_is():
    class Own(forms.Form):
        name = forms.CharField(error_messages={"required": "Say who you are."})

    assert "Say who you are." in draw("{% error_summary form %}", form=Own({}))


def test_what_may_be_left_out_says_so():
    page = draw(BY_HAND, form=EveryField())
    assert page.count("(optional)") == 1


def test_hints_never_stand_inside_a_field():
    class Hasty(forms.Form):
        code = forms.CharField(
            widget=forms.TextInput(attrs={"placeholder": "Code", "autocomplete": "one-time-code"})
        )

    control = elements(draw("{% field form.code %}", form=Hasty())).one("input")
    assert "placeholder" not in control
    assert control["class"] == "input code"


def test_what_was_chosen_stays_chosen():
    form = EveryField({"reach": "a", "days": ["tue"], "agreed": "on", "sentence": "Mine."})
    drawn = elements(draw(BY_HAND, form=form))
    assert [i["id"] for i in drawn.all("input") if "checked" in i] == [
        "id_reach_0",
        "id_days_1",
        "id_agreed",
    ]
    assert "Mine." in draw(BY_HAND, form=form)


def test_a_layout_of_crispy_forms_is_drawn():
    class Laid(forms.Form):
        one = forms.CharField()
        two = forms.CharField()
        helper = FormHelper()
        helper.layout = Layout(Fieldset("Both", "one"), Div("two", css_class="grid"))

    drawn = elements(draw("{% crispy form %}", form=Laid(), csrf_token="abc"))
    assert drawn.one("form")["method"] == "post"
    assert [control.get("name") for control in drawn.all("input")] == [
        "csrfmiddlewaretoken",
        "one",
        "two",
    ]


def test_the_errors_of_many_forms_stand_in_one_summary():
    many = forms.formset_factory(EveryField, min_num=1, validate_min=True)
    formset = many({"form-TOTAL_FORMS": "1", "form-INITIAL_FORMS": "0", "form-0-name": "Ana"})
    page = draw("{{ formset|crispy }}", formset=formset)
    assert "#id_form-0-email" in page
    elements(page)


def test_a_rubric_posts_one_value_for_each_person_and_skill():
    levels = [
        SimpleNamespace(value=2, label="Growing", behaviour="Does it.", expected=True),
        SimpleNamespace(value=1, label="Starting", behaviour="Begins.", expected=False),
    ]
    people = [{"id": 7, "name": "Noor Haddad"}, {"id": 8, "name": "Ben Tully"}]
    page = draw(
        "{% rubric legend='Communicating' name='s1' levels=levels people=people chosen=chosen %}",
        levels=levels,
        people=people,
        chosen={7: 2},
    )
    radios = [(r["name"], r["value"], "checked" in r) for r in elements(page).all("input")]
    assert radios == [
        ("s1-7", "2", True),
        ("s1-8", "2", False),
        ("s1-7", "1", False),
        ("s1-8", "1", False),
    ]
    assert "Noor Haddad: 2 Growing" in page
    assert page.count("the step to expect") == 1


def test_ratings_are_compared_and_the_one_that_counts_is_lit():
    rows = [
        {"who": "Grace", "value": 2, "label": "Growing"},
        SimpleNamespace(who="Rosa", value=3, label="Sound", highlight=True),
        {"who": "Team", "value": None, "label": "Not seen"},
    ]
    holds = [
        i.get("class") for i in elements(draw("{% rating_comparison rows %}", rows=rows)).all("i")
    ]
    assert holds == ["yes", "yes", None, None, "yes", "yes", "now", None, None, None, None, None]


# Pages


def frame(address: str = "/", *, theme: str = "", **context: object) -> str:
    request = RequestFactory().get(address)
    request.institution = context.pop("institution", None)
    request.COOKIES["theme"] = theme
    worn = {"theme": chrome(request)["theme"]}
    return render_to_string("base.html", context | worn | {"request": request, "csrf_token": "abc"})


def test_the_frame_stands_without_any_institution_or_person():
    page = elements(frame())
    assert page.all("a")[0] == {"class": "skip", "href": "#main"}
    assert len(page.all("main")) == 1
    assert page.all("nav") == []


def test_the_frame_shows_the_institution_the_places_and_the_person():
    institution = SimpleNamespace(
        name="Northshire University",
        team_name="Business Clinic",
        slug="northshire",
        contact_phone="01632 960 142",
        contact_email="clinic@northshire.example",
        office_hours="",
    )
    source = frame(
        institution=institution,
        navigation=[
            {"label": "Home", "url": "/a", "icon": "home", "current": True},
            {"label": "Hosts", "url": "/b", "icon": "host"},
        ],
        person_label="Dana Whitlock",
        person_url="/me",
    )
    links = {link["href"]: link.get("aria-current") for link in elements(source).all("a")}
    assert links | {"/a": "page", "/b": None, "/me": None, "/northshire/": None} == links
    assert "Dana Whitlock" in source
    assert "Ring 01632 960 142" in source


@pytest.mark.parametrize(
    ("cookie", "theme"), [("dark", "dark"), ("light", "light"), ("", None), ('x" onload="y', None)]
)
def test_the_colours_chosen_are_worn(cookie, theme):
    assert elements(frame(theme=cookie)).one("html").get("data-theme") == theme


def test_pages_fit_a_policy_without_inline_styles_or_scripts():
    for name in ("base.html", "500.html", "503.html", "404.html", "403.html"):
        request = RequestFactory().get("/")
        request.institution = None
        page = elements(render_to_string(name, {"request": request}))
        assert [
            a for _, a in page.elements if "style" in a or any(k.startswith("on") for k in a)
        ] == []
        assert [a for a in page.all("script") if "src" not in a] == []
        assert page.all("style") == []


@pytest.mark.parametrize("name", ["500.html", "503.html"])
def test_the_page_for_our_own_faults_needs_nothing(name):
    page = elements(render_to_string(name))
    sheets = [link["href"].removeprefix("/static/") for link in page.all("link")]
    assert sheets
    assert set(sheets) <= set(STYLESHEETS)


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
@pytest.mark.urls(__name__)
@pytest.mark.parametrize(
    ("width", "scheme", "forced"),
    [(320, "light", "none"), (1280, "dark", "none"), (360, "light", "active")],
)
def test_every_component_is_accessible_and_fits_its_screen(
    live_server, chromium, width, scheme, forced
):
    context = chromium.new_context(
        viewport={"width": width, "height": 900}, color_scheme=scheme, forced_colors=forced
    )
    page = context.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda line: faults.append(line.text) if line.type == "error" else None)
    page.goto(f"{live_server.url}/gallery/")
    found = Axe().run(page)

    assert found.response["passes"]
    assert [violation["id"] for violation in found.response["violations"]] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert faults == []
    context.close()


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
@pytest.mark.urls(__name__)
def test_what_is_typed_survives_a_lost_signal_and_goes_once_it_is_sent(live_server, chromium):
    context = chromium.new_context()
    page = context.new_page()
    page.goto(f"{live_server.url}/gallery/")
    page.fill("#fresh_sentence", "I close the shop at six.")
    page.fill("#fresh_email", "a.yusuf@northshire.example")
    page.check("#fresh_reach_1")
    page.reload()

    assert page.input_value("#fresh_sentence") == "I close the shop at six."
    assert page.input_value("#fresh_email") == ""
    assert page.is_checked("#fresh_reach_1")
    assert page.inner_text("#fresh_sentence_counter") == "256 of 280 characters left"
    assert page.get_by_text("What you typed here before stands again.").is_visible()

    page.evaluate(SOMEBODY_CHANGED, "sentence")
    page.reload()
    assert page.input_value("#fresh_sentence") == ""
    assert page.is_checked("#fresh_reach_1")
    with page.expect_navigation():
        page.get_by_role("button", name="Drop it").click()
    assert not page.is_checked("#fresh_reach_1")

    page.fill("#fresh_sentence", "I close the shop at six.")
    with page.expect_navigation():
        page.click("form[data-draft] button[type=submit]")
    assert page.input_value("#fresh_sentence") == ""
    context.close()


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
@pytest.mark.urls(__name__)
def test_the_keyboard_finds_the_errors_and_the_dialog(live_server, chromium):
    context = chromium.new_context()
    page = context.new_page()
    page.goto(f"{live_server.url}/gallery/")
    assert page.evaluate("document.activeElement.className") == "panel error-summary"

    page.focus("a[data-opens]")
    page.keyboard.press("Enter")
    assert page.evaluate("document.getElementById('call-off').matches(':modal')")
    page.keyboard.press("Escape")
    assert not page.evaluate("document.getElementById('call-off').open")
    assert page.evaluate("document.activeElement.dataset.opens") == "call-off"
    context.close()


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
