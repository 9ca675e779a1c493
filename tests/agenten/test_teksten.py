"""The texts of the site: complete in both languages, readable, and safe whoever writes them."""

import re

import pytest
from django.conf import settings

from agenten.models import Tekst
from agenten.opmaak import as_html
from agenten.standaardteksten import read_text

ADDRESSES = {
    "uitleg": "/wat-doet-de-wijkagent/",
    "privacy": "/privacy/",
    "toegankelijkheid": "/toegankelijkheid/",
    "hulp": "/hulp/",
}
BOTH = [(sleutel, taal) for sleutel in Tekst.Sleutel.values for taal in ("nl", "en")]
LINK = re.compile(r'href="([^"]+)"')


@pytest.mark.django_db
def test_a_new_database_has_every_text_in_both_languages():
    assert set(Tekst.objects.values_list("sleutel", "taal")) == set(BOTH)


@pytest.mark.django_db
@pytest.mark.parametrize(("sleutel", "taal"), BOTH)
def test_each_text_has_its_page(client, sleutel, taal):
    html = client.get(("/en" if taal == "en" else "") + ADDRESSES[sleutel]).content.decode()
    values = read_text(sleutel, taal)
    assert f'<h1 class="top">{values["titel"]}</h1>' in html
    assert f'content="{values["samenvatting"]}"' in html
    assert ("Gecontroleerd op 23 november 2026" if taal == "nl" else "23 November 2026") in html
    assert "{site_" not in html


@pytest.mark.django_db
@pytest.mark.parametrize(("sleutel", "taal"), BOTH)
def test_links_inside_the_site_lead_somewhere_in_the_same_language(client, sleutel, taal):
    for address in LINK.findall(as_html(read_text(sleutel, taal)["inhoud"])):
        if address.startswith("/"):
            assert address.startswith("/en/") == (taal == "en"), address
            assert client.get(address).status_code == 200, address
        else:
            assert address.startswith(("tel:", "mailto:", "https://")), address


@pytest.mark.django_db
def test_what_an_editor_writes_is_shown(client):
    Tekst.objects.filter(sleutel="hulp", taal="nl").update(titel="Anders", inhoud="## Nieuw\n\nVraag *maar*.")
    html = client.get("/hulp/").content.decode()
    assert '<h1 class="top">Anders</h1>' in html
    assert '<h2 id="nieuw">Nieuw</h2>\n<p>Vraag <em>maar</em>.</p>' in html


@pytest.mark.django_db
def test_a_text_that_was_removed_falls_back_on_the_one_of_the_portal(client):
    Tekst.objects.all().delete()
    assert "112NL" in client.get("/hulp/").content.decode()


@pytest.mark.django_db
def test_a_text_takes_one_statement(client, django_assert_num_queries):
    with django_assert_num_queries(1):
        client.get("/hulp/")


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/hulp/", "/en/hulp/"])
def test_the_link_in_the_footer_for_who_cannot_hear_arrives(client, address):
    html = client.get(address).content.decode()
    assert f'href="{address}#doof-of-slechthorend"' in html
    assert 'id="doof-of-slechthorend"' in html


@pytest.mark.django_db
def test_the_explainer_ends_with_the_search_field(client):
    html = client.get("/wat-doet-de-wijkagent/").content.decode()
    assert html.index("Waar gaat u heen?") < html.index('action="/mijn-buurt/zoek"')
    assert 'action="/mijn-buurt/zoek"' not in client.get("/privacy/").content.decode()


@pytest.mark.parametrize(
    "attack",
    [
        "<script>alert(1)</script>",
        '<img src=x onerror="alert(1)">',
        "[klik](javascript:alert(1))",
        "[klik](data:text/html;base64,PHNjcmlwdD4=)",
        "[klik](vbscript:x)",
        "![x](https://evil.example/x.png)",
        "<style>*{display:none}</style>",
        "<iframe src=https://evil.example></iframe>",
        '## kop {#x" onclick="alert(1)}',
        "<a href=x style=color:red>x</a>",
        '<https://ok.example/"onmouseover="alert(1)>',
        "| a |\n|:-:|\n| b |",
    ],
)
def test_an_editor_cannot_put_script_style_or_pictures_on_a_page(attack):
    html = as_html(attack)
    assert re.search(r"<(script|style|iframe|img|svg)", html) is None
    assert re.search(r"<[^>]*\s(on\w+|style|class)\s*=", html) is None
    assert re.search(r'href="(?!https?:|mailto:|tel:|/|#)', html) is None


def test_headings_can_be_linked_to_and_the_title_stays_the_only_h1():
    html = as_html("# Eén\n\n### Hoe *dan*? {#zo}\n\n## Doof of slechthorend?")
    assert html == (
        '<h2 id="een">Eén</h2>\n<h3 id="zo">Hoe <em>dan</em>?</h3>\n'
        '<h2 id="doof-of-slechthorend">Doof of slechthorend?</h2>\n'
    )


def test_only_known_settings_are_filled_in():
    html = as_html("{site_email} {SECRET_KEY} {site_name} {0} {settings.SECRET_KEY}")
    assert f'<a href="mailto:{settings.SITE_EMAIL}">{settings.SITE_EMAIL}</a>' in html
    assert "{SECRET_KEY} Wijkportaal {0} {settings.SECRET_KEY}" in html


@pytest.mark.parametrize("sleutel", Tekst.Sleutel.values)
def test_dutch_texts_have_short_sentences(sleutel):
    text = re.sub(r"[*_#|]|\[([^\]]*)\]\([^)]*\)", r" \1 ", read_text(sleutel, "nl")["inhoud"])
    lines = [line.strip(" -1234567890.") for line in text.splitlines()]
    sentences = [part for line in lines for part in re.split(r"(?<=[.?!:;])\s+|\s{3,}", line) if len(part.split()) > 2]
    lengths = [len(sentence.split()) for sentence in sentences]
    assert [sentence for sentence in sentences if len(sentence.split()) > 20] == []
    assert sum(lengths) / len(lengths) <= 12
