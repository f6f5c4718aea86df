"""The generated loop compiled to machine code by Numba, and kept on disk between runs.

What Numba compiles is one function of addresses and integers, which needs nothing of Numba when it runs. Its object
code is kept in the user's cache by the hash of its source, the compilers and the processor, and a later run loads it
through LLVM alone, in milliseconds, without importing Numba. Where the cache cannot be used the loop is compiled afresh.
"""

from __future__ import annotations

import ctypes
import hashlib
import os
import re
import stat
import sys
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import llvmlite
import llvmlite.binding as llvm

from doudi.policy.generating import calendar_math
from doudi.policy.generating.columns import Loop

Run = Callable[[int, int, int], bool]
"""`run(first, last, table)`: does the rows from first to last, `table` being the address of addresses and steps; True
when a fact was out of bounds."""

_HEAD = """import numpy as np
from doudi.policy.running.kernel_helpers import *
"""
_STARTS = """
def run(first, last, table):
 household = load_int64(table, 0)
 starts = load_int64(table, 1)
 spare = load_int64(table, 2) + 1
 before = -1
 if first > 0:
  before = load_int64(household, first - 1)
 bad = False
 for i in range(first, last):
  h = load_int64(household, i)
  step = h - before
  bad = bad | outside(step, 0, 1)
  new = (step == 1) & (not outside(h, 0, spare - 2))
  store_int64(starts, select(new, h, spare), i)
  before = h
 return bad
"""
_EXTERNAL = re.compile(r"^declare [^@]*@\"?([\w.$]+)", re.MULTILINE)
_HERE = Path(__file__)
_loaded: dict[str, Run] = {}


def compile_loop(loop: Loop, cache: Path | None = None) -> Run:
    """The compiled loop; from the cache (in the folder `cache`, or the user's) when it was compiled before."""
    constants = "".join(f"{name} = {_array(value)}\n" for name, value in loop.constants.items())
    return _compiled(_HEAD + constants + loop.source, cache)


def compile_starts(cache: Path | None = None) -> Run:
    """Compiled: finds where each household's members begin, from a table of the persons' household numbers, room for
    the starts and two more, and the number of households; True when the numbers are not 0, 0, 1, … in order."""
    return _compiled(_HEAD + _STARTS, cache)


def _array(value: object) -> str:
    assert isinstance(value, tuple)
    kind = "bool_" if isinstance(value[0], bool) else "int64"
    return f"np.array({list(value)!r}, np.{kind})"


def _compiled(source: str, cache: Path | None) -> Run:
    name = _name(source)
    if name not in _loaded:
        folder = _folder(cache or cache_home())
        code = None if folder is None else _read(folder / name)
        if code is None:
            code = _compile(source)
            if folder is not None:
                _write(folder / name, code)
        _loaded[name] = _Loaded(code)
    return _loaded[name]


def _name(source: str) -> str:
    """The file's name: everything that the machine code depends on."""
    helpers = [
        path.read_text("utf-8") for path in (_HERE, _HERE.with_name("kernel_helpers.py"), Path(calendar_math.__file__))
    ]
    machine = (llvm.get_process_triple(), llvm.get_host_cpu_name(), llvm.get_host_cpu_features().flatten())
    versions = (llvmlite.__version__, sys.version)
    return hashlib.sha256(repr((source, helpers, machine, versions)).encode()).hexdigest() + ".o"


# -- compiling


def _compile(source: str) -> bytes:
    """Object code with one function, `run`, that calls nothing outside."""
    from numba import njit, types

    names: dict[str, Any] = {"__name__": "doudi_kernel"}
    exec(compile(source, "<kernel>", "exec"), names)  # noqa: S102  our own text
    signature = types.boolean(types.int64, types.int64, types.int64)
    options = {"error_model": "numpy", "nogil": True, "no_cpython_wrapper": True, "no_cfunc_wrapper": True}
    made = next(iter(njit(signature, **options)(names["run"]).overloads.values()))
    text = made.library.get_llvm_str()
    foreign = [name for name in _EXTERNAL.findall(text) if not name.startswith(("llvm.", "mem"))]
    if foreign:
        raise RuntimeError(f"the kernel calls {', '.join(foreign)}")
    text = text.replace(made.fndesc.llvm_func_name, "run")
    code: bytes = _machine().emit_object(llvm.parse_assembly(text))
    return code


def _machine() -> Any:
    """This computer, as LLVM sees it."""
    _ready()
    target = llvm.Target.from_triple(llvm.get_process_triple())
    features = llvm.get_host_cpu_features().flatten()
    return target.create_target_machine(cpu=llvm.get_host_cpu_name(), features=features, opt=3, codemodel="jitdefault")


def _ready() -> None:
    llvm.initialize_native_target()
    llvm.initialize_native_asmprinter()


class _Loaded:
    """The function in a piece of object code. It keeps the memory in which the code stands."""

    def __init__(self, code: bytes) -> None:
        self._engine = llvm.create_mcjit_compiler(llvm.parse_assembly(""), _machine())
        self._engine.add_object_file(llvm.ObjectFileRef.from_data(code))
        self._engine.finalize_object()
        # Numba's convention: status = run(result, error, arguments…); a call through ctypes lets other threads run.
        kind = ctypes.CFUNCTYPE(ctypes.c_int32, ctypes.c_void_p, ctypes.c_void_p, *[ctypes.c_int64] * 3)
        self._function = kind(self._engine.get_function_address("run"))

    def __call__(self, first: int, last: int, table: int) -> bool:
        result, error = ctypes.c_int8(), ctypes.c_void_p()
        status = self._function(ctypes.addressof(result), ctypes.addressof(error), first, last, table)
        if status != 0:
            raise RuntimeError(f"the kernel ended with status {status}")
        return result.value != 0


# -- the cache


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
    """The folder, made if need be; None when it cannot be used.

    Machine code is loaded from it: who can write to it can run code as this user, so that nobody else may.
    """
    try:
        path.mkdir(parents=True, exist_ok=True, mode=0o700)
        found = path.stat()
    except (OSError, RuntimeError):
        return None
    if hasattr(os, "getuid") and (found.st_uid != os.getuid() or found.st_mode & (stat.S_IWGRP | stat.S_IWOTH)):
        return None
    return path


def _read(path: Path) -> bytes | None:
    """The object code in a file, which begins with its own hash; None when it is missing or damaged."""
    try:
        data = path.read_bytes()
    except OSError:
        return None
    return data[32:] if hashlib.sha256(data[32:]).digest() == data[:32] else None


def _write(path: Path, code: bytes) -> None:
    """Keep the object code, all of it or nothing."""
    try:
        with tempfile.NamedTemporaryFile(dir=path.parent, suffix=".tmp", delete=False) as file:
            file.write(hashlib.sha256(code).digest() + code)
        Path(file.name).replace(path)
    except OSError:
        return  # a full disk, a folder that may only be read: compiled again next time
