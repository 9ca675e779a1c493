"""What stands in the head of a page twice: once for browsers, once for the preview that a link gets elsewhere."""

from django import template
from django.utils.safestring import mark_safe

register = template.Library()


def for_attribute(content):
    """Rendered (so already escaped) text on one line, safe between double quotes."""
    return " ".join(content.split()).replace('"', "&quot;")


@register.simple_block_tag
def page_title(content):
    text = for_attribute(content)
    return mark_safe(f'<title>{text}</title>\n<meta property="og:title" content="{text}">')  # noqa: S308


@register.simple_block_tag
def page_description(content):
    text = for_attribute(content)
    return mark_safe(  # noqa: S308
        f'<meta name="description" content="{text}">\n<meta property="og:description" content="{text}">'
    )
