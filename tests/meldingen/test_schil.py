"""The shell of the pages for residents, and every part that stands in it."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import get_resolver

from meldingen import urls
from tests.meldingen.stijlboek import StapForm

pytestmark = pytest.mark.urls("tests.meldingen.stijlboek")
STAP, BON = "/stijl/stap/", "/stijl/bon/"
TEMPLATES = Path(settings.BASE_DIR) / "templates" / "meldingen"


def html_of(response):
    return re.sub(r"\s+", " ", response.content.decode())


def test_a_step_has_a_title_that_tells_nothing_and_no_address_of_its_own(client):
    html = html_of(client.get(STAP))
    assert "<title>Stap 2 van 5 | Wijkportaal</title>" in html
    assert '<meta property="og:title" content="Stap 2 van 5 | Wijkportaal">' in html
    assert '<meta name="robots" content="noindex">' in html
    head = html.split("<body>")[0]
    assert [tag for tag in ("canonical", 'rel="alternate"', "og:url", STAP) if tag in head] == []
    assert "<title>Verstuurd | Wijkportaal</title>" in html_of(client.get(BON))
    assert "<title>Fout: Stap 2 van 5 | Wijkportaal</title>" in html_of(client.post(STAP, {"wanneer": "nu"}))


def test_a_step_says_which_it_is_how_to_go_back_and_how_to_leave(client):
    html = html_of(client.get(STAP))
    assert '<a class="back" href="/stijl/bon/">Vorige stap</a>' in html
    assert '<p class="step">Stap 2 van 5</p>' in html
    assert html.count('<li class="on"></li>') == 2
    assert '<form class="leave" method="post" action="/snel-weg/" data-verlaat="https://www.knmi.nl/' in html
    assert 'href="tel:08007000"' in html.split("</form>")[-1]
    assert "Lukt het niet?" in html


def test_nobody_keeps_the_page_and_its_exit_is_allowed(client):
    response = client.get(STAP)
    assert response["Cache-Control"] == "no-store"
    policy = response["Content-Security-Policy"].split("; ")
    assert "form-action 'self' https://www.knmi.nl" in policy
    assert len(policy) == 10


def test_every_page_of_a_resident_carries_the_exit():
    views = {name: pattern.callback for pattern in urls.urlpatterns if (name := pattern.name) != "snel_weg"}
    assert [name for name, view in views.items() if not getattr(view, "is_resident_page", False)] == []
    assert get_resolver().resolve("/snel-weg/").url_name == "snel_weg"


def test_each_kind_of_field_has_its_label_hint_and_error(client):
    html = html_of(client.post(STAP, {"email": "geen"}))
    for line in (
        '<a href="#id_tekst">Dit veld is verplicht.</a>',
        '<a href="#id_wanneer_0">Dit veld is verplicht.</a>',
        '<label for="id_tekst">Vertel het in uw eigen woorden</label>',
        '<p class="hint" id="id_tekst_helptext">Wat ziet of hoort u?</p>',
        '<div id="id_tekst_error"><p class="err"><span class="vh">Fout: </span>Dit veld is verplicht.</p></div>',
        'required aria-invalid="true" aria-describedby="id_tekst_helptext id_tekst_error" id="id_tekst">',
        '<fieldset class="field bad" id="id_wanneer" aria-describedby="id_wanneer_error">',
        "<legend>Wanneer gebeurt het?</legend>",
        '<label for="id_wanneer_0">Nu, of nog geen uur geleden</label>',
        '<p class="hint" id="id_wanneer_0_hint">Er is iemand</p>',
        '<label for="id_email">E-mail <span class="muted">(niet verplicht)</span></label>',
        'data-letters="3000" data-voor="id_tekst"',
        "U kunt 3.000 letters gebruiken",
        'data-namen="id_foto"',
        '<label for="id_akkoord">Mag dit naar de gemeente?</label>',
        '<input type="hidden" name="versie"',
    ):
        assert line in html, line
    assert "maxlength" not in html.split("</textarea>")[0]
    assert re.search(r'<input type="radio"[^>]*aria-describedby="id_wanneer_0_hint"', html)
    assert 'img/icons.svg#vraag"/>' in html


def test_what_was_typed_stays(client):
    html = html_of(client.post(STAP, {"tekst": "<b>Hard</b>", "wanneer": "anders", "gedrag": ["vaak"]}))
    assert "&lt;b&gt;Hard&lt;/b&gt;</textarea>" in html
    assert re.search(r'value="vaak"[^>]* checked', html)


def test_a_line_end_counts_as_one_letter():
    form = StapForm({"tekst": "a\r\nb" * 1000, "wanneer": "nu"})
    assert form.is_valid()
    assert form.cleaned_data["tekst"] == "a\nb" * 1000
    assert not StapForm({"tekst": "a" * 3001, "wanneer": "nu"}).is_valid()


def test_the_receipt_and_the_timeline_show_their_parts_escaped(client):
    html = html_of(client.get(BON))
    assert 'data-kopieer="4CDE-3MHT-9XWP-2D8N"' in html
    assert '<dt>Waar</dt><dd class="v"><span class="muted">Niet ingevuld</span></dd>' in html
    assert '<a href="/stijl/stap/">Wijzig<span class="vh">: Onderwerp</span></a>' in html
    assert '<li><time datetime="2026-11-20T22:41:00+01:00">Vrijdag 20 november, 22.41 uur</time>' in html
    assert '<p class="msg me">Hard!</p>' in html
    assert '<p class="msg" lang="nl">Waar &lt;b&gt;precies&lt;/b&gt;?</p>' in html
    assert '<li class="todo">' in html


def test_every_part_and_every_class_stands_in_the_style_guide(client):
    responses = [client.get(STAP), client.post(STAP), client.get(BON)]
    parts = {part.name.rpartition("/")[2] for response in responses for part in response.templates if part.name}
    assert {path.name for path in TEMPLATES.glob("_*.html")} - parts == set()
    html = "".join(response.content.decode() for response in responses)
    used = {name for classes in re.findall(r'class="([^"]*)"', html) for name in classes.split()}
    css = re.sub(r"/\*.*?\*/", "", (Path(settings.BASE_DIR) / "static/css/melden.css").read_text())
    assert set(re.findall(r"\.([a-z][\w-]*)", css)) - used == set()
