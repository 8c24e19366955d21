"""Compiled: the extraction as machine code, found beside its sources and only while it is theirs.

`tasks.compiling` puts it into a folder that is named after the digest of its sources. `tasks` looks
for the extraction there first, and only in the folder of the sources that stand here: what was made
of others is never used. Without a folder, or with TALKS_COMPILED=0, extraction is plain Python.
"""

import hashlib
import os
import sys
from collections.abc import MutableSequence
from importlib.machinery import EXTENSION_SUFFIXES
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "build" / "compiled"
SWITCH = "TALKS_COMPILED"
GROUP = "talks_extraction"  # names the library that holds the code of all modules
STALE = "extraction was compiled of other sources and runs as plain Python; `make fast`"
_SOURCES = ROOT / "tasks" / "extraction"
# What the modules import beside each other, and what compiles them.
_BESIDE = ("storage/__init__.py", "storage/records.py", "tasks/compiling.py")


def list_files() -> list[Path]:
    """Return the files on which the compiled copy depends, in order."""
    own = [p for p in _SOURCES.rglob("*") if p.suffix in (".py", ".toml")]
    return sorted([*own, *(ROOT / name for name in _BESIDE)])


def digest_sources() -> str:
    """Return what identifies the sources, and what can load that which is made of them."""
    digest = hashlib.sha256(EXTENSION_SUFFIXES[0].encode())
    for path in list_files():
        content = path.read_bytes()
        digest.update(f"{path.relative_to(ROOT).as_posix()} {len(content)}\n".encode())
        digest.update(content)
    return digest.hexdigest()[:16]


def find_compiled() -> Path | None:
    """Return the folder of the copy compiled of today's sources; None when there is none."""
    if os.environ.get(SWITCH) == "0" or not FOLDER.is_dir():
        return None
    folder = FOLDER / digest_sources()
    return folder if folder.is_dir() else None


def is_stale() -> bool:
    """Tell whether only other sources than today's were compiled: plain Python is used."""
    wanted = os.environ.get(SWITCH) != "0" and FOLDER.is_dir()
    return wanted and find_compiled() is None and any(FOLDER.iterdir())


def use_compiled(path: MutableSequence[str]) -> None:
    """Let the package with this `__path__` take the compiled extraction, where there is one."""
    folder = find_compiled()
    if folder is None:
        return
    # By its file, not by its folder on sys.path: that holds a `tasks` too, and workers inherit it.
    name = f"{GROUP}__mypyc"
    spec = spec_from_file_location(name, folder / f"{name}{EXTENSION_SUFFIXES[0]}")
    if spec is None or spec.loader is None:
        return
    sys.modules[name] = library = module_from_spec(spec)
    spec.loader.exec_module(library)
    path.insert(0, str(folder / "tasks"))
