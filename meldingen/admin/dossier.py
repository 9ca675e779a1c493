"""One melding on one screen, and what can be done with it: each step a form of its own address (PRODUCT O4, O6, O9).

An answer that holds the story is logged once; a part of the page that holds none is not.
"""

from django.contrib import messages
from django.http import Http404, HttpResponseNotAllowed, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.cache import patch_vary_headers
from django.utils.datastructures import MultiValueDict
from django_htmx.http import HttpResponseClientRedirect

from meldingen.admin.dossierbeeld import allowed, facts, page_words, pattern_words
from meldingen.admin.dossiergegevens import Gegevens
from meldingen.admin.dossierstappen import BY_SLUG, actions
from meldingen.admin.hulpvragen import Hulpvragen
from meldingen.admin.verwijzing import Verwijzingen
from meldingen.dossier import dossier_of, find, look
from meldingen.dossierzinnen import changed_since, history, with_referrals
from meldingen.forms.dossier import MelderForm
from meldingen.inzien import listed
from meldingen.workflow import Changed, NotAllowed, opened

FOLDER = "admin/meldingen/melding/"
PANEL, STEP_PLACES = "paneel", ("stap", "antwoord", "doorgeven-wie")
NOTHING = MultiValueDict()


class Dossier(Gegevens, Hulpvragen, Verwijzingen):
    def get_urls(self):
        view = self.admin_site.admin_view(self.step_view)
        steps = [path(f"<str:nummer>/{slug}/", view, {"slug": slug}, f"meldingen_melding_{slug}") for slug in BY_SLUG]
        return [*steps, *super().get_urls()]

    def change_view(self, request, object_id, form_url="", extra_context=None):
        """The page of one melding, or its part for the list beside it. Opening it is logged."""
        if request.method not in ("GET", "HEAD"):
            return HttpResponseNotAllowed(["GET", "HEAD"])
        return self.show_melding(request, self.seen_melding(request, object_id))

    def seen_melding(self, request, nummer, *, readable=False):
        gezien = find(request.user, nummer)
        if gezien is None or (readable and not gezien.may_read):
            raise Http404
        return gezien

    # --- the page ---

    def show_melding(self, request, gezien, *, stap=None, form=None, extra=None, status=200, is_done=False):
        """The whole page, with the form of a step in it if there is one; only the panel for the list beside it."""
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "gezien": gezien,
            "melding": gezien.melding,
            "kijkers": look(gezien.melding, request.user, gezien.now),
            "sneltoetsen": request.user.heeft_sneltoetsen,
            **NOT_HERE,
            **page_words(gezien),
        }
        if gezien.may_read:
            self.note_opening(gezien)
            context |= self.story_context(gezien, stap, form)
        context |= extra or {}
        name = "_paneel.html" if is_part(request, PANEL) or is_done else "change_form.html"
        response = TemplateResponse(request, FOLDER + name, context, status=status)
        patch_vary_headers(response, ["HX-Request", "HX-Target"])
        return response

    def note_opening(self, gezien):
        """One line in the read log. Somebody may have narrowed the sight a moment ago: then it is not there."""
        try:
            opened(gezien.melding, by=gezien.user, now=gezien.now)
        except NotAllowed:
            raise Http404 from None

    def story_context(self, gezien, stap, form):
        dossier = dossier_of(gezien)
        titled = [*dossier.omgeving, *(form.listed() if form else [])]
        listed([one.pk for one in titled if one.may_read], by=gezien.user, now=gezien.now)
        blokken = self.referrals(gezien, dossier.has_melder)
        found = {
            "dossier": dossier,
            "verwijzingen": blokken,
            "mag": allowed(gezien.melding),
            "feiten": facts(dossier),
            "patroon": pattern_words(dossier.patroon),
            "melder_form": None if gezien.is_in_charge else MelderForm(),
            "verloop": with_referrals(history(gezien.melding, dossier.gebeurtenissen), blokken),
            **actions(dossier.stappen),
            **self.shown_facts(gezien, dossier.gebeurtenissen),
        }
        if stap:
            found |= {"stap": stap, "form": form}
        if "antwoord" in dossier.stappen and not (stap and stap.slug == "antwoord"):
            reply = BY_SLUG["antwoord"]
            found |= {"antwoord": reply, "antwoord_form": self.new_form(reply, gezien, prefix_id="antwoord")}
        return found

    def shown_facts(self, gezien, lines=None):
        """What a form says of the page it stands on."""
        last = lines[-1].pk if lines else gezien.melding.gebeurtenissen.in_order().values_list("pk", flat=True).last()
        return {"versie": gezien.melding.versie, "laatste": last}

    def new_form(self, stap, gezien, prefix_id="stap", params=NOTHING):
        ready = {"titel": gezien.melding.titel, **stap.form.asked(params)}
        return stap.form(gezien=gezien, prefix_id=prefix_id, initial=ready)

    # --- the steps ---

    def step_view(self, request, nummer, slug):
        """GET: the form. POST: what it shows first, or the step itself."""
        gezien, stap = self.seen_melding(request, nummer, readable=True), BY_SLUG[slug]
        if request.method == "POST":
            return self.take_step(request, gezien, stap)
        return self.ask_step(request, gezien, stap, self.new_form(stap, gezien, place_of(request), request.GET))

    def typed_form(self, request, stap, gezien):
        """The form with what was typed; with the text of a ready answer when one was just chosen."""
        place = place_of(request)
        form = stap.form(request.POST, request.FILES, gezien=gezien, prefix_id=place)
        chosen = form.chosen() if "kies" in request.POST else {}
        return stap.form({**request.POST.dict(), **chosen}, gezien=gezien, prefix_id=place) if chosen else form

    def take_step(self, request, gezien, stap):
        form = self.typed_form(request, stap, gezien)
        if again := form.reworked():
            return self.ask_step(request, gezien, stap, again)
        if not form.is_valid():
            return self.ask_step(request, gezien, stap, form, status=422)
        if form.sends() and not was_shown(request, form):
            return self.ask_step(request, gezien, stap, form, extra={"voorbeeld": form.preview()})
        try:
            stap.do(gezien.melding, by=request.user, versie=form.cleaned_data["versie"] or 0, **form.values())
        except NotAllowed as problem:
            form.add_error(None, str(problem))
            return self.ask_step(request, gezien, stap, form, status=422)
        except Changed:
            lines = changed_since(gezien.melding, form.cleaned_data["laatste"] or 0)
            return self.ask_step(
                request, self.seen_melding(request, gezien.nummer), stap, form, {"veranderd": lines}, status=409
            )
        if after := form.following():
            return self.next_in_row(request, stap, *after)
        return self.step_done(request, gezien.nummer, stap)

    def next_in_row(self, request, stap, nummer, query):
        """The same step of the next melding that was ticked in the list."""
        address = f"{reverse(f'admin:meldingen_melding_{stap.slug}', args=[nummer])}?{query}"
        self.message_user(request, stap.said, messages.SUCCESS)
        return HttpResponseClientRedirect(address) if request.htmx else HttpResponseRedirect(address, status=303)

    def ask_step(self, request, gezien, stap, form, extra=None, status=200):
        """The form of a step: in its place on the page, or on the whole page without script."""
        if not is_part(request, *STEP_PLACES):
            return self.show_melding(request, gezien, stap=stap, form=form, extra=extra, status=status)
        context = {**NOT_HERE, "stap": stap, "form": form, "melding": gezien.melding, **(extra or {})}
        context |= {"plek": place_of(request), "mag": allowed(gezien.melding)}
        listed([one.pk for one in form.listed() if one.may_read], by=request.user, now=gezien.now)
        response = TemplateResponse(request, stap.sjabloon, context | self.shown_facts(gezien), status=status)
        patch_vary_headers(response, ["HX-Request", "HX-Target"])
        return response

    def step_done(self, request, nummer, stap):
        """Back to the page; for htmx the panel anew, and the list hears that something changed."""
        gezien = find(request.user, nummer)
        if not request.htmx:
            self.message_user(request, stap.said, messages.SUCCESS)
            name = "change" if gezien else "changelist"
            address = reverse(f"admin:meldingen_melding_{name}", args=[nummer] if gezien else [])
            return HttpResponseRedirect(address, status=303)
        if gezien is None:
            response = TemplateResponse(request, FOLDER + "_weg.html", {"gedaan": stap.said})
        else:
            response = self.show_melding(request, gezien, extra={"gedaan": stap.said}, is_done=True)
        for name, value in {"HX-Retarget": f"#{PANEL}", "HX-Reswap": "innerHTML", "HX-Trigger": "postvak"}.items():
            response.headers[name] = value
        return response


NOT_HERE = dict.fromkeys(["stap", "form", "gedaan", "voorbeeld", "veranderd", "antwoord", "melder"])


def is_part(request, *targets):
    return bool(request.htmx) and not request.htmx.history_restore_request and request.htmx.target in targets


def place_of(request):
    return "antwoord" if request.htmx and request.htmx.target == "antwoord" else "stap"


def was_shown(request, form):
    """Whether exactly this was shown before, and the button that sends it was used."""
    return "verstuur" in request.POST and request.POST.get("merk") == form.preview().merk
