"""Compiling: makes the extraction into machine code with mypyc (see `tasks.compiled`).

python -m tasks.compiling    compile today's sources, unless that has been done
"""

import os
import shutil
import subprocess
import sys
import tempfile
from importlib.util import find_spec
from pathlib import Path
from sysconfig import get_config_var

from tasks.compiled import FOLDER, GROUP, ROOT, SWITCH, digest_sources, list_files

# -Werror, which mypyc sets, would make any warning of any compiler the end of it.
_SETUP = f"""
import sys
from mypyc.build import mypycify
from setuptools import setup

files = sys.argv.pop().splitlines()
made = mypycify(files, opt_level="2", debug_level="0", multi_file=True, group_name="{GROUP}")
for extension in made:
    extension.extra_compile_args = [a for a in extension.extra_compile_args if a != "-Werror"]
setup(name="compiled", ext_modules=made)
"""

_CHECK = """
import sys
from mypyc.build import mypycify

mypycify(sys.argv.pop().splitlines(), opt_level="0", multi_file=True, group_name="checked")
"""


class CompileError(Exception):
    """Nothing could be compiled; the message says why."""


def find_obstacle() -> str | None:
    """Return why nothing can be compiled here, or None."""
    if find_spec("mypyc") is None:
        return "mypyc is missing (it comes with mypy)"
    compiler = (os.environ.get("CC") or str(get_config_var("CC") or "cc")).split()[0]
    return None if shutil.which(compiler) else f"there is no C compiler ({compiler})"


def list_modules() -> list[str]:
    """Return the files of the modules that are compiled: all of the extraction."""
    files = (path.relative_to(ROOT).as_posix() for path in list_files())
    return [f for f in files if f.startswith("tasks/extraction/") and f.endswith(".py")]


def compile_sources() -> Path:
    """Return the folder of the compiled copy, made when it is missing; those of others go."""
    obstacle = find_obstacle()
    if obstacle is not None:
        raise CompileError(obstacle)
    target = FOLDER / digest_sources()
    if not target.is_dir():
        FOLDER.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=FOLDER.parent) as scratch:
            place = Path(scratch) / "copy"
            _copy(place)
            if target != FOLDER / digest_sources():
                raise CompileError("the sources were changed meanwhile; once more, please")
            _compile(place)
            if not target.is_dir():  # another compile of the same sources may have ended first
                place.rename(target)
    for other in FOLDER.iterdir():
        if other != target:
            shutil.rmtree(other, ignore_errors=True)
    return target


def find_errors() -> list[str]:
    """Return what mypyc says against today's sources; it compiles nothing, and takes seconds.

    Raises CompileError where mypyc is missing.
    """
    if find_spec("mypyc") is None:
        raise CompileError("mypyc is missing (it comes with mypy)")
    with tempfile.TemporaryDirectory() as scratch:
        place = Path(scratch) / "copy"
        _copy(place)
        done = _run(place, _CHECK)
        return _errors_in(done) if done.returncode else []


def _copy(place: Path) -> None:
    for path in list_files():
        copy = place / path.relative_to(ROOT)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, copy)
    (place / "tasks" / "__init__.py").touch()  # without what looks for a compiled copy


def _compile(place: Path) -> None:
    """Compile the copy of the sources in a folder, and leave there what is imported."""
    done = _run(place, _SETUP, "build_ext", "--inplace")
    if done.returncode:
        raise CompileError("\n".join(_errors_in(done))[:2000])
    for made in ("build", "storage", ".mypy_cache"):
        shutil.rmtree(place / made, ignore_errors=True)


def _run(place: Path, script: str, *options: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603  # our own interpreter and code
        [sys.executable, "-c", script, *options, "\n".join(list_modules())],
        cwd=place,
        env=os.environ | {SWITCH: "0", "PYTHONPATH": str(place)},
        capture_output=True,
        text=True,
        check=False,
    )


def _errors_in(done: subprocess.CompletedProcess[str]) -> list[str]:
    """Return the lines that tell an error, which stand among many warnings, else the last ones."""
    lines = f"{done.stdout}{done.stderr}".splitlines()
    return [line for line in lines if "error" in line] or lines[-10:]


if __name__ == "__main__":
    try:
        print(compile_sources())  # noqa: T201
    except CompileError as error:
        sys.exit(f"cannot compile: {error}")
