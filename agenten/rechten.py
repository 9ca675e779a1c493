"""Who may do what with people, hours, areas and texts. The only table of rights; the admin asks it for every row.

A role comes from Medewerker.rol, or from what somebody is: an officer in service (Medewerker.wijkagent), teamchef or
deputy of a basisteam. Everybody is at least teamlid, and may do what any of his or her roles may.
Source: PRODUCT, "Who may do what".
"""

from dataclasses import dataclass

from django.contrib.auth.backends import ModelBackend
from django.db.models import Q

from agenten.models import Basisteam, Medewerker, Rol, Wijkagent

VIEW, ADD, CHANGE, DELETE = ACTIONS = ("view", "add", "change", "delete")
ALLE, TEAM, EIGEN = "alle", "team", "eigen"
TEAMLID, WIJKAGENT, TEAMCHEF = "teamlid", "wijkagent", "teamchef"
REDACTEUR, BEHEERDER, PRIVACY, AUDITOR = Rol.REDACTEUR, Rol.BEHEERDER, Rol.PRIVACY, Rol.AUDITOR


def view(scope):
    return {VIEW: scope}


def edit(scope):
    return {VIEW: scope, CHANGE: scope}


def keep(scope):
    """Everything but deleting: other tables point to these rows."""
    return {VIEW: scope, ADD: scope, CHANGE: scope}


def full(scope):
    return {**keep(scope), DELETE: scope}


READERS = {PRIVACY: view(ALLE), AUDITOR: view(ALLE)}
OF_A_TEAM = {TEAMLID: view(TEAM), TEAMCHEF: view(TEAM), REDACTEUR: view(ALLE), BEHEERDER: full(ALLE), **READERS}
OF_AN_OFFICER = {
    TEAMLID: view(TEAM),
    WIJKAGENT: full(EIGEN),
    TEAMCHEF: full(TEAM),
    REDACTEUR: full(ALLE),
    BEHEERDER: full(ALLE),
    **READERS,
}
PUBLIC = {role: view(ALLE) for role in (TEAMLID, WIJKAGENT, TEAMCHEF, REDACTEUR, BEHEERDER, PRIVACY, AUDITOR)}
# What a melding can be about: a chief proposes changes, which is reading here.
SUBJECTS = {TEAMCHEF: view(ALLE), REDACTEUR: edit(ALLE), BEHEERDER: keep(ALLE), **READERS}

TABLE = {
    "agenten.medewerker": {TEAMLID: edit(EIGEN), BEHEERDER: keep(ALLE), **READERS},
    "agenten.basisteam": OF_A_TEAM,
    "agenten.teamgebied": OF_A_TEAM,
    "agenten.wijkteam": OF_A_TEAM,
    "agenten.collegateam": OF_A_TEAM,
    "agenten.bureau": {**PUBLIC, REDACTEUR: edit(ALLE), BEHEERDER: full(ALLE)},
    "agenten.wijkagent": {
        TEAMLID: view(TEAM),
        WIJKAGENT: edit(EIGEN),
        TEAMCHEF: edit(TEAM),
        REDACTEUR: edit(ALLE),
        BEHEERDER: keep(ALLE),
        **READERS,
    },
    "agenten.account": OF_AN_OFFICER,
    "agenten.foto": OF_AN_OFFICER,
    "agenten.spreekuur": OF_AN_OFFICER,
    "agenten.uitzondering": OF_AN_OFFICER,
    "agenten.afwezigheid": {**OF_AN_OFFICER, REDACTEUR: view(ALLE)},
    "agenten.werkgebied": {**OF_AN_OFFICER, WIJKAGENT: view(EIGEN), REDACTEUR: view(ALLE)},
    "agenten.partner": {**PUBLIC, BEHEERDER: keep(ALLE)},
    "agenten.partnergebied": {**PUBLIC, BEHEERDER: full(ALLE)},
    "agenten.tekst": {REDACTEUR: keep(ALLE), BEHEERDER: keep(ALLE), **READERS},
    "agenten.voorstel": {REDACTEUR: view(ALLE), BEHEERDER: edit(ALLE), **READERS},
    "meldingen.taak": {BEHEERDER: edit(ALLE)},
    "meldingen.partnersleutel": {BEHEERDER: keep(ALLE), **READERS},
    "meldingen.koppeling": {BEHEERDER: keep(ALLE), **READERS},
    "meldingen.aflevering": {BEHEERDER: edit(ALLE), **READERS},
    # Who sees which melding or appointment is no matter of roles alone: visible_to decides (meldingen/models/zicht.py).
    "meldingen.thema": {
        TEAMLID: view(TEAM),
        WIJKAGENT: full(EIGEN),
        TEAMCHEF: full(TEAM),
        REDACTEUR: full(ALLE),
        BEHEERDER: full(ALLE),
        **READERS,
    },
    "meldingen.vastantwoord": {
        TEAMLID: view(TEAM),
        WIJKAGENT: full(EIGEN),
        TEAMCHEF: full(TEAM),
        BEHEERDER: full(ALLE),
    },
    "meldingen.toewijsregel": {TEAMLID: view(TEAM), TEAMCHEF: full(TEAM), BEHEERDER: full(ALLE), **READERS},
    "admin.logentry": {AUDITOR: view(ALLE)},
    "buurten.gemeente": {**PUBLIC, BEHEERDER: edit(ALLE)},
    "buurten.wijk": PUBLIC,
    "buurten.buurt": PUBLIC,
    "buurten.straat": PUBLIC,
    "buurten.alias": {REDACTEUR: full(ALLE), BEHEERDER: full(ALLE), **READERS},
    "meldingen.groep": SUBJECTS,
    "meldingen.categorie": SUBJECTS,
    "meldingen.vraag": {**SUBJECTS, BEHEERDER: full(ALLE)},
    "meldingen.standaardtekst": {**SUBJECTS, BEHEERDER: full(ALLE)},
    "meldingen.loket": SUBJECTS,
    "meldingen.bewaarklasse": {**SUBJECTS, REDACTEUR: view(ALLE)},
    "meldingen.convenant": {**PUBLIC, BEHEERDER: keep(ALLE)},
    "meldingen.grond": {**PUBLIC, BEHEERDER: keep(ALLE), PRIVACY: edit(ALLE)},
    "buurten.oudpad": {REDACTEUR: view(ALLE), BEHEERDER: view(ALLE), AUDITOR: view(ALLE)},
}

ABOUT_ONESELF = {
    "naam",
    "korte_naam",
    "taken",
    "talen",
    "werkdagen",
    "sinds_datum",
    "over_mij",
    "is_achternaam_verborgen",
    "is_foto_verborgen",
}
IN_WORDS = {"naam", "naam_en", "uitleg", "uitleg_en"}

# What a role may change of a row it may change; not listed: every field.
FIELDS = {
    ("agenten.wijkagent", WIJKAGENT): ABOUT_ONESELF,
    ("agenten.wijkagent", TEAMCHEF): ABOUT_ONESELF,
    ("agenten.wijkagent", REDACTEUR): {"korte_naam", "talen", "werkdagen", "over_mij"},
    ("agenten.bureau", REDACTEUR): {"telefoon", "openingstijden"},
    ("agenten.medewerker", TEAMLID): {"taal"},
    # The beheerder writes a ground down; that it holds is confirmed by the privacy officer alone.
    ("meldingen.grond", PRIVACY): {"bevestigd_op"},
    ("meldingen.groep", REDACTEUR): IN_WORDS,
    ("meldingen.categorie", REDACTEUR): {"naam", "naam_en", "deur_tekst", "deur_tekst_en"},
    ("meldingen.vraag", REDACTEUR): {*IN_WORDS, "keuzes"},
    ("meldingen.standaardtekst", REDACTEUR): {"tekst", "tekst_en"},
    ("meldingen.loket", REDACTEUR): {*IN_WORDS, "gecontroleerd_op"},
}

# The way from a row to its officer (for EIGEN) and to its basisteam (for TEAM).
OFFICER_PATHS = {
    "agenten.wijkagent": "pk",
    "agenten.account": "wijkagent",
    "agenten.foto": "wijkagent",
    "agenten.spreekuur": "wijkagent",
    "agenten.uitzondering": "spreekuur__wijkagent",
    "agenten.afwezigheid": "wijkagent",
    "agenten.werkgebied": "wijkagent",
    "meldingen.thema": "wijkagent",
    "meldingen.vastantwoord": "medewerker__wijkagent",
}
TEAM_PATHS = {
    "agenten.wijkagent": "basisteam",
    "agenten.basisteam": "pk",
    "agenten.teamgebied": "basisteam",
    "agenten.wijkteam": "basisteam",
    "agenten.collegateam": "basisteam",
    **{label: f"{path}__basisteam" for label, path in OFFICER_PATHS.items() if path != "pk"},
    "meldingen.vastantwoord": "basisteam",  # a ready answer of one person is no matter of the team
    "meldingen.toewijsregel": "basisteam",
}


@dataclass(frozen=True)
class Actor:
    """The roles of somebody, the officer he or she is, and the basisteams he or she belongs to or leads."""

    user_pk: int
    roles: frozenset
    officer: int | None
    member_of: frozenset
    leads: frozenset

    def teams(self, role):
        return self.leads if role == TEAMCHEF else self.member_of


def actor_of(user):
    """The Actor of a medewerker; asked once per user object, so a change of rights holds from the next request.

    Who works for a partner has no role here: there is another door, with rules of its own.
    """
    if user.partner_id:
        return Actor(user.pk, frozenset(), None, frozenset(), frozenset())
    if not hasattr(user, "known_actor"):
        officer = Wijkagent.objects.active().filter(medewerker=user).values_list("pk", "basisteam").first()
        leads = Basisteam.objects.filter(Q(teamchef=user) | Q(plaatsvervanger=user)).values_list("pk", flat=True)
        member_of = set(user.basisteams.values_list("pk", flat=True))
        roles = {TEAMLID} | ({user.rol} & {REDACTEUR, BEHEERDER, PRIVACY, AUDITOR})
        if officer:
            roles.add(WIJKAGENT)
            member_of |= {officer[1]} - {None}
        leads = frozenset(leads)
        if leads:
            roles.add(TEAMCHEF)
        user.known_actor = Actor(user.pk, frozenset(roles), officer and officer[0], frozenset(member_of), leads)
    return user.known_actor


def is_break_glass(user):
    return user.is_active and user.is_superuser


def grants(user, action, label):
    """(role, scope) pairs that give the user an action on a model, named as in "agenten.spreekuur"."""
    if not user.is_active or user.is_anonymous:
        return []
    rights = TABLE.get(label, {})
    return [(role, rights[role][action]) for role in actor_of(user).roles if action in rights.get(role, {})]


def condition(user, action, model, on=None):
    """Q over `on` (default the model itself): the rows on which, or under which, the user may do it to the model.

    None when there are no such rows at all. `on` is another model with an owner: which officers' hours may I change?
    """
    if is_break_glass(user):
        return Q()
    label = (on or model)._meta.label_lower
    whole = None
    for role, scope in grants(user, action, model._meta.label_lower):
        part = reach(actor_of(user), role, scope, label)
        if part is not None:
            whole = part if whole is None else whole | part
            if scope == ALLE:
                return Q()
    return whole


def reach(actor, role, scope, label):
    if scope == ALLE:
        return Q()
    if scope == TEAM and label in TEAM_PATHS and actor.teams(role):
        return Q(**{f"{TEAM_PATHS[label]}__in": actor.teams(role)})
    if scope == EIGEN and label == "agenten.medewerker":
        return Q(pk=actor.user_pk)
    if scope == EIGEN and label in OFFICER_PATHS and actor.officer:
        return Q(**{OFFICER_PATHS[label]: actor.officer})
    return None


def rows(user, action, queryset):
    """The rows of a queryset on which the user may do the action."""
    wanted = condition(user, action, queryset.model)
    return queryset.none() if wanted is None else queryset.filter(wanted)


def may(user, action, model, obj=None):
    """Whether the user may do it to this row, or without a row: to any row at all."""
    if obj is None or is_break_glass(user):
        return condition(user, action, model) is not None
    if isinstance(obj, Medewerker) and obj.is_superuser and obj.pk != user.pk and action != VIEW:
        return False  # a break-glass account is kept by break-glass only
    return any(holds(actor_of(user), role, scope, obj) for role, scope in grants(user, action, model._meta.label_lower))


def holds(actor, role, scope, obj):
    """As `reach`, for a row in memory. The row may be a parent: the officer under whom an account is added."""
    label = obj._meta.label_lower
    if scope == ALLE:
        return True
    if scope == TEAM and label in TEAM_PATHS:
        return walk(obj, TEAM_PATHS[label]) in actor.teams(role)
    if scope == EIGEN and label == "agenten.medewerker":
        return obj.pk == actor.user_pk
    if scope == EIGEN and label in OFFICER_PATHS and actor.officer:
        return walk(obj, OFFICER_PATHS[label]) == actor.officer
    return False


def walk(obj, path):
    for step in path.split("__"):
        obj = getattr(obj, step, None)
    return getattr(obj, "pk", obj)


def editable_fields(user, action, model, obj=None):
    """Names of the fields that the user may fill in, or None for all of them."""
    label = model._meta.label_lower
    if is_break_glass(user):
        return None
    names = set()
    for role, scope in grants(user, action, label):
        if obj is not None and not holds(actor_of(user), role, scope, obj):
            continue
        if (label, role) not in FIELDS:
            return None
        names |= FIELDS[label, role]
    return names


class RechtenBackend(ModelBackend):
    """Signs in with name and password, and answers has_perm("agenten.change_spreekuur", obj) from the table."""

    def has_perm(self, user, perm, obj=None):
        app, _, codename = perm.partition(".")
        action, _, name = codename.partition("_")
        if obj is not None:
            return obj._meta.label_lower == f"{app}.{name}" and may(user, action, type(obj), obj)
        return bool(grants_that_reach(user, action, f"{app}.{name}"))

    def has_module_perms(self, user, app_label):
        labels = [label for label in TABLE if label.startswith(f"{app_label}.")]
        return any(grants_that_reach(user, VIEW, label) for label in labels)

    def get_all_permissions(self, user, obj=None):
        return set()

    get_user_permissions = get_group_permissions = get_all_permissions


def grants_that_reach(user, action, label):
    return [
        (role, scope)
        for role, scope in grants(user, action, label)
        if reach(actor_of(user), role, scope, label) is not None
    ]
