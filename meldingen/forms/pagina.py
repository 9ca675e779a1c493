"""What the pages of the form have in common, and those that only have to be passed."""

from django import forms
from django.utils.dateparse import parse_date
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from meldingen.fields import Keuze

WEET_NIET = _("Weet ik niet")
SAFE_CONTACT = "veilig_contact"  # asked with the contact data, so that its answer goes when those go


class Pagina(forms.Form):
    """One page: `kop` is its question. It knows what was filled in on other pages; None when the draft is gone."""

    kop = ""
    kort = {}  # {name of a field: how its row on the check page is called}
    is_one_question = False  # the heading is the question: the label of the field is only for who cannot see it
    may_be_skipped = False  # the page says once that all of it may be left out
    without_optional = False  # its words tell already what may be left out
    use_required_attribute = False

    def __init__(self, data=None, files=None, *, invulling=None, initial=None):
        self.invulling = invulling
        super().__init__(data, files, initial=initial, label_suffix="")
        self.fill()

    def fill(self):
        """Add what depends on the draft."""

    def answers(self):
        """What to keep of this page, as JSON can hold it."""
        return dict(self.cleaned_data)

    def regels(self):
        """(name, value) of each row of the check page; an empty value was not filled in."""
        rows = [(self.kort.get(field.name, field.label), self.in_words(field)) for field in self.visible_fields()]
        return rows if not self.may_be_skipped else without_empty(rows, self.kop)

    def in_words(self, bound):
        value, field = self.initial.get(bound.name), bound.field
        if isinstance(field, forms.ChoiceField):
            known = {str(one): str(label) for one, label in field.choices if one}
            chosen = value if isinstance(value, list) else [str(value)]
            return ", ".join(known[one] for one in chosen if one in known)
        if isinstance(field, forms.DateField):
            day = parse_date(value or "")
            return date_format(day, "l j F Y") if day else ""
        return str(value or "")


def without_empty(rows, name):
    """The rows with an answer; one that is empty, under this name, when there is none."""
    return [(label, value) for label, value in rows if value] or [(name, "")]


class Doorgaan(Pagina):
    """A page of explanation: reading on is all there is to do."""

    def answers(self):
        return {"onderwerp": self.invulling.onderwerp if self.invulling else ""}


def rows(label, choices, *, choose="", **kwargs):
    """One of a few answers. `choose` is what to do when none was chosen; without it the question may be skipped."""
    say = choose or _("Kies een van de antwoorden")
    return Keuze(
        label=label,
        choices=choices,
        required=bool(choose),
        error_messages={"required": say, "invalid_choice": say},
        **kwargs,
    )
