"""The rules of the house, each as a test: arrows, budgets, names, and nothing inline in a template."""

import ast
import re
import subprocess
from pathlib import Path

import pytest
from django.core.management import call_command

ROOT = Path(__file__).resolve().parent.parent
APPS = ["buurten", "agenten", "meldingen", "wijkportal"]  # an app imports itself and what stands before it
LAYERS = {
    "fields": 0,
    "rd": 0,
    "geheim": 0,
    "sleutels": 0,
    "models": 1,
    "forms": 3,
    "views": 4,
    "admin": 4,
    "management": 4,
    "urls": 5,
    "partner_urls": 5,
}  # all else: 2
TOP_LEVEL = {
    *("manage.py", "pyproject.toml", "README.md", "LICENSE", "publiccode.yml", "uv.lock"),
    *("requirements.txt", "requirements-test.txt", "templates", "static", "tests"),
    *APPS,
}


def tracked(pattern):
    listing = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "--", pattern],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    return [ROOT / line for line in listing.stdout.splitlines() if (ROOT / line).exists()]


def sources():
    return [path for path in tracked("*.py") if "migrations" not in path.parts]


def named(path):
    return str(path.relative_to(ROOT))


def module_of(path):
    return ".".join(path.relative_to(ROOT).with_suffix("").parts)


def imports(path):
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or ""


def app_sources():
    return [path for path in sources() if path.relative_to(ROOT).parts[0] in APPS]


def test_arrows_between_apps_point_down():
    wrong = []
    for path in app_sources():
        app = path.relative_to(ROOT).parts[0]
        above = APPS[APPS.index(app) + 1 :]
        wrong += [
            f"{named(path)} imports {name}"
            for name in imports(path)
            if name.split(".")[0] in above and name != "wijkportal.shortcuts"
        ]
    assert wrong == []


def test_shortcuts_import_only_django_and_the_standard_library():
    ours = [name for name in imports(ROOT / "wijkportal/shortcuts.py") if name.split(".")[0] in APPS]
    assert ours == []


def layer(module):
    parts = module.split(".")
    return LAYERS.get(parts[1], 2) if len(parts) > 1 else 2


def test_arrows_inside_an_app_point_left():
    wrong = []
    for path in app_sources():
        app, module = path.relative_to(ROOT).parts[0], module_of(path)
        if app == "wijkportal":
            continue
        wrong += [
            f"{module} imports {name}"
            for name in imports(path)
            if name.split(".")[0] == app and layer(name) > layer(module)
        ]
    assert wrong == []


def lines(path):
    return len(path.read_text().splitlines())


def test_files_keep_their_budgets():
    def budget(path):
        if path.suffix == ".html":
            return 120
        return 200 if "admin" in (*path.relative_to(ROOT).parts[1:2], path.stem) else 400

    files = [*sources(), *tracked("templates/*.html")]
    assert [f"{named(p)}: {lines(p)}" for p in files if lines(p) > budget(p)] == []


def test_functions_keep_their_budgets():
    too_long = []
    for path in sources():
        limit = 20 if path.stem == "views" and "tests" not in path.parts else 40
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                length = node.end_lineno - node.lineno + 1
                if length > limit:
                    too_long.append(f"{named(path)}:{node.lineno} {node.name}: {length}")
    assert too_long == []


def test_settings_are_one_short_file():
    assert lines(ROOT / "wijkportal/settings.py") < 250


def test_modules_are_named_after_what_they_know():
    banned = {"utils", "helpers", "services", "base", "common", "misc"}
    assert [named(p) for p in sources() if p.stem in banned] == []


def test_nobody_uses_signals_or_meta_ordering():
    wrong = []
    for path in app_sources():
        if any(name.startswith(("django.dispatch", "django.db.models.signals")) for name in imports(path)):
            wrong.append(f"{named(path)}: signals")
        if re.search(r"^ {8}ordering = ", path.read_text(), re.M) and "admin" not in named(path):
            wrong.append(f"{named(path)}: Meta.ordering")
    assert wrong == []


INLINE = re.compile(
    r"<script(?![^>]*\bsrc=)(?![^>]*application/ld\+json)[^>]*>"
    r"|<style|\sstyle=|\son[a-z]+=\"|javascript:|\|\s*safe\b|autoescape off"
)


def writes_a_melding(node, name="melding"):
    """Whether a line of code makes a Melding or sets its status: an appointment keeps its own.

    With another `name` the same of that model.
    """
    model = name.capitalize()
    if isinstance(node, ast.Assign | ast.AugAssign | ast.AnnAssign):
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        return any(
            isinstance(one, ast.Attribute) and one.attr == "status" and name in ast.unparse(one.value)
            for target in targets
            for one in ast.walk(target)
        )
    if not isinstance(node, ast.Call):
        return False
    called = ast.unparse(node.func)
    if re.search(rf"\b{model}\.objects\.(\w+\.)*(create|bulk_create|get_or_create|update_or_create)$", called):
        return True
    names = {keyword.arg for keyword in node.keywords}
    is_update = called.endswith((".update", ".bulk_update")) and model in called
    is_set = called == "setattr" and len(node.args) > 1 and ast.unparse(node.args[1]) == "'status'"
    return (is_update and "status" in names) or is_set


def test_only_the_workflow_makes_a_melding_or_changes_its_status():
    files = [p for p in app_sources() if p.relative_to(ROOT).parts[0] in ("meldingen", "wijkportal")]
    wrong = [
        f"{named(path)}:{node.lineno}"
        for path in files
        if named(path) != "meldingen/workflow.py"
        for node in ast.walk(ast.parse(path.read_text()))
        if writes_a_melding(node)
    ]
    assert wrong == []


def test_only_its_own_step_changes_the_status_of_a_verwijzing():
    files = [p for p in app_sources() if p.relative_to(ROOT).parts[0] in ("meldingen", "wijkportal")]
    wrong = [
        f"{named(path)}:{node.lineno}"
        for path in files
        if named(path) != "meldingen/verwijzingen/stap.py"
        for node in ast.walk(ast.parse(path.read_text()))
        if writes_a_melding(node, "verwijzing")
    ]
    assert wrong == []


def test_every_function_of_the_workflow_that_writes_is_named_for_views():
    tree = ast.parse((ROOT / "meldingen/workflow.py").read_text())
    steps = {
        node.name
        for node in tree.body
        if isinstance(node, ast.FunctionDef) and "by" in {a.arg for a in node.args.kwonlyargs}
    }
    listed = next(
        node for node in tree.body if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__"
    )
    assert steps - set(ast.literal_eval(listed.value)) == set()


def test_templates_hold_no_inline_script_or_style():
    wrong = [f"{named(p)}: {m}" for p in tracked("templates/*.html") for m in INLINE.findall(p.read_text())]
    assert wrong == []


def test_every_template_is_used():
    by_name = {f"{name}.html" for name in ("400", "403_csrf", "404", "405", "429", "500", "503")}
    text = "\n".join(p.read_text() for p in [*app_sources(), *tracked("templates/*.html"), *tracked("templates/*.txt")])
    unused = []
    for path in tracked("templates/*"):
        name = str(path.relative_to(ROOT / "templates"))
        if name not in by_name and not name.startswith("admin/") and f'"{name}"' not in text:
            unused.append(name)
    assert unused == []


@pytest.mark.parametrize("sheet", ["portal.css", "melden.css"])
def test_every_class_of_the_stylesheet_is_used(sheet):
    css = re.sub(r"url\([^)]*\)", "", (ROOT / "static/css" / sheet).read_text())
    classes = set(re.findall(r"\.([a-zA-Z][\w-]*)", css))
    used = "\n".join(p.read_text() for p in [*app_sources(), *tracked("templates/*.html"), *tracked("static/js/*.js")])
    unused = {name for name in classes if not re.search(rf"[\"' .]{re.escape(name)}[\"' {{%]", used)}
    assert unused == set()


def test_the_top_level_holds_only_its_rooms():
    top = {path.relative_to(ROOT).parts[0] for path in tracked(".")}
    assert {name for name in top if not name.startswith(".")} <= TOP_LEVEL


def test_migrations_have_names():
    wrong = [
        named(p) for p in tracked("*/migrations/0*.py") if re.search(r"_(auto_|alter_|remove_.*_and_more)", p.stem)
    ]
    assert wrong == []


def test_nothing_says_that_work_is_unfinished():
    words = re.compile(r"\b(" + "|".join(["TO" + "DO", "FIX" + "ME", "XX" + "X", "HA" + "CK"]) + r")\b")
    files = [p for p in tracked(".") if p.suffix in {".py", ".html", ".css", ".js", ".md", ".toml"}]
    assert [named(p) for p in files if words.search(p.read_text())] == []


@pytest.mark.django_db
def test_migrations_are_complete():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)
