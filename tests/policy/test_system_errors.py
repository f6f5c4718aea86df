"""What the operating system complains of, in words."""

from __future__ import annotations

import errno

import pytest

from doudi.policy.messages.system_errors import system_error


@pytest.mark.parametrize(
    ("number", "zh", "en"),
    [
        (errno.ENOENT, "没有这个文件或文件夹。请核对路径。", "there is no such file or folder. Check the path."),
        (
            errno.EACCES,
            "没有权限。请换一个路径，或请管理员给您权限。",
            "permission is denied. Choose another path, or ask for it.",
        ),
        (errno.ENOSPC, "磁盘满了。请腾出空间再试。", "the disk is full. Make room and try again."),
    ],
)
def test_a_common_error_is_told_with_its_remedy(number: int, zh: str, en: str) -> None:
    assert system_error(OSError(number, "in English")) == (zh, en)


def test_a_rare_error_is_told_by_its_number_and_name() -> None:
    assert system_error(OSError(errno.EPIPE, "Broken pipe")) == (
        "操作系统报错 32（Broken pipe）。请检查路径、权限和磁盘空间。",
        "Broken pipe. Check path, permissions and space.",
    )


def test_an_error_without_a_number_is_told_by_its_kind() -> None:
    assert system_error(TimeoutError())[0] == "操作系统报错（TimeoutError）。请检查路径、权限和磁盘空间。"
