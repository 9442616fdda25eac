"""All components on one page, in a browser: accessible, on any screen, with what was typed kept."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import include, path

from portal.demo import gallery

urlpatterns = [path("gallery/", gallery.components), path("", include("config.urls"))]

SOMEBODY_CHANGED = """name => {
  const key = Object.keys(localStorage).find(each => each.startsWith("draft:"));
  const draft = JSON.parse(localStorage.getItem(key));
  draft.values.filter(entry => entry[0] === name).forEach(entry => { entry[3] = "before"; });
  localStorage.setItem(key, JSON.stringify(draft));
}"""


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
