"""Every sentence in every language: said, whole, and chosen when it is read."""

import ast
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from django.conf import settings
from django.utils.formats import date_format
from django.utils.translation import override

from core.catalogues import catalogues, compile_older, faults
from core.extracting import Sentence, in_python, in_template, not_literal, sentences, untranslated
from employers.wording import hours_words, money
from skills.services import ensure_core_framework
from skills.spoken import spoken


@pytest.mark.parametrize("language", catalogues())
def test_no_sentence_is_missing_or_broken(language: str):
    path = catalogues()[language]
    waiting = untranslated(path)
    said = [each.id for each in waiting[:10]]
    assert not waiting, f"run `make messages`; then translate {said} …"
    counted = {(each.id, each.context) for each in sentences() if each.plural}
    wrong = [
        f"{each.id!r} is said with and without a plural: give one of them a context"
        for each in sentences()
        if not each.plural and (each.id, each.context) in counted
    ]
    with path.open("rb") as file:
        for message in read_po(file):
            ids = message.id if isinstance(message.id, tuple) else (message.id,)
            forms = message.string if isinstance(message.string, tuple) else (message.string,)
            if message.fuzzy:
                wrong.append(f"{ids[0]!r} is fuzzy")
            if ids[0] and any(forms):
                wrong += [f"{ids[0]!r}: {fault}" for fault in faults(ids, forms)]
    assert wrong == []


@pytest.mark.parametrize(
    ("english", "french", "fault"),
    [
        (("Ring %(phone)s",), ("Appelez le %(telephone)s",), "placeholders"),
        (("Close %d days.",), ("Fermez.",), "placeholders"),
        (("One place", "%(n)d places"), ("Une place", "%(n)d places"), "no ['%(n)d'] in form 0"),
        (("One place", "%(n)d places"), ("%(n)d place", "%(x)d places"), "no ['%(n)d'] in form 1"),
        (("<b>Now</b> %(n)s",), ("Maintenant %(n)s",), "tags"),
        (('<a href="/a">it</a>',), ('<a href="/b">ça</a>',), "tags"),
        (("\nHello",), ("Bonjour",), "begins or ends"),
        (("%(n)s %%",), ("%(n)s %",), "per cent"),
        (("A.\n\nB.",), ("A. B.",), "paragraphs"),
    ],
)
def test_what_would_break_a_page_is_found(
    english: tuple[str, ...], french: tuple[str, ...], fault: str
):
    assert fault in " ".join(faults(english, french))
    assert list(faults(english, english)) == [] or len(english) == 2


def test_sentences_are_found_as_gettext_keys_them():
    code = """
from django.utils.translation import gettext as _, ngettext, pgettext_lazy as lazily
a = {"x": _("One " "two"), "y": ngettext("%(n)d day", "%(n)d days", n), "z": lazily("may", "May")}
"""
    template = (
        '{% translate "Dark" context "colours" %}{% button _("Go") %}{{ x|default:_("none") }}'
        "{% blocktranslate trimmed count n=n %}\n  {{ n }} yes\n{% plural %}\n {{ n }} yeses"
        "{% endblocktranslate %}"
    )
    assert set(in_python(code)) == {
        Sentence("One two"),
        Sentence("%(n)d day", "%(n)d days"),
        Sentence("May", context="may"),
    }
    assert set(in_template(template)) == {
        Sentence("Dark", context="colours"),
        Sentence("Go"),
        Sentence("none"),
        Sentence("%(n)s yes", "%(n)s yeses"),
    }
    assert list(not_literal("from x import gettext\ngettext(f'{a} b')")) == [2]


@pytest.mark.django_db
def test_a_skill_is_read_in_the_language_of_its_reader_and_kept_in_its_own():
    framework = ensure_core_framework()
    named = framework.skills.filter(plain_name="Dealing with problems")
    with override("fr"):
        skill = named.with_levels().get()
        assert str(skill) == "Résoudre des problèmes"
        assert skill.levels.all()[1].behaviour.startswith("Trouve une cause probable")
        assert named.values_list("plain_name", flat=True)[0] == "Résoudre des problèmes"
        assert spoken("Weaving baskets") == "Weaving baskets"
    assert str(named.get()) == "Dealing with problems"


def test_no_sentence_is_chosen_before_somebody_reads_it():
    early = []
    for name in {file for files in sentences().values() for file in files if file.endswith(".py")}:
        text = Path(settings.BASE_DIR, name).read_text(encoding="utf-8")
        early += [f"{name}:{line}" for line in (*chosen_on_import(text), *not_literal(text))]
    assert early == [], "gettext_lazy is for what a module says when it is imported"
    assert list(chosen_on_import("from django.utils.translation import gettext as _\nA = _('B')"))


def test_what_is_compiled_follows_its_text(tmp_path: Path, settings):
    folder = tmp_path / "fr" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    text = folder / "django.po"
    header = 'msgid ""\nmsgstr "Plural-Forms: nplurals=2; plural=(n > 1);\\n"\n'
    text.write_text(f'{header}\nmsgid "a"\nmsgid_plural "many hats"\nmsgstr[0] ""\nmsgstr[1] ""\n')
    settings.LOCALE_PATHS = [tmp_path]
    compile_older()
    compiled = text.with_suffix(".mo")
    assert b"many hats" not in compiled.read_bytes()  # what is not translated is said in English
    text.write_text(f'{header}\nmsgid "a"\nmsgstr "bé"\n')
    compile_older()
    assert "bé".encode() in compiled.read_bytes()


def test_dates_and_sums_are_written_as_french_does():
    with override("fr"):
        assert money(Decimal("12.5"), "CAD") == "12,50\u00a0CA$"
        assert hours_words(Decimal("1.25")) == "1,25 heure"
        assert date_format(date(2026, 11, 1), "l j F Y") == "dimanche 1er novembre 2026"
        assert date_format(date(2026, 11, 2), "j F") == "2 novembre"
        assert date_format(date(2026, 12, 3), "D j M") == "jeu 3 déc."
        assert date_format(date(2026, 11, 1), "Y-m-j") == "2026-11-1"
    with override("en-gb"):
        assert date_format(date(2026, 11, 1), "j F") == "1 November"
        assert (money(Decimal(40), "GBP"), hours_words(Decimal(1))) == ("£40", "1 hour")


def chosen_on_import(text: str) -> Iterator[int]:
    """Lines that choose words while their module is imported: before anybody reads them."""
    called: dict[str, str] = {}
    tree = ast.parse(text)
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation":
            called |= {each.asname or each.name: each.name for each in node.names}

    def look(node: ast.AST, parent: ast.AST) -> Iterator[int]:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            at_once = [*node.args.defaults, *filter(None, node.args.kw_defaults)]
            for each in (*at_once, *getattr(node, "decorator_list", ())):
                yield from look(each, node)
            return
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            function = called.get(node.func.id, "")
            at_once = "gettext" in function and not function.endswith(("_lazy", "_noop"))
            to_text = isinstance(parent, ast.BinOp | ast.FormattedValue | ast.Attribute) or (
                isinstance(parent, ast.Call) and getattr(parent.func, "id", "") == "str"
            )
            if at_once or ("gettext" in function and to_text):
                yield node.lineno
        for child in ast.iter_child_nodes(node):
            yield from look(child, node)

    yield from look(tree, tree)
