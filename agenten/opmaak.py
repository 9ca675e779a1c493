"""Texts of editors as HTML: Markdown without HTML, with tables and headings that can be linked to."""

import re
from functools import lru_cache

import nh3
from django.conf import settings
from django.utils.safestring import SafeString
from django.utils.text import slugify
from markdown_it import MarkdownIt

ALLOWED_TAGS = {
    *("a", "blockquote", "br", "code", "em", "h2", "h3", "h4", "hr", "li", "ol", "p", "strong"),
    *("table", "tbody", "td", "th", "thead", "tr", "ul"),
}
ALLOWED_ATTRIBUTES = {"a": {"href"}, "h2": {"id"}, "h3": {"id"}, "h4": {"id"}, "th": {"scope"}, "ol": {"start"}}
ALLOWED_SCHEMES = {"http", "https", "mailto", "tel"}
OWN_ANCHOR = re.compile(r"\s*\{#([a-z0-9-]+)\}$")
MARKDOWN = MarkdownIt("commonmark", {"html": False}).enable("table")


def as_html(inhoud):
    """The Markdown of an editor as safe HTML.

    A heading gets its words as id, or the one it names itself: "Deaf? {#doof}". The title of the page is the only h1,
    so "#" gives an h2. {site_email}, {site_name} and {site_url} are filled in; other braces stay as typed.
    """
    return render(inhoud, settings.SITE_EMAIL, settings.SITE_NAME, settings.SITE_URL)


@lru_cache(maxsize=128)
def render(inhoud, site_email, site_name, site_url):
    filled = (
        inhoud.replace("{site_email}", f"[{site_email}](mailto:{site_email})")
        .replace("{site_name}", site_name)
        .replace("{site_url}", site_url)
    )
    tokens = MARKDOWN.parse(filled)
    for position, token in enumerate(tokens):
        if token.type in ("heading_open", "heading_close") and token.tag == "h1":
            token.tag = "h2"
        if token.type == "heading_open":
            token.attrSet("id", take_anchor(tokens[position + 1]))
        if token.type == "th_open":
            token.attrSet("scope", "col")
    html = MARKDOWN.renderer.render(tokens, MARKDOWN.options, {})
    clean = nh3.clean(
        html, tags=ALLOWED_TAGS, attributes=ALLOWED_ATTRIBUTES, url_schemes=ALLOWED_SCHEMES, link_rel=None
    )
    return SafeString(clean)


def take_anchor(inline):
    """The id of a heading; one that it names itself is taken out of its text."""
    named = OWN_ANCHOR.search(inline.content)
    if not named:
        return slugify(inline.content)
    inline.content = OWN_ANCHOR.sub("", inline.content)
    last = inline.children[-1]
    last.content = OWN_ANCHOR.sub("", last.content)
    return named[1]
