"""Forms of the admin for subjects: they check and explain, and store nothing."""

import re

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.forms.models import BaseInlineFormSet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from meldingen.models import Categorie, Lead, Vraag
from meldingen.models.categorieen import MOST_QUESTIONS

MOST_LINES = 10  # a page of the form, “Weet ik niet” included
NEEDED = {Categorie.OVERIG, Categorie.OVER_POLITIE}  # the form itself sends people there
CODE = RegexValidator(r"\A[A-Z][A-Z0-9_]*\Z", _("Gebruik hoofdletters, bijvoorbeeld GELUID_BUUR."))
PHONE = RegexValidator(r"\A\+?[0-9](?:[ -]?[0-9]){2,14}\Z", _("Vul een telefoonnummer in, bijvoorbeeld 0900-8844."))
VALUE = re.compile(r"[a-z0-9][a-z0-9_+-]{0,29}")
SEPARATOR = "|"
RESTRICTED = _("Alleen de eigenaar, de vervanger en de teamchef lezen het.")


class Leads(forms.MultiValueField):
    """Who answers for a subject: one who is first, and others."""

    def __init__(self, **kwargs):
        first = forms.ChoiceField(choices=Lead.choices)
        others = forms.MultipleChoiceField(choices=Lead.choices, required=False)
        super().__init__((first, others), widget=LeadsWidget, require_all_fields=False, **kwargs)

    def compress(self, values):
        first, others = values or ("", [])
        return [first, *(name for name in others if name != first)]


class LeadsWidget(forms.MultiWidget):
    use_fieldset = True

    def __init__(self, attrs=None):
        first = forms.Select(attrs={"aria-label": _("wie gaat er het eerst over")}, choices=Lead.choices)
        super().__init__((first, forms.CheckboxSelectMultiple(choices=Lead.choices)), attrs)

    def decompress(self, value):
        return [value[0], value[1:]] if value else [Lead.POLITIE, []]


class Keuzeregels(forms.Field):
    """Answers to choose from, as lines that a person can read: value | Dutch | English."""

    widget = forms.Textarea(attrs={"rows": 6, "class": "vLargeTextField"})

    def prepare_value(self, value):
        return value if isinstance(value, str) else in_lines(value or [])

    def to_python(self, value):
        text = forms.CharField(required=False).clean(value)
        lines = [line for line in text.splitlines() if line.strip()]
        choices = [self.read(number, line) for number, line in enumerate(lines, start=1)]
        values = [choice[0] for choice in choices]
        for number, name in enumerate(values, start=1):
            if name in values[: number - 1]:
                raise ValidationError(
                    _("Regel %(regel)s: “%(waarde)s” staat er al. Kies een andere waarde."),
                    params={"regel": number, "waarde": name},
                )
        return choices

    def read(self, number, line):
        parts = [part.strip() for part in line.split(SEPARATOR)]
        if len(parts) != 3 or not all(parts):
            message = _("Regel %(regel)s: schrijf waarde | Nederlands | Engels.")
            raise ValidationError(message, params={"regel": number})
        if not VALUE.fullmatch(parts[0]):
            message = _("Regel %(regel)s: gebruik in de waarde alleen kleine letters, cijfers en _ + -.")
            raise ValidationError(message, params={"regel": number})
        return parts

    def has_changed(self, initial, data):
        try:
            return self.to_python(data) != (initial or [])
        except ValidationError:
            return True


def in_lines(keuzes):
    return "\n".join(f" {SEPARATOR} ".join(keuze) for keuze in keuzes)


class Tweetalig(forms.ModelForm):
    """What has a Dutch text has an English one too."""

    in_both = ()

    def clean(self):
        data = super().clean()
        for name in self.in_both:
            dutch, english = self.value(name), self.value(f"{name}_en")
            if bool(dutch) != bool(english):
                missing = f"{name}_en" if dutch else name
                self.add_error(
                    missing if missing in self.fields else None,
                    _("Vul ook het Engels in.") if dutch else _("Vul ook het Nederlands in."),
                )
        return data

    def value(self, name):
        """What the field will be: who may not fill it in keeps what is there."""
        return self.cleaned_data[name] if name in self.cleaned_data else getattr(self.instance, name)


class GroepForm(Tweetalig):
    in_both = ("uitleg",)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "icoon" in self.fields:
            self.fields["icoon"] = forms.ChoiceField(
                label=_("Icoon"), choices=[(name, name) for name in icons()], help_text=_("Een tekening uit icons.svg.")
            )


def icons():
    """Names of the drawings that the site has."""
    drawn = (settings.BASE_DIR / "static/img/icons.svg").read_text(encoding="utf-8")
    return sorted(re.findall(r'<symbol id="([\w-]+)"', drawn))


class LoketForm(Tweetalig):
    in_both = ("uitleg",)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "telefoon" in self.fields:
            self.fields["telefoon"].validators.append(PHONE)

    def clean_website(self):
        website = self.cleaned_data["website"]
        if website and not website.startswith("https://"):
            raise ValidationError(_("Begin het adres met https://."))
        return website

    def clean_gecontroleerd_op(self):
        day = self.cleaned_data["gecontroleerd_op"]
        if day > timezone.localdate():
            raise ValidationError(_("Deze dag moet nog komen. Vul de dag in waarop u het nakeek."))
        return day

    def clean(self):
        data = super().clean()
        ways = ("telefoon", "website", "uitleg")
        if not set(ways) & self.errors.keys() and not any(self.value(name) for name in ways):
            raise ValidationError(_("Vul een telefoonnummer, een website of een uitleg in."))
        return data


class CategorieForm(Tweetalig):
    in_both = ("deur_tekst",)
    leads = Leads(
        label=_("Wie gaat erover"), help_text=_("Kies wie er het eerst over gaat. Vink aan wie er ook over gaat.")
    )
    helpers = forms.MultipleChoiceField(
        label=_("Wie helpt"), choices=Lead.choices, required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "code" in self.fields:
            self.fields["code"].validators.append(CODE)
        if "is_beperkt" in self.fields:
            self.fields["is_beperkt"].help_text = RESTRICTED
        if "loketten" in self.fields:
            self.fields["loketten"].queryset = self.fields["loketten"].queryset.order_by("volgorde", "pk")

    def clean_is_actief(self):
        if not self.cleaned_data["is_actief"] and self.instance.pk in NEEDED:
            raise ValidationError(_("Het formulier heeft deze categorie nodig. Laat haar aan."))
        return self.cleaned_data["is_actief"]

    def clean(self):
        data = super().clean()
        if "leads" in data and "helpers" in data and set(data["leads"]) & set(data["helpers"]):
            self.add_error("helpers", _("Wie erover gaat, helpt al. Vink die hier niet aan."))
        if "leads" in data and data["leads"][0] != Lead.POLITIE:
            self.check_door(data)
        if "groep" in data and data.get("is_actief"):
            self.check_room(data["groep"])
        return data

    def check_door(self, data):
        """Who is not the police is shown first: then there is something to show."""
        if "deur_tekst" in data and not data["deur_tekst"]:
            self.add_error(
                "deur_tekst", _("Schrijf wat de bewoner eerst leest. De politie gaat hier niet als eerste over.")
            )
        if "loketten" in data and not data["loketten"]:
            self.add_error("loketten", _("Kies waar de bewoner eerst heen kan."))

    def check_room(self, groep):
        others = groep.categorieen.filter(is_actief=True).exclude(pk=self.instance.pk).count()
        if others + 2 > MOST_LINES:  # this one, and “Weet ik niet”
            message = ngettext(
                "Deze groep heeft al %(aantal)s categorie. Er passen er niet meer op een pagina.",
                "Deze groep heeft al %(aantal)s categorieën. Er passen er niet meer op een pagina.",
                others,
            )
            self.add_error("groep", ValidationError(message, params={"aantal": others}))


class VraagForm(Tweetalig):
    """A question. Its name in the code stays, for meldingen keep answers under it."""

    in_both = ("uitleg",)
    keeps_values = False
    keuzes = Keuzeregels(
        label=_("Keuzes"),
        required=False,
        help_text=_("Eén per regel: waarde | Nederlands | Engels. Een waarde blijft altijd gelijk."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "sleutel" in self.fields and self.instance.pk:
            self.fields["sleutel"].disabled = True

    def clean(self):
        data = super().clean()
        keuzes, before = data.get("keuzes"), self.initial.get("keuzes", [])
        if keuzes is None:
            return data
        if self.keeps_values and values(keuzes) != values(before):
            self.add_error("keuzes", _("Verander alleen de woorden. De waarden en hun volgorde blijven gelijk."))
        elif self.value("vorm") in (Vraag.Vorm.KEUZE, Vraag.Vorm.MEER):
            if len(keuzes) < 2:
                self.add_error("keuzes", _("Schrijf ten minste twee antwoorden op."))
        elif keuzes:
            self.add_error(
                "keuzes", _("Bij deze vorm zijn er geen keuzes. Maak dit veld leeg, of kies een andere vorm.")
            )
        return data


class VraagTekstForm(VraagForm):
    """For who may change the words only."""

    keeps_values = True


def values(keuzes):
    return [keuze[0] for keuze in keuzes]


class OncePerCategorie(BaseInlineFormSet):
    """Rows of which no two have the same value in `once`."""

    once = ""
    twice = ""

    def kept(self):
        """The rows that will be there, also those with something wrong."""
        filled = [form for form in self.forms if form.has_changed() or form.instance.pk]
        return [form for form in filled if not self._should_delete_form(form)]

    def clean(self):
        super().clean()
        known = set()
        for form in self.kept():
            value = form.cleaned_data.get(self.once)
            if value and value in known:
                form.add_error(self.once if self.once in form.fields else None, self.twice)
            known.add(value)


class VragenFormSet(OncePerCategorie):
    once, twice = "sleutel", _("Deze naam heeft een andere vraag al. Kies een andere naam.")

    def clean(self):
        super().clean()
        if len(self.kept()) > MOST_QUESTIONS:
            raise ValidationError(_("Een categorie heeft hoogstens zes vragen. Haal er een weg."))


class StandaardtekstForm(Tweetalig):
    in_both = ("tekst",)


class TekstenFormSet(OncePerCategorie):
    once, twice = "doel", _("Voor deze plek is er al een tekst. Verander die.")
