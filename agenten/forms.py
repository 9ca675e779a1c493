"""Forms of the admin: they check and explain, and store nothing."""

from datetime import timedelta

from django import forms
from django.core.exceptions import ValidationError
from django.forms.models import BaseInlineFormSet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from agenten import fotos
from agenten.accounts import clean_handle
from agenten.agenda import coming, coming_of, with_exceptions
from agenten.gebieden import buurten_of, level
from agenten.models import Herhaling, Spreekuur, Uitzondering
from agenten.slugs import is_free
from agenten.spreekuren import local_date, occurs_on, rule_dates

PREVIEW = "_voorbeeld"
YEAR = timedelta(days=366)
DATES_NAMED = 3


def in_words(day):
    return date_format(day, "l j F Y")


class SpreekuurForm(forms.ModelForm):
    def is_valid(self):
        """A form that was sent to look first is shown again and never saved, also when nothing is wrong with it."""
        return super().is_valid() and PREVIEW not in self.data

    def clean(self):
        data = super().clean()
        rule, weeks = data.get("herhaling"), data.get("om_de_weken")
        if rule != Herhaling.MAANDELIJKS:
            data["weken_van_maand"] = []
        if rule == Herhaling.EENMALIG:
            data["laatste_datum"] = None
        if rule != Herhaling.WEKELIJKS:
            data["om_de_weken"] = 1
            self.errors.pop("om_de_weken", None)
        elif weeks is not None and not 1 <= weeks <= 12:
            self.add_error("om_de_weken", _("Kies 1 tot en met 12 weken."))
        self.check_order(data)
        self.check_first_date(data)
        return data

    def check_order(self, data):
        begin, end = data.get("begin_tijd"), data.get("eind_tijd")
        if begin and end and end <= begin:
            self.add_error("eind_tijd", _("Het spreekuur eindigt voor het begint. Kies een latere tijd."))
        first, last = data.get("eerste_datum"), data.get("laatste_datum")
        if first and last and last < first:
            self.add_error("laatste_datum", _("De laatste datum ligt voor de eerste. Kies een latere datum."))

    def check_first_date(self, data):
        """A monthly rule and its first date must say the same thing."""
        first, weeks = data.get("eerste_datum"), data.get("weken_van_maand")
        if data.get("herhaling") != Herhaling.MAANDELIJKS or not first or "weken_van_maand" not in data:
            return
        if not weeks:
            self.add_error("weken_van_maand", _("Kies welke in de maand. Bijvoorbeeld de eerste en de derde."))
            return
        spreekuur = Spreekuur(herhaling=Herhaling.MAANDELIJKS, eerste_datum=first, weken_van_maand=weeks)
        dates = rule_dates(spreekuur, first, first + YEAR)
        if dates and dates[0] != first:
            message = _("%(datum)s past niet bij uw keuze in de maand. De eerste keer is dan %(eerste)s. Vul die in.")
            words = {"datum": in_words(first).capitalize(), "eerste": in_words(dates[0])}
            self.add_error("eerste_datum", ValidationError(message, params=words))


class UitzonderingForm(forms.ModelForm):
    def clean(self):
        data = super().clean()
        if bool(data.get("nieuwe_begin_tijd")) != bool(data.get("nieuwe_eind_tijd")):
            self.add_error("nieuwe_eind_tijd", _("Vul beide nieuwe tijden in, of geen van beide."))
        new = [name for name in data if name.startswith(("nieuwe_", "nieuw_")) and data[name]]
        if data.get("soort") == Uitzondering.Soort.VERPLAATST and not new:
            self.add_error("soort", _("Vul een nieuwe datum, nieuwe tijden of een nieuwe plaats in."))
        if data.get("soort") in (Uitzondering.Soort.VERVALT, Uitzondering.Soort.GAAT_DOOR) and new:
            self.add_error("soort", _("U vulde ook iets nieuws in. Kies dan “is verplaatst”, of maak die velden leeg."))
        return data


class UitzonderingFormSet(BaseInlineFormSet):
    """An exception belongs to a date on which the spreekuur would be."""

    def clean(self):
        super().clean()
        if not has_rule(self.instance):
            return
        for form in self.forms:
            day = form.cleaned_data.get("datum") if hasattr(form, "cleaned_data") else None
            is_new_date = day and "datum" in form.changed_data and not self._should_delete_form(form)
            if is_new_date and not occurs_on(self.instance, day):
                form.add_error("datum", no_date(self.instance, day))


def has_rule(spreekuur):
    is_complete = spreekuur.eerste_datum and spreekuur.begin_tijd and spreekuur.eind_tijd and spreekuur.om_de_weken
    return bool(is_complete and (spreekuur.herhaling != Herhaling.MAANDELIJKS or spreekuur.weken_van_maand))


def no_date(spreekuur, day):
    start = max(day - timedelta(days=31), spreekuur.eerste_datum)
    near = sorted(rule_dates(spreekuur, start, start + YEAR), key=lambda one: abs(one - day))[:DATES_NAMED]
    if not near:
        return _("Op deze datum is er geen spreekuur.")
    message = _("Op %(datum)s is er geen spreekuur. Wel op: %(wel)s.")
    return ValidationError(
        message, params={"datum": in_words(day), "wel": "; ".join(in_words(one) for one in sorted(near))}
    )


def preview(form, formset, now):
    """What will be published if the form is saved: the next ten moments, and sentences of warning; None if unknown."""
    spreekuur = form.instance
    if (form.is_bound and form.errors) or not has_rule(spreekuur):
        return None
    exceptions = list(spreekuur.uitzonderingen.all()) if spreekuur.pk else []
    if formset is not None and formset.is_bound:
        exceptions = [
            one.instance
            for one in formset.forms
            if not one.errors and one.instance.datum and not formset._should_delete_form(one)
        ]
    return outlook(spreekuur, exceptions, now)


def outlook(spreekuur, exceptions, now):
    found = coming(spreekuur, now, uitzonderingen=exceptions)
    return {"moments": found, "warnings": [*idle_exceptions(spreekuur, exceptions, now), *overlaps(found, now)]}


def idle_exceptions(spreekuur, exceptions, now):
    """A changed rule can leave exceptions behind that no longer do anything."""
    today = local_date(now)
    for one in sorted(exceptions, key=lambda one: one.datum):
        if one.datum >= today and not occurs_on(spreekuur, one.datum):
            yield _("De uitzondering op %(datum)s doet niets: dan is er geen spreekuur.") % {
                "datum": in_words(one.datum)
            }


def overlaps(found, now):
    """Dates on which the officer would have to be at two places."""
    if not found or not found[0].spreekuur.wijkagent_id:
        return
    mine = found[0].spreekuur
    others = with_exceptions(Spreekuur.objects.filter(wijkagent=mine.wijkagent_id).exclude(pk=mine.pk)).order_by("pk")
    busy = [moment for moment in coming_of(others, now, 10 * len(found)) if moment.is_on]
    for moment in found:
        for other in busy:
            if moment.is_on and moment.begin < other.eind and other.begin < moment.eind:
                message = _("Op %(datum)s is er in deze tijd al een spreekuur: %(ander)s.")
                yield message % {"datum": in_words(moment.datum), "ander": str(other.spreekuur)}


class AfzegForm(forms.Form):
    """Why an hour does not go on. Residents read it, so it is kept in Dutch whatever the language of the admin."""

    KEUZES = [
        ("", _("Zeg geen reden")),
        ("De wijkagent is vrij.", _("De wijkagent is vrij.")),
        ("De wijkagent is ziek.", _("De wijkagent is ziek.")),
        ("De wijkagent heeft een training.", _("De wijkagent heeft een training.")),
        ("De wijkagent is ergens anders nodig.", _("De wijkagent is ergens anders nodig.")),
        ("De plaats is gesloten.", _("De plaats is gesloten.")),
    ]
    keuze = forms.ChoiceField(
        label=_("Reden"), choices=KEUZES, required=False, widget=forms.RadioSelect, help_text=_("Dit lezen bewoners.")
    )
    reden = forms.CharField(label=_("Of een andere reden"), max_length=160, required=False)

    def reason(self):
        return self.cleaned_data["reden"] or self.cleaned_data["keuze"]


class WijkagentForm(forms.ModelForm):
    nieuwe_foto = forms.FileField(
        label=_("Nieuwe foto"),
        required=False,
        widget=forms.FileInput(attrs={"accept": fotos.ACCEPT}),
        help_text=_("Hoogstens 10 MB. We maken de foto vierkant en halen plaats en tijd eruit."),
    )
    foto_weg = forms.BooleanField(label=_("Haal de foto weg"), required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "slug" in self.fields:
            self.fields["slug"].required = False
            self.fields["slug"].help_text = _("Leeg: we maken het van de naam. Het oude adres blijft werken.")

    def clean_slug(self):
        slug = self.cleaned_data["slug"]
        if slug and not is_free(slug, self.instance):
            raise ValidationError(_("Dit adres is of was van een andere wijkagent. Kies een ander adres."))
        return slug

    def clean_nieuwe_foto(self):
        upload = self.cleaned_data["nieuwe_foto"]
        return fotos.portrait(upload) if upload else None


class AccountForm(forms.ModelForm):
    def clean(self):
        data = super().clean()
        if data.get("netwerk") and data.get("naam"):
            try:
                data["naam"] = clean_handle(data["netwerk"], data["naam"])
            except ValidationError as error:
                self.add_error("naam", error)
        return data


class GebiedForm(forms.Form):
    """Give a basisteam many buurten at once."""

    codes = forms.CharField(
        label=_("Codes van gemeenten, wijken of buurten"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Eén per regel, bijvoorbeeld GM0014, WK001400 of BU00140000."),
    )
    van = forms.DateField(
        label=_("Vanaf"), initial=timezone.localdate, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    tot = forms.DateField(
        label=_("Tot en met"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    beeindig_andere = forms.BooleanField(
        label=_("Heeft een buurt nu een ander basisteam? Laat dat ophouden op de dag ervoor."), required=False
    )

    def clean_codes(self):
        """A list of buurten."""
        found = {}
        for code in self.cleaned_data["codes"].upper().replace(",", " ").replace(";", " ").split():
            buurten = list(buurten_of(code))
            if not buurten:
                unknown = _("%(code)s kennen we niet. Een code is bijvoorbeeld GM0014, WK001400 of BU00140000.")
                empty = _("%(code)s heeft geen buurten die nog bestaan.")
                raise ValidationError(unknown if level(code) is None else empty, params={"code": code})
            found.update({buurt.pk: buurt for buurt in buurten})
        return list(found.values())

    def clean(self):
        data = super().clean()
        if data.get("van") and data.get("tot") and data["tot"] < data["van"]:
            self.add_error("tot", _("De laatste dag ligt voor de eerste."))
        chosen = [*data.get("gemeenten", []), *data.get("wijken", []), *data.get("buurten", [])]
        buurten = {buurt.pk: buurt for area in chosen for buurt in buurten_of(area.pk)}
        buurten.update({buurt.pk: buurt for buurt in data.get("codes", [])})
        if not buurten and not self.errors:
            raise ValidationError(_("Kies ten minste één gemeente, wijk of buurt."))
        data["alle_buurten"] = list(buurten.values())
        return data
