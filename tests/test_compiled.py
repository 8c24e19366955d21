"""The compiled extraction: of all its modules, and of today's sources or not used at all."""

import ast
import importlib.util
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tasks import compiled, compiling

ROOT = Path(__file__).parents[1]


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setattr(compiled, "FOLDER", tmp_path)
    monkeypatch.delenv(compiled.SWITCH)
    return tmp_path


def test_all_modules_of_the_extraction_are_compiled():
    found = {
        path.relative_to(ROOT).as_posix() for path in (ROOT / "tasks" / "extraction").rglob("*.py")
    }
    assert set(compiling.list_modules()) == found


def test_what_the_extraction_imports_is_part_of_the_digest():
    code = (
        "import sys; before = set(sys.modules); import tasks.extraction;"
        "print(*(m for m in set(sys.modules) - before if m.split('.')[0] in ('tasks', 'storage')))"
    )
    plain = os.environ | {compiled.SWITCH: "0"}
    done = subprocess.run(
        [sys.executable, "-c", code], env=plain, capture_output=True, text=True, check=True
    )
    used = {Path(importlib.util.find_spec(name).origin) for name in done.stdout.split()}
    of_its_own = {ROOT / "tasks" / "__init__.py", ROOT / "tasks" / "compiled.py"}
    assert used - of_its_own <= set(compiled.list_files())


def test_a_copy_is_used_only_while_it_is_of_the_sources(folder, monkeypatch):
    assert compiled.find_compiled() is None
    assert not compiled.is_stale()
    (folder / "0123456789abcdef").mkdir()
    assert compiled.find_compiled() is None
    assert compiled.is_stale()
    ours = folder / compiled.digest_sources()
    ours.mkdir()
    assert compiled.find_compiled() == ours
    assert not compiled.is_stale()
    monkeypatch.setenv(compiled.SWITCH, "0")
    assert compiled.find_compiled() is None


def test_the_digest_changes_with_a_pack_and_with_a_name(monkeypatch, tmp_path):
    for name in ("a.py", "b.toml"):
        (tmp_path / name).write_text("x = 1\n")
    monkeypatch.setattr(compiled, "ROOT", tmp_path)
    monkeypatch.setattr(compiled, "_SOURCES", tmp_path)
    monkeypatch.setattr(compiled, "_BESIDE", ())
    digests = [compiled.digest_sources()]
    (tmp_path / "b.toml").write_text("x = 2\n")
    digests.append(compiled.digest_sources())
    (tmp_path / "a.py").rename(tmp_path / "c.py")
    digests.append(compiled.digest_sources())
    assert len(set(digests)) == 3


def test_tests_run_plain_python():
    assert os.environ[compiled.SWITCH] == "0" or compiled.find_compiled()
    from tasks.extraction import text

    if os.environ[compiled.SWITCH] == "0":
        assert text.__file__.endswith(".py")


def breaks_the_compiler(node: ast.AST) -> bool:
    """Tell `x in ("a", *B)`, at which mypyc fails; `x in (("a", "b"), …)` crashes as it runs."""
    if not isinstance(node, ast.Compare):
        return False
    tuples = [right for right in node.comparators if isinstance(right, ast.Tuple)]
    return any(isinstance(e, ast.Starred | ast.Tuple) for right in tuples for e in right.elts)


def test_nothing_in_the_extraction_breaks_the_compiler():
    found = [
        f"{name}:{node.lineno}: a set or a constant, please"
        for name in compiling.list_modules()
        for node in ast.walk(ast.parse((ROOT / name).read_text("utf-8")))
        if breaks_the_compiler(node)
    ]
    assert found == []


def test_the_compiler_takes_every_module():
    assert compiling.find_errors() == []
