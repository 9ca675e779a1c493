"""From a bare Python to the packages. A whole installation takes too long here; these are its edges."""

import ast
import shutil
import subprocess
import sys
import tomllib
import venv
from pathlib import Path

import pytest

from tests.wijkportal import checkouts
from wijkportal import bootstrap, places

# The Python that our venv was made with has none of the packages, unless this is a container that needs no venv.
BARE = sys._base_executable
HIDING = """
import sys
from importlib.machinery import PathFinder

class Finder:
    @staticmethod
    def find_spec(name, path=None, target=None):
        return None if name == {!r} else PathFinder.find_spec(name, path, target)

sys.meta_path[sys.meta_path.index(PathFinder)] = Finder
"""


@pytest.fixture
def bare_checkout(new_checkout):
    checkout = new_checkout()
    if subprocess.run([BARE, "-c", "import django"], capture_output=True, check=False).returncode == 0:
        pytest.skip(f"{BARE} has the packages")
    checkout.user.python = BARE
    return checkout


@pytest.mark.parametrize("module", ["venv", "ensurepip"])
def test_a_python_without_venv_is_one_sentence(bare_checkout, tmp_path, module):
    (tmp_path / "sitecustomize.py").write_text(HIDING.format(module))

    code, output = bare_checkout.run("start", PYTHONPATH=str(tmp_path))

    assert code == 1
    assert output.startswith(f"This Python ({BARE}) has no {module} module. Install it first")
    assert output.endswith("apt install python3-venv\n")


def test_without_a_package_index_there_is_one_sentence(bare_checkout):
    nowhere = {"PIP_CONFIG_FILE": "/dev/null", "PIP_NO_INDEX": "1"}

    code, output = bare_checkout.run("start", **nowhere)

    assert code == 1
    assert "Could not install the packages of requirements.txt. Is the package index reachable?" in output
    assert "Traceback" not in output
    assert (bare_checkout.path / ".venv" / bootstrap.STAMP).read_text() == ""  # so that the next run begins afresh


def test_manage_can_be_read_by_an_older_python():
    ast.parse((places.CHECKOUT / "manage.py").read_text(), feature_version=(3, 4))


def test_an_older_python_is_one_sentence():
    older = next((path for name in ("python3.10", "python3.9", "python3.8") if (path := shutil.which(name))), None)
    if not older or subprocess.run([older, "-V"], capture_output=True, check=False).returncode:
        pytest.skip("no older Python here")

    done = subprocess.run([older, places.CHECKOUT / "manage.py", "start"], capture_output=True, text=True, check=False)

    assert done.returncode == 1
    assert done.stderr.startswith("This needs Python 3.11 or newer; ")
    assert len(done.stderr.splitlines()) == 1


def test_a_venv_is_complete_when_its_stamp_names_the_locks_as_they_are(tmp_path):
    made = tmp_path / "venv"
    assert not bootstrap.is_complete(made, "site")

    venv.create(made, symlinks=True)
    assert not bootstrap.is_complete(made, "site")  # not ours, and without the packages

    (made / bootstrap.STAMP).write_text("")
    assert not bootstrap.is_complete(made, "site")  # broken off

    (made / bootstrap.STAMP).write_text("requirements.txt 0123")
    assert not bootstrap.is_complete(made, "site")  # an older lock

    (made / bootstrap.STAMP).write_text("\n".join(bootstrap.stamp_of("site")))
    assert bootstrap.is_complete(made, "site")
    assert not bootstrap.is_complete(made, "test")

    (made / bootstrap.STAMP).write_text("\n".join(bootstrap.stamp_of("test")))
    assert bootstrap.is_complete(made, "site")
    assert bootstrap.is_complete(made, "test")


def test_the_locks_agree_and_pin_every_package_by_hash():
    def pins(name):
        lines = (places.CHECKOUT / name).read_text().splitlines()
        return {line.split()[0] for line in lines if line[:1].isalnum()}, sum("--hash=" in line for line in lines)

    site, site_hashes = pins("requirements.txt")
    test, test_hashes = pins("requirements-test.txt")

    project = tomllib.loads((places.CHECKOUT / "pyproject.toml").read_text())
    wanted = {bootstrap.name_of(line).lower() for line in project["project"]["dependencies"]}
    wanted_too = {bootstrap.name_of(line).lower() for line in project["dependency-groups"]["test"]}
    assert wanted <= {pin.partition("==")[0] for pin in site}
    assert wanted_too <= {pin.partition("==")[0] for pin in test}
    assert site <= test
    assert all("==" in pin for pin in test)
    assert site_hashes >= len(site) and test_hashes >= len(test)


def test_nothing_is_missing_here():
    assert bootstrap.missing("test") == []


def test_data_and_packages_go_elsewhere_when_the_checkout_cannot_be_written(new_checkout, somebody):
    """The checkout is root's, the command somebody else's: first with a home, then without."""
    checkout = new_checkout()
    checkout.user = somebody
    checkout.path.parent.chmod(0o755)
    home = checkout.path.parent / "their-home"
    home.mkdir(mode=0o700)
    shutil.chown(home, somebody.uid, somebody.uid)
    ask = "import sys; sys.path[:0] = [sys.argv[1]]; from wijkportal import places; print(places.data_dir())"

    def data_dir(**environment):
        command = [somebody.python, "-c", ask, str(checkout.path)]
        environment = {**checkout.environment(), **environment}
        output = subprocess.run(
            command, capture_output=True, check=True, text=True, env=environment, **somebody.options
        )
        return Path(output.stdout.strip())

    assert data_dir(HOME=str(home)).is_relative_to(home / ".local/share")
    assert data_dir(XDG_DATA_HOME=str(home / "xdg")).is_relative_to(home / "xdg")
    temporary = data_dir(HOME="/nonexistent")
    try:
        assert temporary.parent == Path("/tmp")
        assert temporary.stat().st_mode & 0o777 == 0o700
        # Somebody else's directory of that name is not used.
        shutil.chown(temporary, 0, 0)
        with pytest.raises(subprocess.CalledProcessError) as problem:
            data_dir(HOME="/nonexistent")
        assert "No place to keep data. Tried: " in problem.value.stderr
    finally:
        shutil.rmtree(temporary)


def test_a_read_only_checkout_works(new_checkout, somebody):
    checkout = new_checkout()
    checkout.user = somebody
    shutil.chown(checkout.home, somebody.uid, somebody.uid)

    process, _ = checkout.start()
    process.terminate()
    process.communicate(timeout=checkouts.PATIENCE)

    assert process.returncode == 0
    assert not (checkout.path / ".data").exists()
    assert checkout.processes() == []
