"""The ways through pages: tabs, crumbs, pages of a list, filters, doors."""

from typing import Any
from uuid import UUID

from django.core.paginator import Page
from django.template import Context, Node, NodeList, Template
from django.template.base import Parser, Token
from django.template.defaulttags import URLNode
from django.template.defaulttags import url as parse_url
from django.template.loader_tags import ExtendsNode, do_extends
from django.urls import NoReverseMatch
from django.utils.formats import localize
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from core.addresses import address, address_of
from core.templatetags.components.parts import (
    CHECKED,
    Words,
    format_html,
    query_with,
    register,
    render,
)

HERE = SafeString(' aria-current="page"')
DOORS = {  # pictures of the demo's doors on a grid of 72: stone, lit ledge, dark, pen
    "student": (
        "M6 66V40l10-14h14v16h14v10h22v14z",
        "M30 38h16l-2 5H32z",
        "M39 9.5a4.5 4.5 0 1 0 .1 0z",
        "M6 66V40l10-14h14v16h14v10h22v14zM39 36v-9m0 0l-5-6m5 6l7-5",
    ),
    "host": (
        "M10 66V30l26-18 26 18v36z",
        "M24 66h24l-2 4H26z",
        "M28 66V44h16v22z",
        "M10 66V30l26-18 26 18v36zM28 66V44h16v22M20 34h8M44 34h8",
    ),
    "clinic": (
        "M8 18h56v40H8z",
        "M16 48h8v4h-8z",
        "M16 28h8v4h-8zM16 38h8v4h-8z",
        "M8 18h56v40H8zM30 30h26M30 40h26M30 50h14M26 18v-6h20v6",
    ),
    "badge": (
        "M26 6h21l17 16 1 23-16 18-24 1L8 49 7 23z",
        "M27 52h18l-2 5H29z",
        "",
        "M26 6h21l17 16 1 23-16 18-24 1L8 49 7 23zM24 33l9 9.5L50 24",
    ),
}


@register.simple_tag(takes_context=True)
def pager(
    context: Context, page: Page, *, label: Words = "", parameter: str = "page"
) -> SafeString:
    """Links to the pages before and after; nothing for a list of one page."""

    def url(number: int) -> str:
        return query_with(context, **{parameter: number})

    return render(
        "pager",
        page=page,
        label=label,
        back=url(page.previous_page_number()) if page.has_previous() else "",
        next=url(page.next_page_number()) if page.has_next() else "",
    )


@register.simple_block_tag(takes_context=True)
def filters(
    context: Context,
    content: str,
    *,
    active: int = 0,
    action: str = "",
    label: Words = "",
    results: str = "",
) -> SafeString:
    """A GET form of filters: folded on a phone, open when wide.

    With JavaScript a change asks at once for what stands in ``results`` (a selector).
    """
    return render(
        "filters", content=content, active=active, action=action, label=label, results=results
    )


@register.simple_block_tag
def pills(content: str, *, legend: Words) -> SafeString:
    """Choices in a row under one legend."""
    return format_html(
        '<fieldset class="pills"><legend class="small">{}</legend><div class="strip">{}</div>'
        "</fieldset>",
        legend,
        content,
    )


@register.simple_tag
def pill(
    *,
    name: str,
    value: Any,
    label: Words,
    checked: bool = False,
    type: str = "checkbox",
    count: int | None = None,
) -> SafeString:
    """A small choice among others; ``count`` is how many it would find."""
    return format_html(
        '<label class="pill"><input type="{0}" id="{1}-{2}" name="{1}" value="{2}"{3}>{4}{5}'
        "</label>\n",
        type,
        name,
        value,
        CHECKED if checked else "",
        label,
        "" if count is None else format_html(' <span class="quiet num">{}</span>', count),
    )


@register.simple_tag
def active_filter(text: Words, *, url: str) -> SafeString:
    """A filter in use; ``url`` is the list without it."""
    return render("active_filter", text=text, url=url)


@register.simple_block_tag
def tabs(content: str, *, label: Words) -> SafeString:
    """Pages of one thing, as links."""
    return render("tabs", content=content, label=label)


@register.simple_tag(takes_context=True)
def tab(
    context: Context,
    text: Words,
    url: str,
    *,
    current: bool | None = None,
    count: int | None = None,
) -> SafeString:
    """A page of one thing; ``current`` when it is this page, which its address tells by itself."""
    if current is None:
        request = context.get("request")
        current = request is not None and request.path == url
    return format_html(
        '<li><a href="{}"{}>{}{}</a></li>',
        url,
        HERE if current else "",
        text,
        "" if count is None else format_html(" ({})", localize(count)),
    )


@register.simple_tag
def breadcrumb(*trail: Words) -> SafeString:
    """Where you are: word, address, word, address, …, and the last word without one."""
    *steps, here = trail
    if len(steps) % 2:
        raise ValueError("A breadcrumb takes pairs of word and address, and a last word")
    links = format_html_join(
        "",
        '<li><a href="{}">{}</a></li>',
        zip(steps[1::2], steps[::2], strict=True),
    )
    return format_html(
        '<nav aria-label="{}"><ol class="crumbs">{}<li aria-current="page">{}</li></ol></nav>',
        gettext("Where you are"),
        links,
        here,
    )


@register.simple_block_tag
def door(content: str, picture: str, *, title: Words, url: str, level: int = 2) -> SafeString:
    """A door of the demo: one of ``DOORS``."""
    stone, light, dark, pen = DOORS[picture]
    return render(
        "door",
        content=content,
        title=title,
        url=url,
        level=level,
        stone=stone,
        light=light,
        dark=dark,
        pen=pen,
    )


class KnownNodes(NodeList):
    """The nodes of a template, which looks through them once for each kind."""

    def __init__(self, nodes: NodeList) -> None:
        super().__init__(nodes)
        self.contains_nontext = nodes.contains_nontext
        self._known: dict[type[Node], list[Node]] = {}

    def get_nodes_by_type(self, nodetype: type[Node]) -> list[Node]:
        """As Django's, which walks the whole tree of the frame for each page that extends it."""
        if nodetype not in self._known:
            self._known[nodetype] = super().get_nodes_by_type(nodetype)
        return self._known[nodetype]


class FrameNode(ExtendsNode):
    """Django's ``{% extends %}``, which keeps its parent, and that its blocks.

    A template that is read anew has nodes of its own, so what is kept is never older than it.
    """

    _parent: Template | None = None

    def get_parent(self, context: Context) -> Template:
        """As Django's, which asks the loaders each time."""
        if self._parent is not None:
            return self._parent
        parent: Template = super().get_parent(context)
        if not isinstance(parent.nodelist, KnownNodes):
            parent.nodelist = KnownNodes(parent.nodelist)
        if isinstance(getattr(self.parent_name, "var", None), str):  # no name from the context
            self._parent = parent
        return parent


@register.tag
def extends(parser: Parser, token: Token) -> ExtendsNode:
    """``{% extends %}``, by a frame that knows its blocks."""
    node = do_extends(parser, token)
    return FrameNode(node.nodelist, node.parent_name, node.template_dirs)


class RememberedURLNode(URLNode):
    """Django's ``{% url %}``, which asks the resolver once for each name and institution."""

    def render(self, context: Context) -> str:
        """As Django's, which does what is not of our pages' kinds: named parts, the admin."""
        name = self.view_name.resolve(context)
        args = [each.resolve(context) for each in self.args]
        found = "" if self.kwargs or name.startswith("admin:") else remembered(name, args)
        if not found:
            return super().render(context)
        if self.asvar:
            context[self.asvar] = found
            return ""
        return found  # quoted by the resolver; it holds no query and no ampersand


def remembered(name: str, args: list[Any]) -> str:
    """The address of a page of an institution or of one thing of it, else an empty string."""
    try:
        match args:
            case [str(slug), UUID() as public_id]:
                return address_of(name, slug, public_id)
            case [] | [str()]:
                return address(name, *args)
    except NoReverseMatch:
        pass
    return ""


@register.tag
def url(parser: Parser, token: Token) -> URLNode:
    """``{% url %}``, remembered."""
    node = parse_url(parser, token)
    return RememberedURLNode(node.view_name, node.args, node.kwargs, node.asvar)
