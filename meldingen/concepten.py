"""The draft of a form: on the server, encrypted, under a random key that only the visitor's cookie holds (SAFETY S31).

The same key is the idempotency key of the melding and the source of its receipt code, so that a retry or a reload gives
the same one (S5). Nothing is kept before the first page is sent.
"""

from dataclasses import dataclass, field

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from buurten.gepland import fetch_row
from buurten.plek import as_saved
from meldingen.codes import code_keys, keyed, new_key
from meldingen.models import Categorie, Concept, ConceptFoto, Groep, JaNee, Thema
from meldingen.models.gesprek import MOST_PHOTOS
from meldingen.stappen import THEMA_PAGES, buurt_of_themas

# Written out and planned once: what is asked while a tip is sent, the moment at which all come at once.
BEGUN = """
SELECT begonnen_op, melding_id IS NOT NULL, medewerker_id
FROM meldingen_concept WHERE sleutel_hash = ANY(%s) AND vervalt_op > %s
"""
TO_SEND = """
SELECT sleutel_hash, gegevens, begonnen_op, melding_id, medewerker_id,
    ARRAY(SELECT f.id FROM meldingen_conceptfoto f WHERE f.concept_id = sleutel_hash ORDER BY f.id)
FROM meldingen_concept WHERE sleutel_hash = ANY(%s) AND vervalt_op > %s FOR UPDATE
"""
SUBJECTS = """
SELECT (
    SELECT json_agg(c ORDER BY c.volgorde, c.code) FROM meldingen_categorie c
    WHERE c.is_actief AND (c.groep_id = %(groep)s OR c.code = %(overig)s)
), (SELECT row_to_json(g) FROM meldingen_groep g WHERE g.slug = %(groep)s)
"""

ONBEKEND = "onbekend"  # “Weet ik niet” in the list of subjects
CHEF = "chef"  # the teamchef, whom a melding may be about


class Verdwenen(Exception):
    """The draft ended while somebody was writing: its term is over, or it was wiped in another tab."""


class Verstuurd(Exception):
    """The draft became a melding already; nothing can be added to it here."""


@dataclass
class Invulling:
    """What somebody filled in so far, with what the flow needs to know of it.

    `paginas` holds the answers by page; `gezien` which pages of explanation were passed, and for which subject.
    """

    sleutel: str
    concept: Concept
    groep: Groep | None = None
    categorieen: list[Categorie] = field(default_factory=list)
    categorie: Categorie | None = None
    fotos: list[ConceptFoto] = field(default_factory=list)
    themas: dict[str, list[Thema]] = field(default_factory=dict)  # by the page that shows them

    @property
    def gegevens(self):
        return self.concept.gegevens

    @property
    def paginas(self):
        return self.gegevens.get("paginas", {})

    def of(self, slug):
        """What was filled in on a page; {} when it was not sent yet."""
        return self.paginas.get(slug, {})

    def has_seen(self, slug):
        """Whether a page of explanation was passed for the present subject."""
        return self.of(slug).get("onderwerp") == self.onderwerp

    @property
    def onderwerp(self):
        """What the subject is, to compare: a change of it brings questions of its own."""
        return f"{self.groep.pk if self.groep else ''}/{self.categorie.pk if self.categorie else ''}"

    @property
    def is_onbekend(self):
        return self.of("onderwerp").get("onderwerp") == ONBEKEND and bool(self.categorie)

    @property
    def is_verstuurd(self):
        return self.concept.melding_id is not None

    @property
    def is_voor_ander(self):
        """Whether a medewerker fills it in for a caller or visitor."""
        return self.concept.medewerker_id is not None

    @property
    def is_beperkt(self):
        return bool(self.categorie) and (
            self.categorie.is_beperkt or (self.is_onbekend and self.groep.is_onbekend_beperkt)
        )

    @property
    def is_gevoelig(self):
        """Whether “Snel weg” is explained first, and the draft ends sooner."""
        return bool(self.categorie) and (self.categorie.is_gevoelig or self.is_beperkt)

    @property
    def termijn(self):
        """Working days to the first human reply."""
        return self.groep.onbekend_termijn if self.is_onbekend else self.categorie.termijn

    @property
    def lifetime(self):
        in_danger = self.of("delen").get("gevaar") == JaNee.JA
        return settings.CONCEPT_TERM_SENSITIVE if self.is_gevoelig or in_danger else settings.CONCEPT_TERM


def hashes_of_key(key):
    """The primary keys under which a draft may stand, that of the present code key first."""
    return [keyed("concept", key, version) for version in code_keys()]


def cookie_of(request):
    return request.COOKIES.get(settings.CONCEPT_COOKIE_NAME, "")


def begin(gegevens, now=None, *, medewerker=None):
    """A new draft with these contents, under a new key. `medewerker`: who fills it in for somebody else."""
    key, now = new_key(), now or timezone.now()
    concept = Concept(
        pk=hashes_of_key(key)[0], gegevens=gegevens, begonnen_op=now, vervalt_op=now, medewerker=medewerker
    )
    invulling = with_subject(Invulling(key, concept))
    concept.vervalt_op += invulling.lifetime
    concept.save(force_insert=True)
    return invulling


def load(request, now=None):
    """The Invulling of a visitor, or None: without a cookie, or when its term is over."""
    return fetch(cookie_of(request), now)


def fetch(key, now=None, *, lock=False):
    """The Invulling of a key, or None. With `lock` its row is held until the end of the transaction."""
    concept = row_of(key, now, lock=lock)
    return with_subject(Invulling(key, concept)) if concept else None


def begun_op(key, now=None):
    """When the draft under a key was begun, whether it was sent, and the id of the medewerker who fills it in or None.

    None instead when there is no such draft.
    """
    return fetch_row(BEGUN, [hashes_of_key(key), now or timezone.now()]) if key else None


def fetch_to_send(key, now=None):
    """The Invulling as it stands now, its row locked, with no more than sending needs; or None. Two statements."""
    row = fetch_row(TO_SEND, [hashes_of_key(key), now or timezone.now()])
    if row is None:
        return None
    pk, stored, begun, melding, medewerker, photos = row
    gegevens = Concept._meta.get_field("gegevens").from_db_value(stored, None, None)
    concept = Concept(pk=bytes(pk), gegevens=gegevens, begonnen_op=begun, melding_id=melding, medewerker_id=medewerker)
    invulling = Invulling(key, concept, fotos=[ConceptFoto(pk=number) for number in photos])
    slug = invulling.of("groep").get("groep")
    if slug and not invulling.is_verstuurd:
        about, group = fetch_row(SUBJECTS, {"groep": slug, "overig": Categorie.OVERIG})
        known = {values["code"]: as_saved(Categorie, values) for values in about or []}
        invulling.categorieen = [one for one in known.values() if one.groep_id == slug]
        invulling.groep = as_saved(Groep, group) if group else None
        invulling.categorie = chosen(invulling, known.get)
    return invulling


def row_of(key, now=None, *, lock=False):
    concepten = Concept.objects.select_for_update(of=("self",)) if lock else Concept.objects
    if not key:
        return None
    return concepten.filter(pk__in=hashes_of_key(key), vervalt_op__gt=now or timezone.now()).first()


def with_subject(invulling):
    """Look up the subject and the photos, in two statements. What is no longer offered counts as not chosen."""
    slug = invulling.of("groep").get("groep")
    if slug is None or invulling.is_verstuurd:
        return invulling
    doors = Categorie.loketten.through.objects.filter(categorie=OuterRef("pk"))
    offered = Categorie.objects.offered().filter(groep=slug).select_related("groep").annotate(heeft_loket=Exists(doors))
    invulling.categorieen = list(offered)
    invulling.groep = invulling.categorieen[0].groep if invulling.categorieen else None
    invulling.categorie = chosen(invulling, find_category)
    invulling.fotos = list(invulling.concept.fotos.defer("inhoud").order_by("pk"))
    invulling.themas = {page: themas_on(invulling, page) for page in THEMA_PAGES}
    return invulling


def themas_on(invulling, page):
    """What officers wrote about this subject there; nothing when the page has no buurt of its own to speak of."""
    buurt = buurt_of_themas(invulling, page)
    return list(Thema.objects.shown(buurt, invulling.categorie)) if buurt else []


def find_category(code):
    return Categorie.objects.filter(pk=code).first()


def chosen(invulling, find):
    """The Categorie that was chosen, or None; `find` gives one by its code."""
    answer = invulling.of("onderwerp")
    if len(invulling.categorieen) == 1:
        return invulling.categorieen[0]
    if invulling.groep is None or answer.get("groep") != invulling.groep.pk:
        return None
    if answer["onderwerp"] == ONBEKEND:
        return find(Categorie.OVERIG)
    return next((one for one in invulling.categorieen if one.pk == answer["onderwerp"]), None)


def locked(key, now=None):
    """The row as it stands now, held until the end of the transaction. Raises Verdwenen and Verstuurd."""
    concept = row_of(key, now, lock=True)
    if concept is None:
        raise Verdwenen
    if concept.melding_id is not None:
        raise Verstuurd
    return concept


@transaction.atomic
def keep(key, slug, answers, now=None):
    """Store the answers of one page; the term of the draft begins anew. Returns the Invulling as it is then.

    Other pages stay as they are in the database, so that two tabs do not undo each other.
    Raises Verdwenen and Verstuurd.
    """
    concept = locked(key, now)
    concept.gegevens.setdefault("paginas", {})[slug] = answers
    concept.gegevens.pop("bericht", None)
    return renew(key, concept, now)


def renew(key, concept, now=None):
    """Let the term begin anew; returns the Invulling."""
    invulling = with_subject(Invulling(key, concept))
    concept.vervalt_op = (now or timezone.now()) + invulling.lifetime
    concept.save(update_fields=["gegevens", "vervalt_op"])
    return invulling


@transaction.atomic
def add_photos(key, photos, most, now=None):
    """Keep re-encoded photos as pairs (name, JPEG bytes), `most` in all; returns how many did not fit."""
    concept = locked(key, now)
    room = max(most - concept.fotos.count(), 0)
    ConceptFoto.objects.bulk_create(
        ConceptFoto(concept=concept, naam=name, grootte=len(content), inhoud=content) for name, content in photos[:room]
    )
    renew(key, concept, now)
    return len(photos[room:])


@transaction.atomic
def drop_photo(key, pk, now=None):
    concept = locked(key, now)
    concept.fotos.filter(pk=pk).delete()
    renew(key, concept, now)


def forget(request):
    """Delete what the visitor typed, or the way to the receipt. The cookie is taken away by `drop_cookie`."""
    if key := cookie_of(request):
        Concept.objects.filter(pk__in=hashes_of_key(key)).delete()


def forget_receipt(request):
    """Delete the way to the receipt. A draft that is not sent yet stays."""
    if key := cookie_of(request):
        Concept.objects.filter(pk__in=hashes_of_key(key), melding__isnull=False).delete()


def set_cookie(response, key):
    """For this browser session only, and not for scripts."""
    response.set_cookie(
        settings.CONCEPT_COOKIE_NAME, key, secure=settings.HTTPS, httponly=True, samesite="Lax", path="/"
    )


def drop_cookie(response):
    response.delete_cookie(settings.CONCEPT_COOKIE_NAME, samesite="Lax")


# The photos of the draft become those of the melding, encrypted as they are; nothing typed stays behind.
EMPTY_DRAFT = """
WITH emptied AS (
    UPDATE meldingen_concept SET gegevens = '', melding_id = %(melding)s, vervalt_op = %(until)s
    WHERE sleutel_hash = %(concept)s
), photo AS (
    DELETE FROM meldingen_conceptfoto WHERE concept_id = %(concept)s RETURNING id, grootte, inhoud
)
INSERT INTO meldingen_bijlage (melding_id, kenmerk, grootte, op, inhoud)
SELECT %(melding)s, gen_random_uuid(), grootte, %(now)s, inhoud FROM photo ORDER BY id LIMIT %(most)s
"""


def empty_draft(concept, melding, now):
    """Keep of a draft that was sent only which melding it became, until the receipt is over."""
    values = {"concept": concept.pk, "melding": melding.pk, "now": now, "until": now + settings.RECEIPT_TERM}
    with connection.cursor() as cursor:
        cursor.execute(EMPTY_DRAFT, {**values, "most": MOST_PHOTOS})
