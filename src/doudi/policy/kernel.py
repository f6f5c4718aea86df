"""The generated loop compiled by Numba, kept on disk between runs.

The source of a kernel is written to a folder of the user's cache under its own hash, and Numba keeps the compiled code
beside it. Where the folder cannot be made or is not ours alone, the kernel is compiled afresh and nothing is kept.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import stat
import sys
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from types import ModuleType
from typing import Any

from doudi.policy.generate_columns import Loop

Run = Callable[..., bool]

_HEAD = """import numpy as np
from numba import njit

from doudi.policy.kernel_helpers import divide, months_between, outside, row, select, years_between

"""

_STARTS = """from numba import njit
from numba.types import Array, boolean, int64

from doudi.policy.kernel_helpers import row


@njit(boolean(Array(int64, 1, 'A', readonly=True), Array(int64, 1, 'C')), nogil=True, cache=CACHE)
def run(household, starts):
 last = -1
 right = True
 for i in range(len(household)):
  h = household[row(i)]
  if h != last:
   last += 1
   right = right & (h == last) & (last < len(starts) - 1)
   if not right:
    return right
   starts[row(last)] = i
 starts[row(last + 1)] = len(household)
 return last == len(starts) - 2
"""


def source_of(loop: Loop) -> str:
    """A whole module: constants, and the loop under Numba's decorator with its signature."""
    constants = "".join(f"{name} = {_array(value)}\n" for name, value in loop.constants.items())
    kinds = [f"f({column.dtype})" for column in loop.facts] + [f"r({column.dtype})" for column in loop.results]
    signature = ", ".join(["int64", "int64", "f(int64)", *kinds])
    return (
        _HEAD
        + "from numba.types import Array, boolean, int8, int32, int64\n\n"
        + constants
        + "\n\ndef f(kind): return Array(kind, 1, 'A', readonly=True)\n"
        + "\n\ndef r(kind): return Array(kind, 1, 'C')\n\n\n"
        + f"@njit(boolean({signature}), nogil=True, error_model='numpy', cache=CACHE)\n"
        + loop.source
    )


def _array(value: object) -> str:
    assert isinstance(value, tuple)
    kind = "bool_" if isinstance(value[0], bool) else "int64"
    return f"np.array({list(value)!r}, np.{kind})"


def compile_loop(loop: Loop, cache: Path | None = None) -> Run:
    """The compiled loop; from the cache (in the folder `cache`, or the user's) when it was compiled before."""
    return _compiled(source_of(loop), cache)


def compile_starts(cache: Path | None = None) -> Run:
    """Compiled: `run(household, starts)` fills in where each household's members begin, and returns whether the
    households' numbers are 0, 1, 2, … in order."""
    return _compiled(_STARTS, cache)


def _compiled(source: str, cache: Path | None) -> Run:
    name = "doudi_kernel_" + hashlib.sha256((source + _helpers()).encode()).hexdigest()[:32]
    if name in sys.modules:
        return _run_of(sys.modules[name])
    folder = _folder(cache or cache_home())
    module = None if folder is None else _from_folder(folder, name, source)
    if module is None:
        module = ModuleType(name)
        sys.modules[name] = module
        exec(compile(source.replace("cache=CACHE", "cache=False"), name, "exec"), module.__dict__)  # noqa: S102
    return _run_of(module)


def _run_of(module: ModuleType) -> Run:
    found: Run = module.run
    return found


def _helpers() -> str:
    """The text of what a kernel calls: when it changes, kernels are compiled anew."""
    here = Path(__file__).parent
    return "".join((here / name).read_text("utf-8") for name in ("kernel_helpers.py", "calendar_math.py"))


def cache_home(environment: Mapping[str, str] | None = None) -> Path:
    """The folder for compiled kernels: `DOUDI_CACHE`, or the platform's place for a user's caches."""
    given = os.environ if environment is None else environment
    if given.get("DOUDI_CACHE"):
        return Path(given["DOUDI_CACHE"]) / "kernels"
    if sys.platform == "win32" and given.get("LOCALAPPDATA"):
        return Path(given["LOCALAPPDATA"]) / "doudi" / "kernels"
    if sys.platform == "darwin":
        return Path("~/Library/Caches/doudi/kernels").expanduser()
    return Path(given.get("XDG_CACHE_HOME") or "~/.cache").expanduser() / "doudi" / "kernels"


def _folder(path: Path) -> Path | None:
    """The folder, made if need be; None when it cannot be written or others may write to it.

    Compiled code is loaded from it, so that whoever can write to it can run code as this user.
    """
    try:
        path.mkdir(parents=True, exist_ok=True, mode=0o700)
        found = path.stat()
        if hasattr(os, "getuid") and (found.st_uid != os.getuid() or found.st_mode & (stat.S_IWGRP | stat.S_IWOTH)):
            return None
        with tempfile.TemporaryFile(dir=path):
            return path
    except (OSError, RuntimeError):
        return None


def _from_folder(folder: Path, name: str, source: str) -> ModuleType | None:
    """The module written to the folder and imported; Numba finds its compiled code beside it."""
    path = folder / f"{name}.py"
    text = source.replace("cache=CACHE", "cache=True")
    try:
        if not path.exists() or path.read_text("utf-8") != text:
            with tempfile.NamedTemporaryFile("w", dir=folder, suffix=".tmp", delete=False, encoding="utf-8") as file:
                file.write(text)
            Path(file.name).replace(path)
        spec = importlib.util.spec_from_file_location(name, path)
        assert spec is not None and spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        sys.modules[name] = module  # Numba looks there for the module of what it loads
        spec.loader.exec_module(module)
    except (OSError, EOFError, ValueError):  # a full disk, a damaged file
        return None
    return module
