"""Passing a melding to partners: to whom, on what ground, which words and photos (PRODUCT O16, P2, P3, P6).

The form shows what the chosen partners and ground ask for; “kies” shows it anew, “weg” takes the marked words out.
"""

from urllib.parse import urlencode

from django import forms
from django.utils.crypto import salted_hmac
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from agenten.spreekuren import local_date
from meldingen.codes import NUMMER_LENGTH
from meldingen.fields import Keuze as EenKeuze
from meldingen.fields import Keuzes, KorteTekst
from meldingen.forms.dossier import TOO_LONG, StapForm, text
from meldingen.models import Bijlage, Contactvorm, Convenant, Delen, Grond, Melder, Verwijzing
from meldingen.verwijzingen.doorgeven import Keuze, names_of, places_of, preview
from meldingen.verwijzingen.markeren import marks, pieces, without_marks
from meldingen.verwijzingen.voorstel import choosable, proposed

TYPED = ("doel", "noodzaak", "belang", "tekst", "plek", "toelichting", "grond", "bekeken", "rij")
LISTS = ("partners", "fotos")
MARKED = ("tekst", "toelichting")
MOST_IN_A_ROW = 50
NOT_FOR_ALL = _("Kies een grond die voor al deze partners mag")
WISHES = {
    Delen.MET: _("De melder vindt delen goed, ook met de eigen gegevens."),
    Delen.ZONDER: _("De melder vindt delen goed, maar zonder de eigen gegevens."),
    Delen.NIET: _("De melder deelt dit liever niet met een partner."),
}


class DoorgeefForm(StapForm):
    terug = None
    partners = Keuzes(
        label=_("Aan wie?"),
        error_messages=dict.fromkeys(("required", "invalid_choice"), _("Kies een of meer partners")),
    )
    grond = EenKeuze(
        label=_("Op welke wettelijke grond?"),
        error_messages={"required": _("Kies een wettelijke grond"), "invalid_choice": NOT_FOR_ALL},
    )
    doel = text(_("Met welk doel?"), say=_("Schrijf op met welk doel u dit deelt"), rows=2, most=300)
    noodzaak = text(_("Waarom is delen noodzakelijk?"), say=_("Schrijf op waarom delen noodzakelijk is"), rows=2)
    belang = text(
        _("Welk zwaarwegend algemeen belang is er?"), say=_("Schrijf op welk zwaarwegend belang er is"), rows=2
    )
    tekst = text(
        _("Wat de partner leest"),
        _("Dit is een kopie. De tekst van de melder verandert niet."),
        say=_("Schrijf op wat de partner moet weten"),
        rows=8,
    )
    plek = KorteTekst(label=_("Waar"), required=False, max_length=300, error_messages=TOO_LONG)
    toelichting = text(_("Uw opmerking voor de partner"), _("Niet verplicht."), rows=2)
    fotos = Keuzes(label=_("Foto’s die meegaan"), required=False)
    vraagt_toestemming = forms.BooleanField(
        label=_("Vraag de melder toestemming om de eigen gegevens te delen"), required=False
    )
    bekeken = KorteTekst(required=False, max_length=64)
    rij = KorteTekst(required=False, max_length=MOST_IN_A_ROW * (NUMMER_LENGTH + 1))

    def __init__(self, data=None, files=None, *, gezien, initial=None, prefix_id="stap"):
        super().__init__(data, files, gezien=gezien, initial=initial, prefix_id=prefix_id)
        self.begin = prefix_id

    @staticmethod
    def asked(params):
        """What an address brings along: partners and ground of a whole row, or an earlier verwijzing (`na`)."""
        found = {name: params[name] for name in ("grond", "rij", "na") if params.get(name)}
        return found | ({"partners": params.getlist("partners")} if params.get("partners") else {})

    # --- what there is to choose ---

    def fill(self):
        melding = self.gezien.melding
        self.voorstellen = proposed(melding)
        why = {str(one.partner.pk): one.waarom for one in self.voorstellen}
        taken = set(Verwijzing.objects.open().filter(melding=melding).values_list("partner", flat=True))
        known = [*(one.partner for one in self.voorstellen), *choosable(melding)]
        self.bekend = {str(one.pk): one for one in known if one.pk not in taken}
        for name in ("partners", "grond"):
            self.fields[name].widget.attrs["data-kies"] = ""
        self.fields["partners"].choices = [(pk, one.naam) for pk, one in self.bekend.items()]
        self.fields["partners"].hints = {pk: why[pk] for pk in self.bekend if pk in why}
        self.bijlagen = {str(one.kenmerk): one for one in photos_of(melding)}
        self.fields["fotos"].choices = [(kenmerk, kenmerk) for kenmerk in self.bijlagen]
        self.has_contact = (
            melding.contactvorm == Contactvorm.MET_NAAM
            and not melding.ingetrokken_op
            and bool(Melder.objects.filter(pk=melding.pk).exists())
        )
        if not self.has_contact:
            del self.fields["vraagt_toestemming"]
        self.put_ready()
        self.offer_grounds()
        self.offer_agreements()

    def put_ready(self):
        """What stands in the fields before anybody typed."""
        if self.is_bound:
            return
        melding, given = self.gezien.melding, self.initial
        earlier = self.earlier()
        given.setdefault("tekst", earlier.tekst if earlier else melding.verhaal)
        given.setdefault("plek", earlier.plek if earlier else melding.plek)
        if earlier:
            given.setdefault("doel", earlier.doel)
            given.setdefault("toelichting", earlier.toelichting)
        first = [pk for pk in self.bekend if pk == str(self.voorstellen[0].partner.pk)] if self.voorstellen else []
        given.setdefault("partners", [] if earlier else first)

    def earlier(self):
        """The verwijzing that came back, whose text is used again."""
        nummer = self.initial.get("na", "")
        is_number = len(nummer) == NUMMER_LENGTH and "\x00" not in nummer
        found = Verwijzing.objects.filter(melding=self.gezien.melding, nummer=nummer) if is_number else ()
        self.terug = next(iter(found), None)
        return self.terug

    def given(self, name):
        """What was typed, or else what stands ready: a list for LISTS."""
        if name in LISTS:
            return self.data.getlist(name) if self.is_bound else list(self.initial.get(name, []))
        return str((self.data if self.is_bound else self.initial).get(name) or "")

    def offer_grounds(self):
        """Only grounds on which all chosen partners may receive."""
        self.gekozen = [self.bekend[pk] for pk in self.given("partners") if pk in self.bekend]
        soorten = {one.soort for one in self.gekozen}
        gronden = [one for one in Grond.objects.usable().in_order() if soorten <= set(one.ontvangers)]
        self.gronden = {one.pk: one for one in gronden}
        self.fields["grond"].choices = [(one.pk, one.naam) for one in gronden]
        self.fields["grond"].hints = {one.pk: one.uitleg for one in gronden}
        self.grond_nu = self.gronden.get(self.given("grond"))

    def offer_agreements(self):
        """A list of agreements for each chosen partner; the ground that asks for one is put ready when all have one."""
        melding, today = self.gezien.melding, local_date(self.gezien.now)
        rows = Convenant.objects.on(today).filter(partner__in=self.gekozen, categorieen=melding.categorie_id)
        self.convenanten = {one.pk: [] for one in self.gekozen}
        for one in rows.order_by("-tot", "pk"):
            self.convenanten[one.partner_id].append(one)
        all_agreed = self.gekozen and all(self.convenanten.values())
        if self.grond_nu is None and not self.is_bound and all_agreed:
            self.grond_nu = next((one for one in self.gronden.values() if one.eist_convenant), None)
            self.initial["grond"] = self.grond_nu and self.grond_nu.pk
        for name in ("noodzaak", "belang"):
            if not (self.grond_nu and getattr(self.grond_nu, f"eist_{name}")):
                del self.fields[name]
        if self.grond_nu and self.grond_nu.eist_convenant:
            self.add_agreements()

    def add_agreements(self):
        for one in self.gekozen:
            rows = self.convenanten[one.pk]
            name = f"convenant_{one.pk}"
            none = format_lazy(_("Met {partner} is geen convenant dat nu geldt voor dit onderwerp"), partner=one.naam)
            self.fields[name] = forms.ChoiceField(
                label=format_lazy(_("Convenant met {partner}"), partner=one.naam),
                choices=[(str(row.pk), f"{row.nummer}: {row.doel}") for row in rows],
                error_messages={"required": _("Kies een convenant") if rows else none, "invalid_choice": none},
            )
            self.initial.setdefault(name, str(rows[0].pk) if rows else "")
        ready = [row.doel for rows in self.convenanten.values() for row in rows[:1]]
        if ready and not self.is_bound and not self.initial.get("doel"):
            self.initial["doel"] = ready[0]

    def agreement_fields(self):
        return [self[name] for name in self.fields if name.startswith("convenant_")]

    def chosen_agreements(self):
        """{id of a partner: Convenant}"""
        rows = {str(row.pk): row for rows in self.convenanten.values() for row in rows}
        given = {pk: rows.get(self.cleaned_data.get(f"convenant_{pk}", "")) for pk in self.convenanten}
        return {pk: row for pk, row in given.items() if row}

    # --- marked words ---

    def found(self, name):
        if not hasattr(self, "namen"):
            self.namen, self.plaatsen = names_of(self.gezien.melding), places_of(self.gezien.melding)
        words = self.given(name).replace("\r\n", "\n")
        return words, marks(words, self.namen, self.plaatsen)

    def marked(self):
        """[(label, pieces)] of the texts in which something is marked."""
        texts = [(self.fields[name].label, *self.found(name)) for name in MARKED]
        return [(label, pieces(words, there)) for label, words, there in texts if there]

    def looked_at(self):
        """Stands for the marked words as they are now; the tick belongs to these."""
        words = [piece for _label, parts in self.marked() for piece, soort in parts if soort]
        return salted_hmac("bekeken", "\x1f".join(words), algorithm="sha256").hexdigest() if words else ""

    def is_looked_at(self):
        return self.given("bekeken") == self.looked_at()

    def fotos_te_kiezen(self):
        """[(Bijlage, whether it is ticked)]"""
        ticked = set(self.given("fotos"))
        return [(one, kenmerk in ticked) for kenmerk, one in self.bijlagen.items()]

    # --- what the page does with it ---

    def reworked(self):
        """The form anew for other partners or another ground, or without the marked words; None for a real send."""
        if not {"kies", "weg"} & set(self.data):
            return None
        typed = {name: self.data[name] for name in self.data if name in TYPED or name.startswith("convenant_")}
        typed |= {name: self.data.getlist(name) for name in LISTS}
        typed["vraagt_toestemming"] = "vraagt_toestemming" in self.data
        if "weg" in self.data:
            typed |= {name: without_marks(*self.found(name)) for name in MARKED}
        again = type(self)(gezien=self.gezien, initial=typed, prefix_id=self.begin)
        if "weg" in self.data:
            again.fields["tekst"].widget.attrs["data-hier"] = ""
        return again

    def clean(self):
        given = super().clean()
        if "verstuur" in self.data and self.looked_at() and not self.is_looked_at():
            self.add_error("bekeken", _("Bekijk de gemarkeerde woorden, en vink dat aan"))
        return given

    def sends(self):
        return True

    def keuze(self):
        given = self.cleaned_data
        words = {name: given.get(name, "") for name in ("doel", "noodzaak", "belang", "tekst", "plek", "toelichting")}
        return Keuze(
            partners=[self.bekend[pk] for pk in given["partners"]],
            grond=self.gronden[given["grond"]],
            convenanten=self.chosen_agreements(),
            bijlagen=[self.bijlagen[kenmerk] for kenmerk in given["fotos"]],
            vraagt_toestemming=given.get("vraagt_toestemming", False),
            **words,
        )

    def values(self):
        return {"keuze": self.keuze()}

    def preview(self):
        return preview(self.gezien.melding, self.keuze(), self.gezien.user, self.gezien.now)

    def wish(self):
        """(sentence, whether it is a warning) about sharing, as the reporter said in general."""
        delen = self.gezien.melding.delen
        return WISHES[delen], delen == Delen.NIET

    def row(self):
        """Numbers of the meldingen that come after this one."""
        return [one for one in self.given("rij").split(",") if len(one) == NUMMER_LENGTH][:MOST_IN_A_ROW]

    def following(self):
        """(nummer, query) of the next melding of a row, or None."""
        left = self.row()
        if not left:
            return None
        asked = {"partners": self.given("partners"), "grond": self.given("grond"), "rij": ",".join(left[1:])}
        return left[0], urlencode({name: value for name, value in asked.items() if value}, doseq=True)


def photos_of(melding):
    return Bijlage.objects.filter(melding=melding).defer("inhoud").order_by("pk")
