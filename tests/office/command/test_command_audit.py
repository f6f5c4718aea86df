"""`doudi audit`."""

from __future__ import annotations

from pathlib import Path

import pytest
from county import County
from django.db import connection
from django.utils import timezone

from doudi.audit import services as audit
from doudi.audit.models import Checkpoint, Entry


def write(county: County, count: int = 3) -> None:
    """So many entries of a clerk."""
    for _ in range(count):
        audit.record(actor=county.actor("township.clerk"), verb="household.read")


def forge(statement: str) -> None:
    """Change the log as somebody who owns the database could: with the guards away."""
    drop = "DROP TRIGGER {}" + (" ON audit_entry" if connection.vendor == "postgresql" else "")
    with connection.cursor() as cursor:
        for verb in ("update", "delete"):
            cursor.execute(drop.format(f"audit_entry_no_{verb}"))
        cursor.execute(statement)


def test_a_whole_log_is_proved(run, county: County) -> None:
    write(county)
    result = run("audit", "verify")
    assert (result.exit_code, result.stdout) == (0, "审计日志共 3 条，完整。\n")
    assert run("audit", "verify", "--lang", "en").stdout == "The audit log is whole: 3 entries.\n"


def test_a_changed_entry_is_found(run, county: County) -> None:
    write(county)
    forge("UPDATE audit_entry SET verb = 'nothing' WHERE sequence = 2")
    result = run("audit", "verify")
    assert result.exit_code == 1
    assert result.stdout == "第 2 条：内容与摘要不符：此条被改动\n审计日志有 1 处问题。\n"


def test_a_removed_entry_is_found(run, county: County) -> None:
    write(county)
    forge("DELETE FROM audit_entry WHERE sequence = 2")
    result = run("audit", "verify")
    assert result.exit_code == 1
    assert "第 2 条：第 2 至 2 条不见了" in result.stdout


def test_a_tail_cut_off_with_its_checkpoint_is_found_by_the_line_kept_outside(
    run, county: County, tmp_path: Path
) -> None:
    write(county)
    outside = tmp_path / "checkpoints.txt"
    made = run("audit", "checkpoint", "--append", outside)
    assert made.stdout == f"{timezone.localdate()} 3 {Entry.objects.get(pk=3).hash}\n"
    assert outside.read_text(encoding="utf-8") == made.stdout
    forge("DELETE FROM audit_entry WHERE sequence = 3")
    with connection.cursor() as cursor:
        drop = " ON audit_checkpoint" if connection.vendor == "postgresql" else ""
        cursor.execute(f"DROP TRIGGER audit_checkpoint_no_delete{drop}")
        cursor.execute("DELETE FROM audit_checkpoint")
        cursor.execute("UPDATE audit_head SET sequence = 2, hash = (SELECT hash FROM audit_entry WHERE sequence = 2)")
    assert run("audit", "verify").exit_code == 0
    result = run("audit", "verify", "--outside", outside)
    assert result.exit_code == 1
    assert "第 3 条：与锚点不符：此条之前的日志被改写或截断" in result.stdout


def test_a_day_has_one_checkpoint_and_one_line(run, county: County, tmp_path: Path) -> None:
    write(county)
    outside = tmp_path / "checkpoints.txt"
    first = run("audit", "checkpoint", "--append", outside).stdout
    write(county)
    assert run("audit", "checkpoint", "--append", outside).stdout == first
    assert outside.read_text(encoding="utf-8") == first
    assert Checkpoint.objects.count() == 1


def test_an_empty_log_has_no_checkpoint(run) -> None:
    result = run("audit", "checkpoint")
    assert (result.exit_code, result.stderr) == (1, "审计日志还没有内容。\n")


@pytest.mark.parametrize("line", ["2026-11-22 3", "not a line", "2026-11-22 x sm3:" + "0" * 64])
def test_a_file_that_holds_no_checkpoints_is_refused_by_its_line(run, tmp_path: Path, line: str) -> None:
    outside = tmp_path / "checkpoints.txt"
    outside.write_text(f"2026-11-21 1 sm3:{'0' * 64}\n\n{line}\n", encoding="utf-8")
    result = run("audit", "verify", "--outside", outside)
    assert (result.exit_code, result.stderr) == (2, f"{outside} 第 3 行不是锚点，应为“日期 序号 摘要”。\n")


def test_a_file_that_is_not_there_is_told(run, tmp_path: Path) -> None:
    result = run("audit", "verify", "--outside", tmp_path / "none.txt")
    assert result.exit_code == 2
    assert result.stderr.startswith(f"读不了 {tmp_path / 'none.txt'}：")


def test_a_verb_that_audit_lacks_is_told_with_the_nearest(run) -> None:
    result = run("audit", "verfy")
    assert (result.exit_code, result.stderr) == (
        2,
        "doudi audit：没有 verfy 这个命令，最接近的是 verify。用 doudi audit --help 查看说明。\n",
    )


def test_audit_alone_misses_its_verb(run) -> None:
    result = run("audit")
    assert (result.exit_code, result.stderr) == (2, "doudi audit：缺少命令。用 doudi audit --help 查看说明。\n")
