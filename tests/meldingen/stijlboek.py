"""Pages that show every part of the shell once: the style guide that the tests look at."""

from django import forms
from django.http import HttpResponse, HttpResponseRedirect
from django.template import engines
from django.urls import path

from meldingen.fields import Keuze, Keuzes, LangeTekst
from meldingen.verlaten import resident_page
from wijkportal.urls import handler400, handler403, handler404, handler500  # noqa: F401  (Django finds them here)
from wijkportal.urls import urlpatterns as all_addresses

KEUZES = [("nu", "Nu, of nog geen uur geleden"), ("vaak", "Vaker"), ("weet_niet", "Weet ik niet precies")]


class StapForm(forms.Form):
    """One field of every kind."""

    tekst = LangeTekst(label="Vertel het in uw eigen woorden", help_text="Wat ziet of hoort u?", max_length=3000)
    wanneer = Keuze(label="Wanneer gebeurt het?", choices=KEUZES, hints={"nu": "Er is iemand"}, icons={"nu": "vraag"})
    gedrag = Keuzes(label="Wat doen ze?", choices=KEUZES, required=False)
    datum = forms.DateField(label="Welke dag?", widget=forms.DateInput(attrs={"type": "date"}), required=False)
    tijd = forms.TimeField(label="Hoe laat?", widget=forms.TimeInput(attrs={"type": "time"}), required=False)
    soort = forms.ChoiceField(label="Soort geluid", choices=KEUZES, required=False)
    email = forms.EmailField(label="E-mail", required=False, widget=forms.EmailInput(attrs={"autocomplete": "email"}))
    foto = forms.FileField(label="Heeft u foto’s?", help_text="Hoogstens 5 foto’s", required=False)
    akkoord = forms.BooleanField(label="Mag dit naar de gemeente?", help_text="Dat kan ook later", required=False)
    versie = forms.CharField(widget=forms.HiddenInput, initial="1", required=False)


STAP = """{% extends "meldingen/base_melden.html" %}
{% block encoding %} enctype="multipart/form-data"{% endblock %}
{% block before %}{% include "meldingen/_gevaar.html" %}{% endblock %}
{% block heading %}Wat is er aan de hand?{% endblock %}
{% block intro %}{% include "meldingen/_niet_meteen.html" %}
{% include "meldingen/_snel_weg_uitleg.html" %}{% endblock %}"""

BON = """{% extends "meldingen/base_melden.html" %}
{% block neutral %}Verstuurd{% endblock %}
{% block heading %}Dank u wel. Uw melding is verstuurd.{% endblock %}
{% block body %}{% include "meldingen/_code.html" %}{% include "meldingen/_samenvatting.html" %}
<ol class="tl"><li><time datetime="2026-11-20">20 november</time><p><strong>U stuurde uw melding</strong></p>
<p class="msg me">Hard!</p></li><li class="cur"><p><strong>Samira vroeg u iets</strong></p><p class="msg">Waar?</p></li>
<li class="todo"><p><strong>Nog te doen: afronden</strong></p></li></ol>{% endblock %}"""

REGELS = [
    {"naam": "Onderwerp", "waarde": "Verkeer", "wijzig": "/stijl/stap/"},
    {"naam": "Waar", "waarde": "", "wijzig": "/stijl/stap/"},
]


def page(source, request, context, status=200):
    return HttpResponse(engines["django"].from_string(source).render(context, request), status=status)


@resident_page
def stap(request):
    form = StapForm(request.POST, request.FILES) if request.method == "POST" else StapForm()
    if form.is_valid():
        return HttpResponseRedirect("/stijl/bon/", status=303)
    return page(STAP, request, {"form": form, "stap": 2, "terug": "/stijl/bon/"}, 422 if form.errors else 200)


@resident_page
def bon(request):
    return page(BON, request, {"code": "4CDE-3MHT-9XWP-2D8N", "regels": REGELS})


urlpatterns = [path("stijl/stap/", stap), path("stijl/bon/", bon), *all_addresses]
