"""What no file of the package does, read off its syntax tree: nothing that comes from outside is run, unpickled, or
handed to a shell, and no secret comes of dice that can be foreseen.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import feeds
from feeds.render import page

PACKAGE = Path(feeds.__file__).parent
FILES = sorted(PACKAGE.rglob("*.py"))

# X36; CVE 21, 27, 28, 29. yaml: whatever of it, since nothing here needs it.
NEVER_IMPORTED = frozenset({
    "pickle", "cPickle", "dill", "cloudpickle", "shelve", "marshal", "yaml", "ruamel", "subprocess", "pty", "commands",
    "popen2", "code", "codeop", "runpy", "webbrowser", "xmlrpc", "tkinter", "telnetlib",
})  # fmt: skip
NEVER_CALLED = frozenset({"eval", "exec", "compile", "__import__", "breakpoint", "input"})
NEVER_OF_OS = frozenset({
    "system", "popen", "execv", "execve", "execvp", "execl", "execlp", "spawnv", "spawnl", "startfile", "posix_spawn",
})  # fmt: skip


def faults(text: str, name: str = "") -> Iterator[str]:
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            modules = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and not node.level:
            modules = [node.module or ""]
            if node.module == "os":
                modules += [f"os.{one.name}" for one in node.names if one.name in NEVER_OF_OS]
        else:
            modules = []
        for module in modules:
            root = module.partition(".")[0]
            if root in NEVER_IMPORTED or module.startswith("os."):
                yield f"{name}: imports {module}"
            if root == "random":  # CVE 15: tokens are of `secrets`
                yield f"{name}: imports random"
        yield from _called(node, name)


def _called(node: ast.AST, name: str) -> Iterator[str]:
    if not isinstance(node, ast.Call):
        return
    said = ast.unparse(node.func)
    if said in NEVER_CALLED or said in {f"os.{one}" for one in NEVER_OF_OS}:
        yield f"{name}: calls {said}"
    if any(word.arg == "shell" for word in node.keywords):
        yield f"{name}: names a shell"
    if said == "feedparser.parse" and not ast.unparse(node.args[0]).startswith("io.BytesIO("):
        yield f"{name}: gives feedparser something that it may take for an address"
    if said.endswith("from_string"):
        yield f"{name}: makes a template of a text"


# Which unit of systemd holds an address only systemctl knows.
ASKS_SYSTEMD = {"app/units.py": ["app/units.py: imports subprocess"]}


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_nothing_from_outside_is_run(path: Path) -> None:
    """X13, X36; CVE 15, 21, 27, 28, 29, 35."""
    name = str(path.relative_to(PACKAGE))
    assert list(faults(path.read_text(), name)) == ASKS_SYSTEMD.get(name, [])


def test_the_one_program_that_is_run_is_systemctl_and_nobody_else_says_what_it_is_asked() -> None:
    """X36."""
    (file,) = ASKS_SYSTEMD
    tree = ast.parse((PACKAGE / file).read_text())
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    ran = [node for node in calls if ast.unparse(node.func).startswith("subprocess.")]
    assert [(ast.unparse(node.func), ast.unparse(node.args[0])) for node in ran] == [
        ("subprocess.run", "[found, *asked]")
    ]
    found = [ast.unparse(node) for node in calls if ast.unparse(node.func) == "shutil.which"]
    assert found == ["shutil.which('systemctl')"]
    asked = [node.args for node in calls if ast.unparse(node.func) == "_systemctl"]
    plain = [
        [ast.unparse(word) for word in words if not isinstance(word, ast.Constant)]
        for words in asked
    ]
    assert plain == [["manager"], ["manager", "kept.service"]]
    assert [ast.unparse(one) for one in asked[1]][-2] == "'--'", "a name is no option"


@pytest.mark.parametrize(
    "text",
    ["import pickle", "from pickle import loads", "eval('x')", "exec(text)", "import yaml", "import subprocess",
     "os.system('x')", "from os import popen", "run(x, shell=True)", "feedparser.parse(url)", "import random",
     "env.from_string(query)", "compile(text, '', 'exec')", "import xmlrpc.client"],
)  # fmt: skip
def test_the_rules_know_what_they_look_for(text: str) -> None:
    assert list(faults(text))


def test_feedparser_is_called_in_one_place_and_there_with_a_stream() -> None:
    """X13."""
    calls = [
        (path.name, ast.unparse(node.args[0])[:11])
        for path in FILES
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "feedparser.parse"
    ]
    assert calls == [("oracle.py", "io.BytesIO(")]


def test_templates_are_the_packages_own_and_escape_what_they_are_given() -> None:
    """X24; CVE 4, 18, 35."""
    environment = page.environment()
    assert environment.autoescape
    assert str(environment.get_template("index.html").filename).startswith(str(PACKAGE))


def test_the_scheduler_keeps_no_jobs_anywhere() -> None:
    """X36: APScheduler's stores pickle what they keep."""
    named = [path.name for path in FILES if "jobstore" in path.read_text()]
    assert named == []
