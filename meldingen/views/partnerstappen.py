"""The steps of the partner desk: each one form with an address of its own, for one case or for more at once."""

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib import messages
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from meldingen.codes import shown_nummer
from meldingen.forms import partner as forms
from meldingen.handelingen import Changed, NotAllowed
from meldingen.models import Verwijzingstap
from meldingen.verwijzingen import loket, workflow, zaak
from meldingen.verwijzingen.lijst import STANDEN
from meldingen.views.partnertoegang import ANY, for_partner, page, to
from meldingen.views.partnerzaak import find_or_404

STEP = Verwijzingstap.Soort
MOST_TOGETHER = 100


@dataclass(frozen=True)
class Actie:
    """One step: its title, what to read before, its button, its form, who takes it, and what is said afterwards."""

    kop: str
    uitleg: str
    knop: str
    form: type
    take: Callable
    soort: str
    gedaan: str
    takes_version: bool = True


ACTIES = {
    "oppakken": Actie(
        gettext_lazy("Wij pakken dit op"), gettext_lazy("De wijkagent en de bewoner zien dat u bezig bent."),
        gettext_lazy("Pak deze zaak op"), forms.OppakkenForm, workflow.accept, STEP.GEACCEPTEERD,
        gettext_lazy("U pakt deze zaak op."),
    ),
    "niet-voor-ons": Actie(
        gettext_lazy("Niet voor ons"), gettext_lazy("De zaak gaat terug naar de wijkagent."),
        gettext_lazy("Stuur terug naar de wijkagent"), forms.NietVoorOnsForm, workflow.refuse, STEP.GEWEIGERD,
        gettext_lazy("De zaak is terug bij de wijkagent."),
    ),
    "terug": Actie(
        gettext_lazy("Geef terug"), gettext_lazy("De zaak gaat terug naar de wijkagent."),
        gettext_lazy("Geef de zaak terug"), forms.TerugForm, workflow.give_back, STEP.TERUGGEGEVEN,
        gettext_lazy("De zaak is terug bij de wijkagent."),
    ),
    "klaar": Actie(
        gettext_lazy("Klaar"), "", gettext_lazy("Meld dat het klaar is"), forms.KlaarForm, workflow.finish, STEP.GEREED,
        gettext_lazy("De zaak is klaar. Dank u wel."),
    ),
    "bericht": Actie(
        gettext_lazy("Stel de wijkagent een vraag"), gettext_lazy("De bewoner leest dit nooit."),
        gettext_lazy("Verstuur naar de wijkagent"), forms.BerichtForm, loket.say_once, STEP.BERICHT,
        gettext_lazy("Uw bericht is verstuurd naar de wijkagent."), takes_version=False,
    ),
    "gevaar": Actie(
        gettext_lazy("Meld gevaar aan de wijkagent"), gettext_lazy("Is er nu gevaar? Bel 112. Wacht niet op antwoord."),
        gettext_lazy("Waarschuw de wijkagent nu"), forms.GevaarForm,
        lambda verwijzing, **facts: loket.say_once(verwijzing, is_gevaar=True, **facts), STEP.GEVAAR,
        gettext_lazy("De wijkagent is gewaarschuwd. Is er nu gevaar? Bel 112."), takes_version=False,
    ),
    "notitie": Actie(
        gettext_lazy("Notitie voor uw collega’s"), gettext_lazy("De politie en de bewoner lezen dit nooit."),
        gettext_lazy("Bewaar de notitie"), forms.NotitieForm, loket.note_once, STEP.NOTITIE,
        gettext_lazy("Uw notitie is bewaard."), takes_version=False,
    ),
    "zaaknummer": Actie(
        gettext_lazy("Eigen zaaknummer"), "", gettext_lazy("Bewaar het zaaknummer"), forms.ZaaknummerForm,
        workflow.set_zaaknummer, STEP.ZAAKNUMMER, gettext_lazy("Het zaaknummer is bewaard."), takes_version=False,
    ),
    "toewijzen": Actie(
        gettext_lazy("Wijs toe aan een collega"), "", gettext_lazy("Wijs toe"), forms.ToewijzenForm, workflow.assign,
        STEP.TOEGEWEZEN, gettext_lazy("De behandelaar is veranderd."), takes_version=False,
    ),
}  # fmt: skip


@ANY
@for_partner
def step(request, nummer, naam):
    verwijzing, actie = find_or_404(request, nummer), ACTIES[naam]
    about = {"verwijzing": verwijzing, "user": request.user}
    if request.method != "POST":
        if naam not in loket.possible(verwijzing):
            return show_step(request, verwijzing, naam, None, is_voorbij=True)
        return show_step(request, verwijzing, naam, actie.form(**about))
    form = actie.form(request.POST, **about)
    if not form.is_valid():
        return show_step(request, verwijzing, naam, form, status=422)
    return take(request, verwijzing, naam, form)


def take(request, verwijzing, naam, form):
    """Do it; when somebody was first or it cannot be, the typed words stay. A second click is no refusal."""
    actie = ACTIES[naam]
    version = {"versie": form.cleaned_data.get("versie")} if actie.takes_version else {}
    try:
        actie.take(verwijzing, by=request.user, **form.facts(), **version)
    except (Changed, NotAllowed) as refusal:
        if loket.was_done(verwijzing, actie.soort, request.user):
            return to("partner_zaak", verwijzing.nummer)
        return refused(request, verwijzing, naam, form, refusal)
    messages.success(request, actie.gedaan)
    return to("partner_zaak", verwijzing.nummer)


def refused(request, verwijzing, naam, form, refusal):
    if isinstance(refusal, NotAllowed):
        form.add_error(None, refusal.sentence)
        return show_step(request, verwijzing, naam, form, status=422)
    form.verwijzing = find_or_404(request, verwijzing.nummer)
    form.renew()
    return show_step(request, form.verwijzing, naam, form, status=409, is_veranderd=True)


def show_step(request, verwijzing, naam, form, *, status=200, **context):
    shows_at_once = bool(verwijzing.convenant and verwijzing.convenant.toont_direct)
    return page(
        request, "meldingen/partner/stap.html", status=status, nummer=verwijzing.nummer, naam=naam,
        actie=ACTIES[naam], form=form, stand=STANDEN[verwijzing.status], toont_direct=shows_at_once,
        **{"is_veranderd": False, "is_voorbij": False, **context},
    )  # fmt: skip


# --- more cases at once ----------------------------------------------------------------------------------------------

SAMEN = {"oppakken": forms.SamenOppakkenForm, "toewijzen": forms.SamenToewijzenForm}


@ANY
@for_partner
def together(request, naam):
    """First the form with what was ticked; then the step for each, and those that fail by name."""
    nummers = list(dict.fromkeys(request.POST.getlist("zaak")))[:MOST_TOGETHER]
    if naam == "toewijzen" and not request.user.is_coordinator:
        messages.error(request, _("Alleen de coördinator verdeelt zaken."))
        return to("partner_lijst")
    if not nummers:
        messages.error(request, _("Kies eerst een of meer zaken."))
        return to("partner_lijst")
    form = SAMEN[naam](request.POST if "doe" in request.POST else None, user=request.user)
    if not form.is_valid():
        return page(
            request, "meldingen/partner/samen.html", status=422 if form.is_bound else 200, naam=naam,
            actie=ACTIES[naam], form=form, nummers=nummers,
        )  # fmt: skip
    done = sum(take_one(request, naam, nummer, form.cleaned_data) for nummer in nummers)
    if done:
        say = ngettext("%(aantal)d zaak is bijgewerkt.", "%(aantal)d zaken zijn bijgewerkt.", done)
        messages.success(request, say % {"aantal": done})
    return to("partner_lijst")


def take_one(request, naam, nummer, facts):
    """Whether it was done; else a message says of which one not, and why."""
    verwijzing = zaak.find(request.user, nummer)
    sentence = _("Deze zaak is er niet (meer) voor u.")
    if verwijzing is not None:
        try:
            ACTIES[naam].take(verwijzing, by=request.user, **facts)
        except NotAllowed as refusal:
            sentence = refusal.sentence
        else:
            return True
    messages.error(request, _("Zaak %(nummer)s: %(zin)s") % {"nummer": shown_nummer(nummer[:10]), "zin": sentence})
    return False
