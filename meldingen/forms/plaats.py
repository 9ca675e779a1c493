"""Step 3: where it is, whom it is about, and photos."""

from django import forms
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from agenten.models import Wijkagent
from meldingen import plaatsen
from meldingen.concepten import CHEF, ONBEKEND
from meldingen.fields import Keuze, KorteTekst, LangeTekst
from meldingen.forms.pagina import WEET_NIET, Pagina
from meldingen.fotos import FotosField
from meldingen.stappen import is_about_police, place_of, place_words

SAY_WHERE = _("Vul in waar het is, of kies “Ik weet het niet precies”")
NOT_FOUND = _("We vonden deze plek niet. Kijk of u het goed schreef, of kies “Ik weet het niet precies”")
ANDERS = "anders"  # somebody of the police who does not work in this buurt
TOO_WIDE = _("Dat is een groot gebied. Schrijf er een straat of buurt bij, of kies “Ik weet het niet precies”")
NEW = "nieuw"  # another place than the buurt that is known already
MOST_LETTERS_OF_PLACE = 500
# The suggestions of the search page; here a chosen one is filled in instead of opened.
SUGGESTIONS = {
    "autocomplete": "off",
    "spellcheck": "false",
    "data-combobox": "q-lijst",
    "data-vul": True,
    "hx-get": reverse_lazy("suggesties"),
    "hx-trigger": "suggesties",
    "hx-target": "#q-lijst",
    "hx-sync": "this:replace",
}


def names_of(buurt):
    return {"buurt": buurt.naam, "gemeente": buurt.gemeente.naam}


class Plaats(Pagina):
    """A page that may settle the place."""

    def has_team(self, **place):
        is_restricted = bool(self.invulling and self.invulling.is_beperkt)
        is_about = bool(self.invulling and is_about_police(self.invulling))
        return plaatsen.has_team(is_beperkt=is_restricted, is_over_politie=is_about, **place)

    def settled(self, buurt):
        """What to keep of a page that found this Buurt, or none."""
        return {"buurt": buurt.pk, "heeft_team": self.has_team(buurt=buurt)} if buurt else {"buurt": ""}


class WaarForm(Plaats):
    kop = _("Waar is het?")
    waar = Keuze(label=_("Waar is het?"), required=False)
    q = KorteTekst(
        label=_("Postcode of adres van de plek"),
        help_text=_("Bijvoorbeeld 9999 ZZ 12, of straat en plaats"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs=SUGGESTIONS),
    )
    plek = LangeTekst(
        label=_("Of beschrijf de plek"),
        help_text=_("Bijvoorbeeld: bij de ingang van het park"),
        required=False,
        max_length=MOST_LETTERS_OF_PLACE,
        widget=forms.Textarea(attrs={"rows": 2, "autocomplete": "off"}),
    )
    onbekend = forms.BooleanField(label=_("Ik weet het niet precies"), required=False)

    def fill(self):
        self.known = {buurt.pk: buurt for buurt in self.known_buurten()}
        if not self.known:
            del self.fields["waar"]
            return
        here = [(pk, _("In %(buurt)s, %(gemeente)s") % names_of(buurt)) for pk, buurt in self.known.items()]
        self.fields["waar"].choices = [*here, (NEW, _("Ergens anders"))]
        self.fields["waar"].error_messages["invalid_choice"] = _("Kies de plek opnieuw")
        self.initial.setdefault("waar", here[0][0])

    def known_buurten(self):
        """That of this page when it was sent before, and that of the entry."""
        if self.invulling is None:
            return []
        codes = [self.invulling.of(slug).get("buurt") for slug in ("waar", "groep")]
        return [buurt for code in codes if code and (buurt := plaatsen.buurt_of(code))]

    def clean(self):
        """Settles `buurt`, or `zoek`: the words that may be more than one. Both empty: the place is not known."""
        given = super().clean()
        self.buurt, self.zoek = None, ""
        words, stays = given.get("q", ""), self.known.get(given.get("waar") or next(iter(self.known), None))
        if given.get("onbekend"):
            given["q"] = ""
        elif words:
            self.look_up(words, stays)
        elif stays:
            self.buurt = stays
        elif not given.get("plek"):
            self.add_error("q", SAY_WHERE)
        return given

    def look_up(self, words, stays):
        """An address decides. Words that are no address only add to the buurt that was chosen."""
        found = plaatsen.find(words)
        if found.buurt:
            self.buurt = plaatsen.buurt_of(found.buurt)
        elif stays:
            self.buurt = stays
        elif found.is_nothing or found.is_wide:
            self.add_error("q", TOO_WIDE if found.is_wide else NOT_FOUND)
        else:
            self.zoek = words

    def answers(self):
        given = {name: self.cleaned_data.get(name, "") for name in ("q", "plek", "onbekend")}
        return {**given, "zoek": self.zoek, **self.settled(self.buurt)}

    def regels(self):
        """The place in one row: the buurt, then what was typed."""
        code = place_of(self.invulling)[0]
        buurt = plaatsen.buurt_of(code) if code else None
        known = f"{buurt.naam}, {buurt.gemeente.naam}" if buurt else ""
        if self.initial.get("onbekend"):
            known = str(_("Ik weet het niet precies"))
        return [(_("Waar"), "\n".join(part for part in (known, place_words(self.invulling)) if part))]


class WelkeBuurtForm(Plaats):
    """What was typed is not one buurt: choose, or fill in the house number or the place."""

    is_one_question = True
    keuze = Keuze(label=_("Kies de plek"))
    nr = KorteTekst(
        label=_("Huisnummer"),
        help_text=_("Alleen het nummer, bijvoorbeeld 12"),
        max_length=10,
        error_messages={"required": _("Vul het huisnummer in, bijvoorbeeld 12")},
    )
    plaats = KorteTekst(label=_("Plaats"), max_length=80, error_messages={"required": _("Vul de plaats in")})

    def fill(self):
        kept = self.invulling.of("welke-buurt")
        self.zoek = self.invulling.of("waar").get("zoek", "")
        self.words = kept["verder"] if kept.get("zoek") == self.zoek and kept.get("verder") else self.zoek
        self.found = plaatsen.find(self.words)
        asked = self.found.asks
        for name in ("nr", "plaats"):
            if name != asked:
                del self.fields[name]
        if asked == "plaats" and self.found.keuzes:
            self.fields["plaats"].required = False
        if not self.found.keuzes:
            del self.fields["keuze"]
            return
        field = self.fields["keuze"]
        field.required = not asked
        field.choices = [(one.waarde, one.naam) for one in self.found.keuzes]
        field.hints = {one.waarde: one.context for one in self.found.keuzes if one.context}
        field.error_messages = dict.fromkeys(("required", "invalid_choice"), _("Kies de plek"))

    @property
    def kop(self):
        return _("Wat is het huisnummer?") if self.found.asks == "nr" else _("Welke plek bedoelt u?")

    def clean(self):
        given = super().clean()
        self.buurt, self.verder = None, ""
        choice = self.chosen()
        if choice and choice.buurt:
            self.buurt = plaatsen.buurt_of(choice.buurt)
        elif choice:
            self.go_on("keuze", choice.again)
        elif given.get("nr"):
            self.go_on("nr", f"{self.words} {given['nr']}")
        elif given.get("plaats"):
            self.go_on("plaats", f"{self.words}, {given['plaats']}")
        return given

    def chosen(self):
        return next((one for one in self.found.keuzes if one.waarde == self.cleaned_data.get("keuze")), None)

    def go_on(self, name, words):
        found = plaatsen.find(words)
        if found.is_nothing or found.is_wide:
            self.add_error(name, TOO_WIDE if found.is_wide else NOT_FOUND)
        elif found.buurt:
            self.buurt = plaatsen.buurt_of(found.buurt)
        else:
            self.verder = words

    def answers(self):
        return {"zoek": self.zoek, "verder": self.verder, "gekozen": self.chosen_words(), **self.settled(self.buurt)}

    def regels(self):
        return []

    def chosen_words(self):
        """What to tell the officer: the line that was chosen, or the words with the number or the place added."""
        choice = self.chosen()
        if choice:
            return ", ".join(part for part in (choice.naam, choice.context) if part)
        if self.cleaned_data.get("nr"):
            return f"{self.words} {self.cleaned_data['nr']}"
        return f"{self.words}, {self.cleaned_data['plaats']}" if self.cleaned_data.get("plaats") else self.words


class GemeenteForm(Plaats):
    kop = _("In welke gemeente is het?")
    gemeente = forms.ChoiceField(
        label=_("Gemeente"),
        help_text=_("Dan leest het basisteam van die gemeente uw bericht"),
        error_messages=dict.fromkeys(("required", "invalid_choice"), _("Kies de gemeente")),
    )

    def fill(self):
        self.fields["gemeente"].choices = [("", _("Kies de gemeente")), *plaatsen.gemeenten()]

    def regels(self):
        gemeente = plaatsen.gemeente_of(self.initial.get("gemeente"))
        return [(_("Gemeente"), gemeente.naam if gemeente else "")]

    def answers(self):
        code = self.cleaned_data["gemeente"]
        return {"gemeente": code, "heeft_team": self.has_team(gemeente=plaatsen.gemeente_of(code))}


class OverWieForm(Pagina):
    """Whom a melding about the police is about: that person never reads it (PRODUCT §4)."""

    kop = _("Over wie gaat het?")
    kort = {"wie": _("Over wie"), "wie_anders": _("Iemand anders")}
    wie = Keuze(label=_("Kies over wie het gaat"), help_text=_("Deze persoon leest uw bericht niet"))
    wie_anders = KorteTekst(
        label=_("Is het iemand anders?"),
        help_text=_("Schrijf een naam of een nummer op als u dat weet"),
        required=False,
        max_length=200,
    )

    def fill(self):
        code = place_of(self.invulling)[0]
        self.buurt = plaatsen.buurt_of(code) if code else None
        people = [(str(pk), name) for pk, name in plaatsen.officers_of(self.buurt)]
        brought = Wijkagent.objects.active().filter(slug=self.invulling.of("groep").get("wijkagent", "")).first()
        if brought and str(brought.pk) not in dict(people):
            people.append((str(brought.pk), brought.publieke_naam))
        if brought:
            self.initial.setdefault("wie", str(brought.pk))
        field = self.fields["wie"]
        field.choices = [
            *people,
            (CHEF, _("De teamchef")),
            (ANDERS, _("Iemand anders van de politie")),
            (ONBEKEND, WEET_NIET),
        ]
        say = _("Kies over wie het gaat, of kies “Weet ik niet”")
        field.error_messages = dict.fromkeys(("required", "invalid_choice"), say)

    def answers(self):
        return {**self.cleaned_data, "buurt": self.buurt.pk if self.buurt else ""}


class FotosForm(Pagina):
    kop = _("Heeft u foto’s?")
    fotos = FotosField(
        label=_("Kies foto’s"), help_text=_("Hoogstens 5 foto’s, elk van hoogstens 10 MB"), required=False
    )

    def fill(self):
        self.fields["fotos"].room -= len(self.there())

    def there(self):
        return self.invulling.fotos if self.invulling else []

    def clean(self):
        given = super().clean()
        is_told = self.fields["fotos"].good or self.there() or not self.invulling
        if not is_told and not self.errors and not self.invulling.of("wat").get("verhaal"):
            self.add_error("fotos", _("Kies een foto, of schrijf bij stap 2 op wat er aan de hand is"))
        return given

    def answers(self):
        return {}

    def regels(self):
        return [(_("Foto’s"), ", ".join(photo.naam for photo in self.there()))]
