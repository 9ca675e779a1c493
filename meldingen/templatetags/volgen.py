"""Parts of the page of a melding, written out in one go or made once: it is the page that people come back to.

As template tags for each word and line they took half of the time of the page. What somebody typed is escaped.
"""

from functools import lru_cache

from django import template
from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import escape, format_html
from django.utils.safestring import mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

register = template.Library()
TOKEN = "csrf-token-comes-here"  # noqa: S105 - nothing that somebody typed goes through a fragment
THUMB = '<a href="%s"><img class="thumb" src="%s" width="88" height="88" loading="lazy" alt="%s"></a>'


@register.simple_tag
def fragment(name, token="", **values):
    """Include a template that uses nothing but these values and the language; made once for each combination.

    Only the CSRF token is new in each page, and is put in afterwards.
    """
    text = rendered(name, get_language(), tuple(values.items()))
    return mark_safe(text.replace(TOKEN, str(token)))  # noqa: S308


@lru_cache(maxsize=256)
def rendered(name, language, values):
    return render_to_string(name, {"csrf_token": TOKEN, "exit_url": settings.EXIT_URL, **dict(values)})


@register.simple_tag
def fields_of(form):
    """The fields of a form, made once for everybody who begins with it; with its own key, so that it counts once."""
    hidden = format_html('<input type="hidden" name="sleutel" value="{}">', form["sleutel"].value())
    is_empty = not form.is_bound and form.initial.keys() == {"sleutel"}
    return hidden + (empty_fields(type(form), get_language()) if is_empty else fields(form))


def fields(form):
    return render_to_string("meldingen/_volg_velden.html", {"form": form})


@lru_cache(maxsize=32)
def empty_fields(form_class, language):
    return fields(form_class())


def state_block(word, sentences, stand, *, is_part):
    """The block with the word of the state and its sentences; `stand` is what the page knows, to ask what is new."""
    below = "".join(f"<p>{escape(sentence)}</p>" for sentence in sentences)
    return mark_safe(  # noqa: S308
        f'<div class="now" id="stand"{swapped(is_part)}><p><strong>{escape(word)}</strong></p>{below}'
        f'<input type="hidden" name="stand" value="{stand}"></div>'
    )


def consent_block(questions, *, is_part):
    """The questions of partners for the contact data, as pairs (wish, sentences), with the way to answer them."""
    choose = _("Kies ja of nee")
    link = f'<p class="row"><a class="btn alt" href="{reverse("volg_delen")}">{escape(choose)}</a></p>'
    notes = "".join(note(wish, sentences, link) for wish, sentences in questions)
    return mark_safe(f'<div id="delen"{swapped(is_part)}>{notes}</div>')  # noqa: S308


def note(head, sentences, more):
    below = "".join(f"<p>{escape(sentence)}</p>" for sentence in sentences)
    return f'<div class="note"><h2>{escape(head)}</h2>{below}{more}</div>'


def timeline_list(momenten, answers, *, is_part):
    """The timeline; its first item holds what was sent, as pairs (question, answer)."""
    items = "\n".join(item(moment, answers) for moment in momenten)
    return mark_safe(f'<ol class="tl" id="verloop"{swapped(is_part)}>{items}</ol>')  # noqa: S308


def swapped(is_part):
    """What tells htmx to put this part of an answer in the place of the one on the page."""
    return ' hx-swap-oob="true"' if is_part else ""


def item(moment, answers):
    when = f'<time datetime="{moment.op.isoformat()}">{escape(moment.wanneer)}</time>' if moment.op else ""
    parts = [f"<li{kind(moment)}>{when}<p><strong>{escape(moment.kop)}</strong></p>"]
    if moment.uitleg:
        parts.append(f'<p class="muted">{escape(moment.uitleg)}</p>')
    if moment.is_begin:
        parts.append(sent(answers))
    if moment.boodschap:
        voice = 'class="msg me"' if moment.is_van_melder else 'class="msg" lang="nl"'
        parts.append(f"<p {voice}>{escape(moment.boodschap)}</p>")
    if moment.fotos:
        parts.append(f'<p class="row">{photos(moment.fotos)}</p>')
    return "".join([*parts, "</li>"])


def kind(moment):
    if moment.is_straks:
        return ' class="todo"'
    return ' class="cur" id="laatste" tabindex="-1"' if moment.is_nu else ""


def sent(answers):
    pairs = "".join(f"<dt>{escape(question)}</dt><dd>{escape(answer)}</dd>" for question, answer in answers)
    label = escape(_("Bekijk wat u schreef"))
    return f'<details><summary>{label}</summary><dl class="msg me">{pairs}</dl></details>'


def photos(kenmerken):
    label = _("Foto %(nummer)s")
    addresses = [reverse("volg_foto", args=[kenmerk]) for kenmerk in kenmerken]
    return "".join(
        THUMB % (address, address, escape(label % {"nummer": number})) for number, address in enumerate(addresses, 1)
    )
