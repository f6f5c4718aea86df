"""Compiled loops are kept on disk, and nothing that is wrong with the disk is worse than compiling again."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from building import Draft, each

from doudi.policy.generating.specialise import specialise
from doudi.policy.running import kernel
from doudi.policy.running.batch import BatchFunction, Columns


@pytest.fixture
def fresh(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if nothing had been loaded in this process."""
    monkeypatch.setattr(kernel, "_loaded", {})


def _batch() -> BatchFunction:
    draft = Draft()
    draft.rule("total", each("sum", draft.person_fact("wage_income")))
    return BatchFunction(specialise(draft.setting()))


def _total(cache: Path) -> int:
    """The sum of 1.50 and 2.00 yuan by the compiled loop."""
    batch = _batch()
    run = kernel.compile_loop(batch.loop, cache)
    incomes, starts, out = np.array([150, 200]), np.array([0, 2]), np.zeros(1, np.int64)
    table = np.array([starts.ctypes.data, incomes.ctypes.data, 1, out.ctypes.data], np.int64)
    assert run(0, 1, table.ctypes.data) is False
    return int(out[0])


def _files(cache: Path) -> list[Path]:
    return sorted(cache.glob("*"))


@pytest.mark.usefixtures("fresh")
def test_a_second_run_loads_what_the_first_compiled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert _total(tmp_path / "cache") == 350
    assert len(_files(tmp_path / "cache")) == 1
    monkeypatch.setattr(kernel, "_loaded", {})
    monkeypatch.setattr(kernel, "_compile", lambda source: pytest.fail("compiled again"))
    assert _total(tmp_path / "cache") == 350


@pytest.mark.usefixtures("fresh")
def test_a_damaged_file_is_replaced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _total(tmp_path)
    (file,) = _files(tmp_path)
    whole = file.read_bytes()
    file.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
    monkeypatch.setattr(kernel, "_loaded", {})
    assert _total(tmp_path) == 350
    assert file.read_bytes()[:32] == kernel.hashlib.sha256(file.read_bytes()[32:]).digest()


@pytest.mark.usefixtures("fresh")
def test_without_a_folder_to_write_to_the_loop_is_compiled_all_the_same(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    assert _total(tmp_path / "file" / "cache") == 350


@pytest.mark.usefixtures("fresh")
@pytest.mark.skipif(sys.platform == "win32", reason="modes of folders")
def test_a_folder_that_others_may_write_to_is_not_trusted(tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    cache.mkdir()
    cache.chmod(0o777)
    assert _total(cache) == 350
    assert _files(cache) == []


def test_the_cache_is_where_it_is_asked_to_be() -> None:
    assert kernel.cache_home({"DOUDI_CACHE": "/somewhere"}) == Path("/somewhere/kernels")
    if sys.platform == "linux":
        assert kernel.cache_home({"XDG_CACHE_HOME": "/caches"}) == Path("/caches/doudi/kernels")
        assert kernel.cache_home({"XDG_CACHE_HOME": ""}) == Path("~/.cache/doudi/kernels").expanduser()


@pytest.mark.usefixtures("fresh")
def test_a_loop_from_the_cache_needs_no_numba(tmp_path: Path) -> None:
    _total(tmp_path)
    here = Path(__file__).parent
    program = f"""
import sys
sys.path.insert(0, {str(here)!r})
import test_kernel
from pathlib import Path
assert test_kernel._total(Path({str(tmp_path)!r})) == 350
assert "numba" not in sys.modules
"""
    subprocess.run([sys.executable, "-c", program], check=True, timeout=120)


def test_a_loop_that_would_call_something_outside_is_refused() -> None:
    source = kernel._HEAD + "def run(first, last, table):\n print(first)\n return False\n"
    with pytest.raises(RuntimeError, match="the kernel calls"):
        kernel._compile(source)


def test_many_threads_share_one_kernel(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DOUDI_CACHE", str(tmp_path))
    sizes = np.arange(20_000) % 4 + 1
    starts = np.concatenate([[0], np.cumsum(sizes)])
    incomes = np.arange(starts[-1], dtype=np.int64)
    out = _batch().run(Columns(starts, {}, {"wage_income": incomes}), threads=7, few=0)
    assert (out.household["total"] == np.add.reduceat(incomes, starts[:-1])).all()
