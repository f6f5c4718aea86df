"""What the operating system complains of, in words for those who use Doudi: the cause, and what to do."""

from __future__ import annotations

import errno

_WORDS: dict[int, tuple[str, str]] = {
    errno.ENOENT: ("没有这个文件或文件夹。请核对路径。", "there is no such file or folder. Check the path."),
    errno.EEXIST: ("那里已有同名的文件。请换一个名字。", "a file of that name is there. Choose another name."),
    errno.ENOTDIR: (
        "路径里有一段是文件，不是文件夹。请换一个路径。",
        "part of the path is a file. Choose another path.",
    ),
    errno.EISDIR: ("那是文件夹，不是文件。请给出文件的路径。", "that is a folder. Give the path of a file."),
    errno.ENOTEMPTY: ("文件夹里有别的东西。请换一个文件夹。", "the folder is not empty. Choose another."),
    errno.EACCES: (
        "没有权限。请换一个路径，或请管理员给您权限。",
        "permission is denied. Choose another path, or ask for it.",
    ),
    errno.EPERM: (
        "没有权限。请换一个路径，或请管理员给您权限。",
        "permission is denied. Choose another path, or ask for it.",
    ),
    errno.EROFS: ("那里只能读、不能写。请换一个路径。", "the place is read-only. Choose another path."),
    errno.ENOSPC: ("磁盘满了。请腾出空间再试。", "the disk is full. Make room and try again."),
    errno.EDQUOT: ("您的磁盘配额用完了。请腾出空间再试。", "your disk quota is used up. Make room and try again."),
    errno.ENAMETOOLONG: ("名字太长。请换一个短些的。", "the name is too long. Choose a shorter one."),
    errno.ELOOP: ("链接绕成了圈。请换一个路径。", "links lead in a circle. Choose another path."),
    errno.EMFILE: ("打开的文件太多。请关掉一些程序再试。", "too many files are open. Close programs and try again."),
    errno.EIO: (
        "磁盘读写出错。请换一个磁盘，并检查这一个。",
        "the disk fails. Use another, and have this one checked.",
    ),
    errno.EADDRNOTAVAIL: ("这台机器没有这个地址。请换一个地址。", "this machine has no such address. Choose another."),
}


def system_error(error: OSError) -> tuple[str, str]:
    """Cause and remedy in Chinese and in English, each a sentence or two, to stand after a path and a colon."""
    known = _WORDS.get(error.errno or 0)
    if known:
        return known
    sign = error.strerror or type(error).__name__
    number = "" if error.errno is None else f" {error.errno}"
    return (
        f"操作系统报错{number}（{sign}）。请检查路径、权限和磁盘空间。",
        f"{sign}. Check path, permissions and space.",
    )
