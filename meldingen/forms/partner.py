"""What somebody of a partner fills in at a case: a form for each step. They keep what was typed and store nothing."""

from django import forms
from django.utils.translation import gettext_lazy as _

from agenten.models import Medewerker
from meldingen.fields import KorteTekst, LangeTekst
from meldingen.models import Verwijzing
from meldingen.models.meldingen import MOST_LETTERS

TOO_LONG = {"max_length": _("Maak uw tekst korter: u kunt %(limit_value)d letters gebruiken")}
SENTENCE_LETTERS = 400


def text(label, help_text="", *, say="", rows=4, most=MOST_LETTERS):
    """A text of more lines; `say` is what to do when it is empty, without it the text may be left out."""
    return LangeTekst(
        label=label,
        help_text=help_text,
        required=bool(say),
        max_length=most,
        widget=forms.Textarea(attrs={"rows": rows, "autocomplete": "off"}),
        error_messages={"required": say, **TOO_LONG},
    )


def day(label, help_text=""):
    say = _("Vul een datum in, bijvoorbeeld 31-12-2026")
    return forms.DateField(
        label=label,
        help_text=help_text,
        widget=forms.DateInput(attrs={"type": "date", "autocomplete": "off"}, format="%Y-%m-%d"),
        error_messages={"required": say, "invalid": say},
    )


class PartnerForm(forms.Form):
    """One step at a case; `versie` is what the page showed, so that who comes second hears it."""

    use_required_attribute = False
    versie = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)

    def __init__(self, data=None, *, verwijzing, user, **kwargs):
        super().__init__(
            data, label_suffix="", initial={"versie": verwijzing.versie, **self.known(verwijzing)}, **kwargs
        )
        self.verwijzing, self.user = verwijzing, user
        self.fill()

    def known(self, verwijzing):
        return {}

    def fill(self):
        """Add what depends on the case or on who works on it."""

    def facts(self):
        """What the step of the workflow takes."""
        return {name: value for name, value in self.cleaned_data.items() if name != "versie"}

    def renew(self):
        """After somebody else was first: the typed words stay, and go with the case as it is now."""
        self.data = self.data.copy()
        self.data[self.add_prefix("versie")] = self.verwijzing.versie


class OppakkenForm(PartnerForm):
    verwacht_datum = day(_("Wanneer verwacht u klaar te zijn?"), _("De bewoner leest deze datum"))


class NietVoorOnsForm(PartnerForm):
    reden = text(
        _("Waarom is dit niet voor u?"), _("Dit leest de wijkagent"), say=_("Schrijf op waarom dit niet voor u is")
    )
    betere_plek = text(_("Waar hoort het wel?"), _("Bijvoorbeeld: de woningcorporatie"), rows=2, most=SENTENCE_LETTERS)


class TerugForm(PartnerForm):
    reden = text(
        _("Waarom geeft u het terug?"), _("Dit leest de wijkagent"), say=_("Schrijf op waarom u het teruggeeft")
    )


class KlaarForm(PartnerForm):
    slotzin = text(
        _("Wat is er gedaan?"),
        _("Eén zin voor de melder. Schrijf geen namen op."),
        say=_("Schrijf in één zin op wat er is gedaan"),
        rows=3,
        most=SENTENCE_LETTERS,
    )


class BerichtForm(PartnerForm):
    tekst = text(_("Uw bericht aan de wijkagent"), _("De bewoner leest dit niet"), say=_("Schrijf uw bericht op"))


class GevaarForm(PartnerForm):
    tekst = text(
        _("Wat is het gevaar?"), _("De wijkagent en de teamchef krijgen direct bericht"), say=_("Schrijf op wat u ziet")
    )


class NotitieForm(PartnerForm):
    tekst = text(_("Notitie"), _("Alleen uw eigen organisatie leest dit"), say=_("Schrijf uw notitie op"), rows=3)


class ZaaknummerForm(PartnerForm):
    zaaknummer = KorteTekst(
        label=_("Eigen zaaknummer"),
        help_text=_("Het nummer in uw eigen systeem"),
        required=False,
        max_length=Verwijzing._meta.get_field("zaaknummer").max_length,
        error_messages=TOO_LONG,
    )

    def known(self, verwijzing):
        return {"zaaknummer": verwijzing.zaaknummer}


def colleagues(user):
    """Who may get a case from somebody: the coordinator gives it to every colleague, others take it themselves."""
    found = Medewerker.objects.filter(partner=user.partner_id, is_active=True).order_by("first_name", "last_name", "pk")
    return found if user.is_coordinator else found.filter(pk=user.pk)


class Collega(forms.ModelChoiceField):
    """A colleague, or nobody."""

    def __init__(self):
        super().__init__(
            label=_("Wie behandelt deze zaak?"),
            queryset=Medewerker.objects.none(),
            required=False,
            empty_label=_("Niemand"),
            error_messages={"invalid_choice": _("Kies een collega die nog bij u werkt")},
        )


class ToewijzenForm(PartnerForm):
    aan = Collega()

    def known(self, verwijzing):
        return {"aan": verwijzing.behandelaar_id}

    def fill(self):
        self.fields["aan"].queryset = colleagues(self.user)
        if not self.user.is_coordinator:
            self.fields["aan"].required, self.fields["aan"].empty_label = True, None


class SamenForm(forms.Form):
    """The same step for more cases, each named by its nummer."""

    use_required_attribute = False

    def __init__(self, data=None, *, user, **kwargs):
        super().__init__(data, label_suffix="", **kwargs)
        self.user = user
        self.fill()

    def fill(self):
        """Add what depends on who works."""


class SamenOppakkenForm(SamenForm):
    verwacht_datum = day(_("Wanneer verwacht u klaar te zijn?"), _("Deze datum geldt voor alle zaken hieronder"))


class SamenToewijzenForm(SamenForm):
    aan = Collega()

    def fill(self):
        self.fields["aan"].queryset = colleagues(self.user)
