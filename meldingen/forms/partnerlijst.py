"""What is asked of the list of the partner desk: a view or a search, an order, a page. Nonsense counts as not asked."""

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from meldingen.fields import KorteTekst
from meldingen.verwijzingen.lijst import Beeld, Volgorde

MOST_PAGES = 10_000


class ZoekForm(forms.Form):
    use_required_attribute = False
    zoek = KorteTekst(
        label=_("Zoek op nummer, zaaknummer of woord"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )
    volgorde = forms.ChoiceField(label=_("Volgorde"), choices=Volgorde, required=False)
    beeld = forms.ChoiceField(choices=Beeld, required=False, widget=forms.HiddenInput)
    pagina = forms.IntegerField(required=False, min_value=1, max_value=MOST_PAGES, widget=forms.HiddenInput)

    def __init__(self, data):
        super().__init__(data, label_suffix="")

    def wanted(self):
        """{beeld, zoek, volgorde, pagina}: a search looks in everything, else there is a view."""
        self.full_clean()
        given = self.cleaned_data
        zoek = given.get("zoek", "")
        return {
            "zoek": zoek,
            "beeld": None if zoek else Beeld(given.get("beeld") or Beeld.NIEUW),
            "volgorde": Volgorde(given.get("volgorde") or Volgorde.DATUM),
            "pagina": given.get("pagina") or 1,
        }

    def addresses(self, *, has_more):
        """The questions of this list, of the pages before and after it ("" when there is none), and of the file."""
        wanted = self.wanted()
        page = wanted["pagina"]
        return {
            "vraag": question(wanted, 1),
            "vorige": question(wanted, page - 1) if page > 1 else "",
            "volgende": question(wanted, page + 1) if has_more else "",
        }


def question(wanted, page):
    asked = QueryDict(mutable=True)
    asked.update({name: str(value) for name, value in wanted.items() if value and name != "pagina"})
    if page > 1:
        asked["pagina"] = page
    return f"?{asked.urlencode()}"
