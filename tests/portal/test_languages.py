"""Which language somebody reads: her choice, her device's, her browser's, the university's."""

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils.translation import get_language

from accounts.models import User
from tests.build import an_institution, an_open_challenge, client_of, staff_at

FRENCH = {"HTTP_ACCEPT_LANGUAGE": "de, fr-CA;q=0.8, en;q=0.5"}


def language_of(answer: object) -> str:
    """What the page itself says it is in, which must be what its head says."""
    said = answer.content.decode().partition('<html lang="')[2].partition('"')[0]
    assert answer["Content-Language"] == said
    assert {"Accept-Language", "Cookie"} <= set(answer["Vary"].split(", "))
    return said


@pytest.mark.django_db
def test_a_page_speaks_what_its_reader_chose_else_what_her_browser_asks_for(client: Client):
    both = an_institution()
    english = an_institution(languages=["en-gb"])
    french = an_institution(language="fr")
    here = reverse("portal:listing", args=[both.slug])
    assert language_of(client.get(here)) == "en-gb"
    assert language_of(client.get(here, **FRENCH)) == "fr"
    assert language_of(client.get("/nowhere/at/all/", **FRENCH)) == "fr"
    assert get_language() == "en-gb", "the next answer of this thread chooses for itself"

    pressed = client.post("/language/", {"language": "fr", "next": here})
    assert (pressed.status_code, pressed["Location"]) == (302, here)
    page = client.get(here)
    assert language_of(page) == "fr"
    assert page.content.decode().count('lang="fr" aria-pressed="true">Français<') == 1
    assert client.post("/language/", {"language": "xx"}).status_code == 400
    away = client.post("/language/", {"language": "fr", "next": "https://elsewhere.example/"})
    assert away["Location"] == "/"

    statement = client.get("/accessibility/").content.decode()
    assert "Déclaration d’accessibilité" in statement
    assert "Ce que nous gardons à votre sujet" in client.get("/privacy/").content.decode()

    one = client.get(reverse("portal:listing", args=[english.slug]), **FRENCH)
    assert language_of(one) == "en-gb", "it is not offered there"
    assert 'name="language"' not in one.content.decode()
    elsewhere = Client()
    assert language_of(elsewhere.get(reverse("portal:listing", args=[french.slug]))) == "fr"


@pytest.mark.django_db
def test_a_choice_goes_with_whoever_signs_in():
    here = an_institution()
    member = staff_at(here)
    desk = reverse("portal:staff_home", args=[here.slug])
    client_of(member).post("/language/", {"language": "fr", "next": desk})
    assert User.objects.get(pk=member.pk).language == "fr"
    elsewhere = client_of(member)
    assert language_of(elsewhere.get(desk, HTTP_ACCEPT_LANGUAGE="en")) == "fr"
    assert here.language_for(User.objects.get(pk=member.pk)) == "fr"
    here.languages = ["en-gb"]
    here.save()
    assert language_of(elsewhere.get(desk)) == "en-gb"
    assert here.language_for(User.objects.get(pk=member.pk)) == "en-gb"


@pytest.mark.django_db
def test_a_letter_is_written_in_the_language_of_its_reader(
    client: Client, django_capture_on_commit_callbacks
):
    """The proof goes to an address that nobody knows: in the language of the page she wrote on."""
    challenge = an_open_challenge()
    url = reverse("students:submit_eoi", args=[challenge.institution.slug, challenge.code])
    for name, words in (("amina", FRENCH), ("ben", {})):
        typed = {"email": f"{name}@mail.example", "sentence": "I want to see how a shop does it."}
        with django_capture_on_commit_callbacks(execute=True):
            assert client.post(url, typed, **words).status_code == 302
    french, english = (
        next(letter for letter in mail.outbox if letter.to == [f"{name}@mail.example"])
        for name in ("amina", "ben")
    )
    assert '<html lang="fr">' in french.alternatives[0][0]
    assert '<html lang="en-gb">' in english.alternatives[0][0]
