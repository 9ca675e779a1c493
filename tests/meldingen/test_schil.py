"""The shell of the pages for residents, and every part that stands in it."""

import re

import pytest
from django.urls import get_resolver

from meldingen import urls
from tests.meldingen.stijlboek import StapForm

pytestmark = pytest.mark.urls("tests.meldingen.stijlboek")
STAP, BON = "/stijl/stap/", "/stijl/bon/"


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
    routes = {str(pattern.pattern): pattern.callback for pattern in urls.urlpatterns}
    # Figures are for everybody, and a cache may hold them.
    views = {route: view for route, view in routes.items() if not route.startswith(("snel-weg/", "cijfers/"))}
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
    textarea = re.search(r'<textarea name="tekst"[^>]*>', html)[0]
    for attribute in ("required", 'aria-invalid="true"', 'aria-describedby="id_tekst_helptext id_tekst_error"'):
        assert attribute in textarea
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


def test_the_receipt_and_the_answers_show_their_parts(client):
    html = html_of(client.get(BON))
    assert 'data-kopieer="4CDE-3MHT-9XWP-2D8N"' in html
    assert '<dt>Waar</dt><dd class="v"><span class="muted">Niet ingevuld</span></dd>' in html
    assert '<a href="/stijl/stap/">Wijzig<span class="vh">: Onderwerp</span></a>' in html
