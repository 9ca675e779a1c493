"""Several meldingen at once. Each goes through the workflow by itself, and one sentence says how it went."""

from functools import partial
from urllib.parse import urlencode

from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.http import Http404, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from meldingen.codes import NUMMER_LENGTH, shown_nummer
from meldingen.forms.postvak import address_of
from meldingen.forms.stapel import NaamForm, PartnerForm, SamenForm, SpamForm
from meldingen.handelingen import NotAllowed, require
from meldingen.inzien import listed
from meldingen.models import Afwijsreden, Melding
from meldingen.models.zicht import seen_by
from meldingen.postvak import PAGE, as_rows, rank
from meldingen.rijen import lines_of
from meldingen.verwijzingen.rij import fit_for
from meldingen.workflow import merge, move, reject

PAGE_OF_STAPEL = "admin/meldingen/melding/stapel.html"


def put_in_name(melding, by, eigenaar, reden):
    move(melding, eigenaar=eigenaar, reden=reden, by=by)


def close_as_spam(melding, by):
    require(melding.is_na_te_kijken, _("Deze melding staat niet in Nakijken."))
    reject(melding, reden=Afwijsreden.SPAM, by=by)


def put_together(melding, by, leidend):
    merge(melding, into=leidend, by=by)


# By the name of the button: what it says, the form that it needs, and what is done with each.
STAPELS = {
    "samen": (gettext_lazy("Voeg samen"), SamenForm, put_together),
    "naam": (gettext_lazy("Zet op naam"), NaamForm, put_in_name),
    "doorgeven": (gettext_lazy("Geef door"), PartnerForm, None),  # each on a page of its own
    "spam": (gettext_lazy("Sluit als spam"), SpamForm, close_as_spam),
}


class Stapel:
    def offered(self, vraag):
        """(name, label) of the buttons above a list."""
        if vraag.is_closed:
            return []
        names = ["samen", "naam", "doorgeven", *(["spam"] if vraag.postvak == "nakijken" else [])]
        return [(name, STAPELS[name][0]) for name in names]

    def stapel_view(self, request):
        """POST of a button: first the page that asks what is still needed, then all of them."""
        name = request.POST.get("action", "")
        if name not in STAPELS:
            raise Http404
        back = HttpResponseRedirect(self.list_address(address_of(request.vraag)))
        chosen = self.chosen(request)
        if len(chosen) < (2 if name == "samen" else 1):
            said = _("Kies twee of meer meldingen.") if name == "samen" else _("Kies een of meer meldingen.")
            self.message_user(request, said, "warning")
            return back
        label, make, act = STAPELS[name]
        form = make(request.POST if "gekozen" in request.POST else None, meldingen=chosen, sight=request.lezer.sight)
        if not (form.is_bound and form.is_valid()):
            return self.ask_for_all(request, name, label, form, chosen)
        if name == "doorgeven":
            return self.begin_row(request, chosen, **form.values()) or back
        left = [one for one in chosen if one not in form.left_out()]
        self.act_on_all(request, left, partial(act, by=request.user, **form.values()))
        return back

    def chosen(self, request):
        """The ticked meldingen that the user sees, in the order of the list."""
        sent = request.POST.getlist(ACTION_CHECKBOX_NAME)[:PAGE]
        numbers = [one for one in sent if len(one) == NUMMER_LENGTH and "\x00" not in one]
        found = Melding.objects.filter(seen_by(request.lezer.sight), nummer__in=numbers)
        rows = as_rows(found.annotate(rang=rank(request.lezer)), request.lezer)
        return list(rows.order_by("rang", "ontvangen_op", "pk"))

    def ask_for_all(self, request, name, label, form, chosen):
        """The page that asks. It shows their titles, so it is in the read log as the list is."""
        listed([row.pk for row in chosen if row.is_getoond], by=request.user, now=request.lezer.now)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": label,
            "naam": name,
            "form": form,
            "rijen": lines_of(chosen, request.lezer),
            "vraag_adres": address_of(request.vraag),
            "adres": self.list_address(),
        }
        return TemplateResponse(request, PAGE_OF_STAPEL, context, status=422 if form.is_bound else 200)

    def begin_row(self, request, chosen, partner, grond):
        """To the text of the first melding, and from there to the next; what cannot be passed on is named at once."""
        numbers, refused = fit_for(chosen, partner, grond, request.user)
        if refused:
            self.message_user(request, _("Dit kan niet: %(reden)s") % {"reden": " ".join(refused)}, "warning")
        if not numbers:
            return None
        asked = urlencode({"partners": partner.pk, "grond": grond.pk, "rij": ",".join(numbers[1:])})
        return HttpResponseRedirect(f"{reverse('admin:meldingen_melding_doorgeven', args=[numbers[0]])}?{asked}")

    def act_on_all(self, request, chosen, act):
        """Each by itself; what is refused is named with the reason, and the rest is done."""
        refused = []
        for melding in chosen:
            try:
                act(Melding.objects.defer("titel", "verhaal", "plek", "antwoorden").get(pk=melding.pk))
            except NotAllowed as problem:
                refused.append(f"{shown_nummer(melding.nummer)}: {problem}")
        numbers = {"gedaan": len(chosen) - len(refused), "niet": len(refused), "reden": " ".join(refused)}
        if refused:
            said = _("%(gedaan)d gedaan, %(niet)d niet. %(reden)s") % numbers
            return self.message_user(request, said, "warning")
        return self.message_user(request, _("%(gedaan)d gedaan.") % numbers, "success")
