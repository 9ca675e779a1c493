"""My melding as a file: everything I sent and everything I was told (PRODUCT R34). Not the code."""

import zipfile
from io import BytesIO

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from meldingen.models import Bijlage, Contactvorm, Melder, Toestemming
from meldingen.statussen import in_words
from meldingen.views.volgantwoorden import answers_of
from meldingen.volgzinnen import heading, sentences_of, timeline

PLAIN = "text/plain; charset=utf-8"
NEWLINE = "\r\n"  # opens well in every editor


def as_file(pagina):
    """(name, content type, bytes): a text, or a zip with the text and the photos when there are photos."""
    text = as_text(pagina).encode()
    photos = list(Bijlage.objects.filter(melding=pagina.melding.pk).order_by("pk"))
    if not photos:
        return "melding.txt", PLAIN, text
    target = BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("melding.txt", text)
        for number, photo in enumerate(photos, 1):
            archive.writestr(f"foto-{number}.jpg", photo.inhoud)
    return "melding.zip", "application/zip", target.getvalue()


def as_text(pagina):
    blocks = [
        heading(pagina),
        "\n".join([in_words(pagina.woord, [one.naam for one in pagina.bij_partners]), *sentences_of(pagina)]),
        *(f"{question}\n{answer}" for question, answer in [*answers_of(pagina), *contact(pagina), *consent(pagina)]),
        _("Wat is er gebeurd?"),
        *(as_block(item) for item in timeline(pagina)),
    ]
    return NEWLINE.join("\n\n".join(blocks).splitlines()) + NEWLINE


def contact(pagina):
    """What the sender told about himself or herself, as long as it is kept."""
    melder = Melder.objects.filter(melding=pagina.melding.pk).first()
    if melder is None:
        return []
    pairs = [
        (_("Naam"), melder.naam),
        (_("E-mail"), melder.email),
        (_("Telefoon"), melder.telefoon),
        (_("Wanneer en hoe we u mogen bellen"), melder.bellen),
    ]
    if melder.telefoon:
        pairs.append((_("“Politie” zeggen"), _("Ja") if melder.mag_politie_zeggen else _("Nee")))
    return [(question, answer) for question, answer in pairs if answer]


def consent(pagina):
    """Which partners asked to read the contact data, and what the sender said."""
    said = {Toestemming.GEGEVEN: _("Ja"), Toestemming.GEWEIGERD: _("Nee")}
    if pagina.melding.contactvorm != Contactvorm.MET_NAAM:
        return []
    asked = [one for one in pagina.doorgegeven if one.is_eigen and one.toestemming != Toestemming.GEEN]
    question = _("Mag %(partner)s uw gegevens zien?")
    return [(question % {"partner": one.naam}, said.get(one.toestemming, _("Nog geen antwoord"))) for one in asked]


def as_block(item):
    photos = len(item.fotos)
    lines = [item.op and item.wanneer, item.kop, item.uitleg, item.boodschap]
    if photos:
        lines.append(ngettext("%(n)s foto", "%(n)s foto’s", photos) % {"n": photos})
    return "\n".join(line for line in lines if line)
