"""Every role against every model and whose row it is, through the pages of the admin.

What is expected stands here in words of its own, taken from PRODUCT ("Who may do what"), not from the code.
"""

import pytest

from agenten.models import Spreekuur
from agenten.rechten import ACTIONS, TABLE, may, rows
from tests.agenten.roles import ROLES, admin_address

pytestmark = pytest.mark.django_db

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
SUBJECT = READ_ALL | {"teamchef": "v v v", "redacteur": "vc vc vc", "beheerder": "vc vc vc +"}
SUBJECT_TEXT = SUBJECT | {"beheerder": "vcd vcd vcd +"}
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
    "agenten.partner": EVERYBODY_SEES | {"beheerder": "vc vc vc +"},
    "agenten.partnergebied": EVERYBODY_SEES | {"beheerder": "vcd vcd vcd +"},
    "agenten.tekst": READ_ALL | {"redacteur": "vc vc vc +", "beheerder": "vc vc vc +"},
    "agenten.voorstel": READ_ALL | {"redacteur": "v v v", "beheerder": "vc vc vc"},
    "agenten.medewerker": {
        **dict.fromkeys((*ROLES[:6],), "vc - -"),
        "beheerder": "vc vc vc +",
        "privacy": "vc v v",
        "auditor": "vc v v",
        "superuser": "vcd vcd vcd +",
    },
    "meldingen.thema": OFFICERS_ROW,
    "meldingen.groep": SUBJECT,
    "meldingen.categorie": SUBJECT,
    "meldingen.vraag": SUBJECT_TEXT,
    "meldingen.standaardtekst": SUBJECT_TEXT,
    "meldingen.loket": SUBJECT,
    "meldingen.bewaarklasse": SUBJECT | {"redacteur": "v v v"},
    "meldingen.convenant": EVERYBODY_SEES | {"beheerder": "vc vc vc +"},
    "meldingen.grond": EVERYBODY_SEES | {"beheerder": "vc vc vc +", "privacy": "vc vc vc"},
    "buurten.alias": READ_ALL | {"redacteur": "vcd vcd vcd +", "beheerder": "vcd vcd vcd +"},
    "buurten.gemeente": EVERYBODY_SEES | {"beheerder": "vc vc vc"},
    "buurten.wijk": EVERYBODY_SEES,
    "buurten.buurt": EVERYBODY_SEES,
}
ON_A_PAGE_OF_THE_PARENT = {
    *("agenten.account", "agenten.foto", "agenten.uitzondering", "agenten.werkgebied", "agenten.partnergebied"),
    *("meldingen.vraag", "meldingen.standaardtekst"),
}
NOT_DELETED_HERE = {
    *("agenten.wijkagent", "agenten.tekst", "agenten.voorstel", "agenten.medewerker", "agenten.partner"),
    *("meldingen.convenant", "meldingen.grond"),
    *("meldingen.groep", "meldingen.categorie", "meldingen.loket", "meldingen.bewaarklasse"),
}


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
    here = {label for label in TABLE if not label.startswith("meldingen.")}  # those have tests of their own
    assert here - set(EXPECTED) == {"admin.logentry", "buurten.straat", "buurten.oudpad"}


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


@pytest.mark.parametrize("role", [role for role in ROLES if role != "not_active"])
def test_the_pages_of_the_admin_open_exactly_as_far(world, role, client):
    user, wrong, lists, seen = world[0][role], [], {}, set()
    client.force_login(user)
    for model, row, actions, adds in cells(world, role):
        if model in ON_A_PAGE_OF_THE_PARENT or model.startswith("buurten.") or (model, row.pk) in seen:
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
        if model in ON_A_PAGE_OF_THE_PARENT or model.startswith("buurten.") or "delete" in actions:
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
