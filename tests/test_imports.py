"""Who may import whom: the contracts in .importlinter hold, and each can fail (ARCHITECTURE, "Imports")."""

from __future__ import annotations

import ast
import os
import re
import shutil
import subprocess
import sys
from configparser import ConfigParser
from pathlib import Path

import pytest

import tenants

ROOT = Path(__file__).parent.parent
PACKAGES = ("app", "tenants", "migrations")

MISTAKES = {
    "The kernel knows nothing of the product": [
        ("tenants/urls.py", "from app.config import load"),
        ("tenants/bootstrap.py", "import migrations.tools"),
        ("tenants/clock.py", "def late():\n    from app.web import pages"),
    ],
    "Only create_app() imports views": [
        ("app/contacts/forms.py", "from app.customers.views import bp"),
        ("app/customers/views/lists.py", "from app.contacts import views"),
        ("app/contacts/registration.py", "def late():\n    from . import views"),
        ("app/cli.py", "import app.staff.views"),
    ],
    "The parts of the staff views are used by them alone": [
        ("app/portal/guard.py", "from app.staff.views.gate import bp"),
        ("app/staff/guard.py", "from .views.gate import bp"),
    ],
    "The parts of the portal views are used by them alone": [
        ("app/staff/views/gate.py", "from app.portal.views.door import bp"),
    ],
    "The parts of the member list's views are used by them alone": [
        ("app/overview/views.py", "from app.members.views.public import bp"),
    ],
    "The parts of the customer views are used by them alone": [
        ("app/customers/picking.py", "from app.customers.views.lists import bp"),
        ("app/imports/views.py", "from app.customers.views.record import bp"),
    ],
    "The parts of the contact views are used by them alone": [
        ("app/contacts/picking.py", "from app.contacts.views.access import bp"),
    ],
    "The parts of the project views are used by them alone": [
        ("app/projects/queries.py", "from app.projects.views.blueprint import load"),
        ("app/portal/views/door.py", "from app.projects.views.record import bp"),
    ],
    "The parts of the task views are used by them alone": [
        ("app/tasks/queries.py", "from app.tasks.views.blueprint import load"),
        ("app/overview/views.py", "from app.tasks.views.lists import bp"),
    ],
    "The parts of the mail views are used by them alone": [
        ("app/contacts/mails.py", "from app.mail.views.outbox import bp"),
    ],
    "Features point down": [
        ("app/customers/models.py", "from app.contacts.models import Contact"),
        ("app/web/pages.py", "from app.accounts import sessions"),
        ("app/staff/models.py", "def late():\n    from app.customers.models import Customer"),
        ("app/config.py", "from app import cli"),
        ("app/portal/guard.py", "from app.signup.models import AgencyLookup"),
        ("app/accounts/throttle.py", "from app.audit import record"),
    ],
    "Models and mails hold without forms, guards and pages": [
        ("app/customers/models.py", "from .forms import CustomerForm"),
        ("app/contacts/mails.py", "from app.web.pages import page"),
        ("app/staff/models.py", "from app.staff.guard import staff_required"),
        ("app/customers/sorting.py", "from app.web import text"),
    ],
}
"""For each contract, lines that break it, and the file they are added to. Those in a function are imports as well."""


def lint(folder: Path) -> set[str]:
    """The names of the contracts that are broken in a copy of the code."""
    script = "from importlinter.cli import lint_imports_command; lint_imports_command()"
    command = [
        sys.executable,
        "-c",
        script,
        "--cache-dir",
        str(folder / ".import_linter_cache"),
        "--config",
        str(ROOT / ".importlinter"),
    ]
    environment = os.environ | {"PYTHONPATH": str(folder)}
    result = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    broken = set(re.findall(r"^(.+) BROKEN\b", result.stdout, re.MULTILINE))
    assert (result.returncode == 0) == (not broken), result.stdout + result.stderr
    return broken


def test_every_contract_holds():
    assert lint(ROOT) == set()


def test_every_contract_is_shown_to_fail():
    contracts = ConfigParser()
    contracts.read(ROOT / ".importlinter")
    names = {contracts[section]["name"] for section in contracts.sections() if ":contract:" in section}
    assert names == set(MISTAKES)


@pytest.fixture(scope="module")
def copy(tmp_path_factory):
    folder = tmp_path_factory.mktemp("copy")
    for package in PACKAGES:
        shutil.copytree(
            ROOT / package, folder / package, ignore=shutil.ignore_patterns("__pycache__", "static", "*.txt")
        )
    return folder


@pytest.mark.parametrize(("contract", "file", "line"), [(name, *each) for name in MISTAKES for each in MISTAKES[name]])
def test_a_contract_can_fail(copy, contract, file, line):
    path = copy / file
    before = path.read_text()
    path.write_text(f"{before}\n\n{line}\n")
    try:
        assert contract in lint(copy)
    finally:
        path.write_text(before)


def uses_of_the_kernel(path: Path) -> set[str]:
    """What a file imports of `tenants`, as written: names from its front door, or modules behind it."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names if alias.name.startswith("tenants.")}
        elif isinstance(node, ast.ImportFrom) and (node.module or "").partition(".")[0] == "tenants" and not node.level:
            found |= {alias.name if node.module == "tenants" else node.module for alias in node.names}
    return found


def test_the_product_uses_the_kernel_by_its_front_door(tmp_path):
    """Not a contract: `tenants.db` is a module as well as a name, and the linter takes one for the other."""
    for path in (ROOT / "app").glob("**/*.py"):
        assert uses_of_the_kernel(path) <= set(tenants.__all__), path
    bad = tmp_path / "bad.py"
    bad.write_text("from tenants import db, _begin\nfrom tenants.scope import _narrow\nimport tenants.context\n")
    assert uses_of_the_kernel(bad) - set(tenants.__all__) == {"_begin", "tenants.scope", "tenants.context"}
