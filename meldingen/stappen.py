"""The pages of the form in their order: which one follows, given what was filled in, and how far somebody may go.

A page in between keeps the number of its step (DESIGN §3.5). A page that is needed and not ready holds up what follows.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.urls import reverse

from meldingen.models import Categorie, Contactvorm, JaNee, Wanneer

CONTROLE = "controle"
EARLY, LATE = THEMA_PAGES = "wij-weten-van", "wij-weten-hier"  # the buurt came along, or was filled in


def always(invulling):
    return True


@dataclass(frozen=True)
class Stap:
    """One page: its part of the address, the number of its step, when it is needed, and when it is ready."""

    slug: str
    nummer: int
    is_nodig: Callable = always
    is_klaar: Callable | None = None

    def is_ready(self, invulling):
        return self.is_klaar(invulling) if self.is_klaar else self.slug in invulling.paginas


# --- when a page is needed, and ready ---------------------------------------------------------------------------------
def has_group(invulling):
    return invulling.groep is not None


def has_subjects(invulling):
    return len(invulling.categorieen) > 1


def has_subject(invulling):
    return invulling.categorie is not None


def is_sensitive(invulling):
    return invulling.is_gevoelig


def has_other_door(invulling):
    """The lead is not the police, or a door stands in the table. Who does not know the subject sees none."""
    categorie = invulling.categorie
    if categorie is None or invulling.is_onbekend:
        return False
    return not categorie.is_politie or bool(categorie.deur_tekst) or categorie.heeft_loket


def seen(slug):
    return lambda invulling: invulling.has_seen(slug)


def names_danger(invulling):
    """Words that may point to danger pause the form once, whatever is changed later (SAFETY S29)."""
    return bool(invulling.of("wat").get("gevaar")) and "gevaar" not in invulling.paginas


def has_moment(invulling):
    return invulling.of("wat").get("wanneer") in (Wanneer.EEN_KEER, Wanneer.VAKER)


def has_this_moment(invulling):
    return invulling.of("wanneer").get("wanneer") == invulling.of("wat").get("wanneer")


def has_words_of_place(invulling):
    """Something was typed that may be more than one buurt."""
    return bool(invulling.of("waar").get("zoek"))


def has_chosen_buurt(invulling):
    choice = invulling.of("welke-buurt")
    return bool(choice.get("buurt")) and choice.get("zoek") == invulling.of("waar").get("zoek")


def has_no_place(invulling):
    waar = invulling.of("waar")
    return bool(waar) and not waar.get("buurt") and not waar.get("zoek")


def has_no_team(invulling):
    """The place is known, and nobody there could read it: the portal takes no melding (PRODUCT §4)."""
    answer = place_page(invulling)
    return bool(answer) and not answer.get("heeft_team")


def place_page(invulling):
    """The answers of the page that settles the place; {} as long as none does."""
    if has_no_place(invulling):
        return invulling.of("gemeente")
    if has_words_of_place(invulling):
        return invulling.of("welke-buurt") if has_chosen_buurt(invulling) else {}
    return invulling.of("waar")


def place_of(invulling):
    """(code of the buurt, code of the gemeente), each "" when it is not known; a buurt makes the other needless."""
    answer = place_page(invulling)
    return answer.get("buurt", ""), answer.get("gemeente", "")


def place_words(invulling):
    """What was typed to say where it is, for the officer: an address or a description, encrypted in the melding."""
    waar, choice = invulling.of("waar"), invulling.of("welke-buurt")
    words = choice.get("gekozen") if waar.get("zoek") and choice.get("zoek") == waar["zoek"] else ""
    return "\n".join(part for part in (words or waar.get("q", ""), waar.get("plek", "")) if part)


# --- “Wij weten van …” (R26) ------------------------------------------------------------------------------------------
def buurt_of_themas(invulling, page):
    """The code of the buurt whose themes a page shows: that of the entry first, another one once it is filled in."""
    if not has_subject(invulling) or invulling.categorie.pk == Categorie.OVER_POLITIE:
        return ""
    brought, place = invulling.of("groep").get("buurt", ""), place_of(invulling)[0]
    if page == EARLY:
        return brought
    return place if place != brought else ""


def has_themas(page):
    return lambda invulling: bool(invulling.themas.get(page))


def has_chosen_thema(page):
    def is_ready(invulling):
        answer = invulling.of(page)
        return invulling.has_seen(page) and answer.get("buurt") == buurt_of_themas(invulling, page)

    return is_ready


def thema_of(invulling):
    """The key of the theme that it belongs to, as text; "" when it is about something else, or was asked elsewhere."""
    place = place_of(invulling)[0]
    for page in THEMA_PAGES:
        answer = invulling.of(page)
        if invulling.has_seen(page) and answer.get("buurt") == (place or answer.get("buurt")):
            return answer["thema"] if answer["thema"].isdecimal() else ""
    return ""


def is_about_police(invulling):
    is_subject = has_subject(invulling) and invulling.categorie.pk == Categorie.OVER_POLITIE
    return is_subject or invulling.of("vragen").get("over_wijkagent") == JaNee.JA


def has_said_whom(invulling):
    answer = invulling.of("over-wie")
    return bool(answer) and answer.get("buurt") == place_of(invulling)[0]


def has_something_to_tell(invulling):
    """Story or photo: one is enough."""
    return "fotos" in invulling.paginas and bool(invulling.of("wat").get("verhaal") or invulling.fotos)


def is_named(invulling):
    return invulling.of("contact").get("contactvorm") == Contactvorm.MET_NAAM


def never(invulling):
    return False


def has_asked_questions(invulling):
    return invulling.of("vragen").get("onderwerp") == invulling.onderwerp


STAPPEN = (
    Stap("groep", 1, always, has_group),
    Stap("onderwerp", 1, has_subjects, has_subject),
    Stap("snel-weg-uitleg", 1, is_sensitive, seen("snel-weg-uitleg")),
    Stap("andere-deur", 1, has_other_door, seen("andere-deur")),
    Stap(EARLY, 1, has_themas(EARLY), has_chosen_thema(EARLY)),
    Stap("wat", 2),
    Stap("gevaar", 2, names_danger),
    Stap("wanneer", 2, has_moment, has_this_moment),
    Stap("vragen", 2, always, has_asked_questions),
    Stap("waar", 3),
    Stap("welke-buurt", 3, has_words_of_place, has_chosen_buurt),
    Stap("gemeente", 3, has_no_place),
    Stap("geen-team", 3, has_no_team, never),
    Stap(LATE, 3, has_themas(LATE), has_chosen_thema(LATE)),
    Stap("over-wie", 3, is_about_police, has_said_whom),
    Stap("fotos", 3, always, has_something_to_tell),
    Stap("contact", 4),
    Stap("gegevens", 4, is_named),
    Stap("delen", 4),
    Stap(CONTROLE, 5, always, never),
)
BY_SLUG = {stap.slug: stap for stap in STAPPEN}


# --- from page to page ------------------------------------------------------------------------------------------------
def path_of(invulling):
    """The pages this visitor goes through, in order."""
    return [stap for stap in STAPPEN if stap.is_nodig(invulling)]


def first_open(invulling):
    """The page that holds up the rest: the last one, to check, when everything is there."""
    return next(stap for stap in path_of(invulling) if not stap.is_ready(invulling))


def may_open(invulling, stap):
    """Whether a page can be shown: it is needed, and everything before it is ready."""
    path = path_of(invulling)
    return stap in path and path.index(stap) <= path.index(first_open(invulling))


def following(invulling, stap, *, to_check=False):
    """The page after this one. With `to_check` straight to the check, unless a change brought something to fill in."""
    if to_check:
        return first_open(invulling)
    place = STAPPEN.index(stap)
    path = path_of(invulling)
    after = next((one for one in path if STAPPEN.index(one) > place), path[-1])
    return after if may_open(invulling, after) else first_open(invulling)


def before(invulling, stap):
    """The page before this one, or None on the first."""
    place = STAPPEN.index(stap)
    earlier = [one for one in path_of(invulling) if STAPPEN.index(one) < place]
    return earlier[-1] if earlier else None


def address(stap, *, to_check=False):
    query = f"?terug={CONTROLE}" if to_check and stap.slug != CONTROLE else ""
    return reverse("melden_stap", args=[stap.slug]) + query
