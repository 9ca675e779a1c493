"""Every role against every model and whose row it is, through the pages of the admin.

What is expected stands here in words of its own, taken from PRODUCT ("Who may do what"), not from the code.
"""

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth import authenticate
from django.contrib.contenttypes.models import ContentType
from django.urls import reverse

from agenten.models import Account, Foto, Medewerker, Rol, Spreekuur, Uitzondering, Werkgebied, Wijkagent
from agenten.rechten import ACTIONS, TABLE, may, rows
from tests.agenten import people

pytestmark = pytest.mark.django_db

ROLES = [
    *("teamlid", "wijkagent", "oud_wijkagent", "teamchef", "deputy", "redacteur", "beheerder", "privacy", "auditor"),
    *("superuser", "not_active"),
]

# Per model: role -> what may be done with the own row, a colleague's in the own team, and one of another team.
# v view, c change, d delete; "+" after it: may add. A role that is not named may do nothing.
READ_ALL = {"privacy": "v v v", "auditor": "v v v", "superuser": "vcd vcd vcd +"}
OFFICERS_ROW = {
    "teamlid": "v v -",
    "wijkagent": "vcd v - +",
    "teamchef": "vcd vcd - +",
    "redacteur": "vcd vcd vcd +",
    "beheerder": "vcd vcd vcd +",
    **READ_ALL,
}
TEAMS_ROW = {
    "teamlid": "v v -",
    "wijkagent": "v v -",
    "teamchef": "v v -",
    "redacteur": "v v v",
    "beheerder": "vcd vcd vcd +",
    **READ_ALL,
}
EVERYBODY_SEES = dict.fromkeys((*OFFICERS_ROW, "oud_wijkagent"), "v v v") | {"superuser": "vcd vcd vcd +"}
EXPECTED = {
    "agenten.wijkagent": {
        "teamlid": "v v -",
        "wijkagent": "vc v -",
        "teamchef": "vc vc -",
        "redacteur": "vc vc vc",
        "beheerder": "vc vc vc +",
        **READ_ALL,
    },
    "agenten.account": OFFICERS_ROW,
    "agenten.foto": OFFICERS_ROW,
    "agenten.spreekuur": OFFICERS_ROW,
    "agenten.uitzondering": OFFICERS_ROW,
    "agenten.afwezigheid": OFFICERS_ROW | {"redacteur": "v v v"},
    "agenten.werkgebied": OFFICERS_ROW | {"redacteur": "v v v", "wijkagent": "v v -"},
    "agenten.basisteam": TEAMS_ROW,
    "agenten.teamgebied": TEAMS_ROW,
    "agenten.wijkteam": TEAMS_ROW,
    "agenten.collegateam": TEAMS_ROW,
    "agenten.bureau": EVERYBODY_SEES | {"redacteur": "vc vc vc", "beheerder": "vcd vcd vcd +"},
    "agenten.tekst": READ_ALL | {"redacteur": "vc vc vc +", "beheerder": "vc vc vc +"},
    "agenten.voorstel": READ_ALL | {"redacteur": "v v v", "beheerder": "vc vc vc"},
    "agenten.medewerker": {
        **dict.fromkeys((*ROLES[:6],), "vc - -"),
        "beheerder": "vc vc vc +",
        "privacy": "vc v v",
        "auditor": "vc v v",
        "superuser": "vcd vcd vcd +",
    },
    "buurten.alias": READ_ALL | {"redacteur": "vcd vcd vcd +", "beheerder": "vcd vcd vcd +"},
    "buurten.gemeente": EVERYBODY_SEES | {"beheerder": "vc vc vc"},
    "buurten.wijk": EVERYBODY_SEES,
    "buurten.buurt": EVERYBODY_SEES,
}
ON_A_PAGE_OF_THE_PARENT = {"agenten.account", "agenten.foto", "agenten.uitzondering", "agenten.werkgebied"}
NOT_DELETED_HERE = {"agenten.wijkagent", "agenten.tekst", "agenten.voorstel", "agenten.medewerker"}


@pytest.fixture
def world():
    """Rows by model: of the officer who signs in, of a colleague in team A, and of an officer in team B."""
    team_a, team_b = people.basisteam("Team A"), people.basisteam("Team B")
    users = users_of(team_a)
    own = people.wijkagent("Samira", basisteam=team_a, medewerker=users["wijkagent"])
    colleague = people.wijkagent("Joost", basisteam=team_a)
    stranger = people.wijkagent("Karin", basisteam=team_b)
    people.wijkagent("Piet", basisteam=team_a, medewerker=users["oud_wijkagent"], is_actief=False)
    here, there = people.buurt(), people.buurt("BU99020101", "Oudveen")
    team_rows = people.rows_of_team(team_a, here)
    nobody = people.rows_of_nobody(here)
    someone = {"agenten.medewerker": people.medewerker("iemand")}
    groups = [
        {**people.rows_of(own, here), **team_rows, **nobody},
        {**people.rows_of(colleague, here), **team_rows, **nobody, **someone},
        {**people.rows_of(stranger, there), **people.rows_of_team(team_b, there), **nobody, **someone},
    ]
    return users, groups


def users_of(team):
    users = {role: people.medewerker(role) for role in ROLES}
    for role in ("redacteur", "beheerder", "privacy", "auditor"):
        users[role].rol = Rol(role)
        users[role].save()
    team.leden.add(users["teamlid"])
    team.teamchef, team.plaatsvervanger = users["teamchef"], users["deputy"]
    team.save()
    Medewerker.objects.filter(username="superuser").update(is_superuser=True)
    Medewerker.objects.filter(username="not_active").update(is_active=False)
    return {user.username: user for user in Medewerker.objects.order_by("pk")}


def expected(model, role):
    cells = EXPECTED[model].get("teamchef" if role == "deputy" else role, "- - -").split()
    names = {"v": "view", "c": "change", "d": "delete"}
    return [{names[letter] for letter in cell if letter in names} for cell in cells[:3]], "+" in cells


def row_of(group, model, user):
    return user if model == "agenten.medewerker" and model not in group else group[model]


def cells(world, role):
    users, groups = world
    user = users[role]
    for model in EXPECTED:
        wanted, adds = expected(model, role)
        for group, actions in zip(groups, wanted, strict=True):
            yield model, row_of(group, model, user), actions, adds


def test_every_model_of_the_table_is_expected_here():
    assert set(TABLE) - set(EXPECTED) == {"admin.logentry", "buurten.straat", "buurten.oudpad"}


@pytest.mark.parametrize("role", ROLES)
def test_the_table_gives_a_role_exactly_what_product_says(world, role):
    user, wrong = world[0][role], []
    for model, row, actions, adds in cells(world, role):
        label = f"{role} {model} {row}"
        given = {action for action in ACTIONS[:1] + ACTIONS[2:] if may(user, action, type(row), row)}
        if given != actions:
            wrong.append(f"{label}: {given}, not {actions}")
        scoped = {
            a for a in ("view", "change", "delete") if rows(user, a, type(row).objects.filter(pk=row.pk)).exists()
        }
        if scoped != actions:
            wrong.append(f"{label} as rows: {scoped}, not {actions}")
        by_backend = {a for a in actions | given if user.has_perm(perm(model, a), row)}
        if by_backend != actions:
            wrong.append(f"{label} by the backend: {by_backend}, not {actions}")
        if may(user, "add", type(row)) != adds or user.has_perm(perm(model, "add")) != adds:
            wrong.append(f"{label}: add is not {adds}")
    assert wrong == []


def perm(model, action):
    app, name = model.split(".")
    return f"{app}.{action}_{name}"


def admin_address(model, page, *args):
    return reverse(f"admin:{model.replace('.', '_')}_{page}", args=args)


@pytest.mark.parametrize("role", [role for role in ROLES if role != "not_active"])
def test_the_pages_of_the_admin_open_exactly_as_far(world, role, client):
    user, wrong, lists, seen = world[0][role], [], {}, set()
    client.force_login(user)
    for model, row, actions, adds in cells(world, role):
        if model in ON_A_PAGE_OF_THE_PARENT or not model.startswith("agenten.") or (model, row.pk) in seen:
            continue
        seen.add((model, row.pk))
        if model not in lists:
            lists[model] = [client.get(admin_address(model, page)) for page in ("changelist", "add")]
        found = pages(client, model, row, *lists[model])
        wanted = {
            "page": "view" in actions,
            "save": "change" in actions and model != "agenten.voorstel",
            "post": "change" in actions,
            "delete": "delete" in actions,
            "history": "view" in actions,
            "listed": "view" in actions,
            "add": adds and model != "agenten.voorstel",
        }
        wrong += [f"{role} {model} {row}: {k} is {found[k]}" for k in wanted if found[k] != wanted[k]]
    assert wrong == []


def pages(client, model, row, listing, add):
    """What opens for this row; a page that does not, must say 404."""
    change = client.get(admin_address(model, "change", row.pk))
    answers = {
        "page": change,
        "post": client.post(admin_address(model, "change", row.pk), {}),
        "delete": client.get(admin_address(model, "delete", row.pk)),
        "history": client.get(admin_address(model, "history", row.pk)),
        "add": add,
        "list": listing,
    }
    opened = {name: answer.status_code in (200, 302) for name, answer in answers.items()}
    assert {name: a.status_code for name, a in answers.items() if not opened[name]} == {
        name: 404 for name in answers if not opened[name]
    }
    shown = admin_address(model, "change", row.pk) in listing.content.decode()
    return opened | {"save": b'name="_save"' in change.content, "listed": shown}


@pytest.mark.parametrize("role", ["teamlid", "wijkagent", "oud_wijkagent", "teamchef", "redacteur", "auditor"])
def test_a_delete_that_is_not_allowed_deletes_nothing(world, role, client):
    client.force_login(world[0][role])
    for model, row, actions, _adds in cells(world, role):
        if model in ON_A_PAGE_OF_THE_PARENT or not model.startswith("agenten.") or "delete" in actions:
            continue
        answer = client.post(admin_address(model, "delete", row.pk), {"post": "yes"})
        assert answer.status_code == 404, (role, model)
        assert type(row).objects.filter(pk=row.pk).exists()


@pytest.mark.parametrize("model", sorted(NOT_DELETED_HERE))
def test_what_others_point_to_is_deleted_by_break_glass_only(world, model):
    users, groups = world
    row = groups[2][model]
    assert [role for role, user in users.items() if may(user, "delete", type(row), row)] == ["superuser"]


def test_nothing_is_deleted_in_bulk(world, client):
    users, groups = world
    client.force_login(users["superuser"])
    chosen = {"action": "delete_selected", "_selected_action": [groups[0]["agenten.spreekuur"].pk], "post": "yes"}
    client.post(admin_address("agenten.spreekuur", "changelist"), chosen)
    assert Spreekuur.objects.count() == 3


def test_a_row_that_is_not_there_answers_like_one_of_another_team(world, client):
    users, groups = world
    client.force_login(users["wijkagent"])
    other = client.get(admin_address("agenten.spreekuur", "change", groups[2]["agenten.spreekuur"].pk))
    absent = client.get(admin_address("agenten.spreekuur", "change", 999_999))
    assert (other.status_code, absent.status_code) == (404, 404)
    key = str(groups[2]["agenten.spreekuur"].pk).encode()
    assert other.content.replace(b"/%s/" % key, b"/999999/") == absent.content


def test_an_officer_cannot_give_hours_to_a_colleague(world, client):
    users, groups = world
    colleague = groups[1]["agenten.wijkagent"]
    client.force_login(users["wijkagent"])
    offered = client.get(admin_address("agenten.spreekuur", "add")).context["adminform"].form.fields["wijkagent"]
    assert [agent.naam for agent in offered.queryset] == ["Samira"]
    client.post(admin_address("agenten.spreekuur", "add"), hours_of(colleague))
    assert Spreekuur.objects.filter(wijkagent=colleague).count() == 1
    own = groups[0]["agenten.spreekuur"]
    client.post(admin_address("agenten.spreekuur", "change", own.pk), hours_of(colleague))
    own.refresh_from_db()
    assert own.wijkagent == groups[0]["agenten.wijkagent"]


def hours_of(agent, **fields):
    return {
        "wijkagent": agent.pk,
        "titel": "Spreekuur",
        "herhaling": "wekelijks",
        "om_de_weken": 1,
        "eerste_datum": "2026-09-01",
        "begin_tijd": "10:00",
        "eind_tijd": "11:00",
        "plaats": "Bieb",
        "uitzonderingen-TOTAL_FORMS": 0,
        "uitzonderingen-INITIAL_FORMS": 0,
        **fields,
    }


def test_a_chief_offers_hours_of_the_own_officers_only(world, client):
    users, _groups = world
    client.force_login(users["teamchef"])
    offered = client.get(admin_address("agenten.spreekuur", "add")).context["adminform"].form.fields["wijkagent"]
    assert [agent.naam for agent in offered.queryset] == ["Joost", "Piet", "Samira"]


OWN_FIELDS = {
    *("naam", "korte_naam", "is_achternaam_verborgen", "is_foto_verborgen", "nieuwe_foto", "foto_weg"),
    *("taken", "talen", "werkdagen", "sinds_datum", "over_mij"),
}


@pytest.mark.parametrize(
    ("role", "fields"),
    [
        ("wijkagent", OWN_FIELDS),
        ("teamchef", OWN_FIELDS),
        ("redacteur", {"korte_naam", "nieuwe_foto", "foto_weg", "talen", "werkdagen", "over_mij"}),
        ("beheerder", OWN_FIELDS | {"basisteam", "medewerker", "slug", "is_actief"}),
    ],
)
def test_a_role_edits_only_its_fields_of_an_officer(world, client, role, fields):
    users, groups = world
    client.force_login(users[role])
    page = client.get(admin_address("agenten.wijkagent", "change", groups[0]["agenten.wijkagent"].pk))
    assert set(page.context["adminform"].form.fields) == fields


def test_fields_that_were_not_offered_are_not_taken_from_the_post(world, client):
    users, groups = world
    own = groups[0]["agenten.wijkagent"]
    client.force_login(users["wijkagent"])
    sent = {
        "naam": "Samira",
        "korte_naam": "Sam",
        "taken": ["wijk"],
        "slug": "baas",
        "is_actief": "",
        "uid": "1",
        "basisteam": groups[2]["agenten.basisteam"].pk,
        "medewerker": users["auditor"].pk,
        "accounts-TOTAL_FORMS": 0,
        "accounts-INITIAL_FORMS": 0,
        "werkgebieden-TOTAL_FORMS": 0,
        "werkgebieden-INITIAL_FORMS": 0,
    }
    answer = client.post(admin_address("agenten.wijkagent", "change", own.pk), sent)
    assert answer.status_code == 302
    now = Wijkagent.objects.get(pk=own.pk)
    assert (now.korte_naam, now.slug, now.is_actief, now.uid) == ("Sam", "samira", True, "")
    assert (now.basisteam_id, now.medewerker_id) == (own.basisteam_id, own.medewerker_id)


def test_an_area_that_was_not_offered_to_an_officer_is_not_taken_from_the_post(world, client):
    users, groups = world
    own = groups[0]["agenten.wijkagent"]
    client.force_login(users["wijkagent"])
    sent = {"naam": "Samira", "korte_naam": "Samira", "taken": ["wijk"]}
    sent |= {"accounts-TOTAL_FORMS": 0, "accounts-INITIAL_FORMS": 0}
    sent |= {"werkgebieden-TOTAL_FORMS": 1, "werkgebieden-INITIAL_FORMS": 0}
    sent |= {"werkgebieden-0-buurt": "BU99020101", "werkgebieden-0-van": "2026-11-23"}
    answer = client.post(admin_address("agenten.wijkagent", "change", own.pk), sent)
    assert answer.status_code == 302
    assert list(Werkgebied.objects.filter(wijkagent=own).values_list("buurt", flat=True)) == ["BU99010101"]


def test_autocomplete_offers_only_what_the_role_may_see(world, client):
    users, _groups = world
    asked = {"app_label": "agenten", "model_name": "basisteam", "field_name": "teamchef", "term": "a"}
    found = {}
    for role in ("wijkagent", "teamchef", "beheerder"):
        client.force_login(users[role])
        answer = client.get(reverse("admin:autocomplete"), asked)
        found[role] = {row["text"] for row in answer.json()["results"]} if answer.status_code == 200 else None
    assert found["wijkagent"] == {"Wijkagent"}
    assert found["teamchef"] == {"Teamchef"}
    assert {"Wijkagent", "Teamchef", "Redacteur"} < found["beheerder"]


def test_a_beheerder_makes_no_break_glass_account_and_takes_none_over(world, client):
    users, _groups = world
    superuser, beheerder = users["superuser"], users["beheerder"]
    client.force_login(beheerder)
    assert client.post(reverse("admin:auth_user_password_change", args=[superuser.pk]), {}).status_code == 404
    page = client.get(admin_address("agenten.medewerker", "change", superuser.pk))
    assert b'name="_save"' not in page.content
    sent = {"username": "iemand", "rol": "auditor", "taal": "nl", "is_staff": "on", "is_active": "on"}
    other = Medewerker.objects.get(username="iemand")
    client.post(admin_address("agenten.medewerker", "change", other.pk), {**sent, "is_superuser": "on"})
    other.refresh_from_db()
    assert (other.rol, other.is_superuser) == ("auditor", False)
    client.post(admin_address("agenten.medewerker", "change", beheerder.pk), {**sent, "username": "beheerder"})
    assert Medewerker.objects.get(pk=beheerder.pk).rol == "beheerder"


def test_everybody_chooses_the_own_language_and_nothing_else(world, client):
    users, _groups = world
    for role in ("teamlid", "wijkagent", "redacteur", "auditor"):
        client.force_login(users[role])
        page = client.get(admin_address("agenten.medewerker", "change", users[role].pk))
        assert set(page.context["adminform"].form.fields) == {"taal"}, role


def test_an_officer_out_of_service_is_no_officer_from_the_next_request(world, client):
    users, groups = world
    own = groups[0]["agenten.wijkagent"]
    client.force_login(users["wijkagent"])
    address = admin_address("agenten.spreekuur", "change", groups[0]["agenten.spreekuur"].pk)
    assert client.get(address).status_code == 200
    Wijkagent.objects.filter(pk=own.pk).update(is_actief=False)
    assert client.get(address).status_code == 404


def test_an_account_that_is_closed_may_nothing(world, client):
    user = world[0]["not_active"]
    client.force_login(user)
    assert client.get(reverse("admin:index")).status_code == 302
    assert authenticate(username="not_active", password="x") is None
    assert not user.has_module_perms("agenten")


def test_only_the_auditor_reads_the_log_of_the_admin(world, client):
    users, groups = world
    row = groups[0]["agenten.spreekuur"]
    kind = ContentType.objects.get_for_model(Spreekuur)
    LogEntry.objects.create(
        user=users["beheerder"], content_type=kind, object_id=row.pk, object_repr="x", action_flag=2
    )
    opened = set()
    for role, user in users.items():
        client.force_login(user)
        answer = client.get(reverse("admin:admin_logentry_changelist"))
        opened |= {role} if answer.status_code == 200 else set()
        if answer.status_code == 200:
            assert client.post(reverse("admin:admin_logentry_add"), {}).status_code == 404
    assert opened == {"auditor", "superuser"}


@pytest.mark.parametrize("model", [Account, Foto, Uitzondering, Werkgebied])
def test_rows_on_the_page_of_their_parent_follow_the_parent(world, model):
    users, groups = world
    for child, parent in ((Account, "wijkagent"), (Foto, "wijkagent"), (Uitzondering, "spreekuur")):
        for group in groups:
            row = group[child._meta.label_lower]
            for user in users.values():
                for action in ("view", "change", "delete"):
                    under = may(user, action, child, group[f"agenten.{parent}"])
                    assert under == may(user, action, child, row)
