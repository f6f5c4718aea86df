"""What a message is about, in the language of its reader."""

from __future__ import annotations

_WORDS = {
    "rule": "规则",
    "parameter": "参数",
    "reading": "读法",
    "table": "表格",
    "fact": "事实",
    "codes": "代码表",
    "benefit": "待遇",
    "process": "程序",
    "step": "步骤",
    "row": "行",
    "column": "列",
    "code": "代码",
    "option": "选项",
    "front matter": "文件开头",
    "case": "实例",
    "defaults": "默认值",
    "members": "成员",
}


class Subject(str):
    """Something that a policy defines, or a part of it: `rule low_income`, `table inpatient row dibao`.

    The text itself is English; `words` also has it in Chinese: 规则 low_income、表格 inpatient 的行 dibao.
    """

    zh: str

    def __new__(cls, kind: str, name: str = "") -> Subject:
        subject = super().__new__(cls, f"{kind} {name}".strip())
        subject.zh = f"{_WORDS.get(kind, kind)} {name}".strip()
        return subject

    def part(self, kind: str, name: str = "") -> Subject:
        """A part of it."""
        inner = Subject(kind, name)
        subject = Subject(f"{self} {inner}")
        subject.zh = f"{self.zh} 的{'' if kind in _WORDS else ' '}{inner.zh}"
        return subject

    def words(self, lang: str) -> str:
        """In `zh` or `en`."""
        return self.zh if lang == "zh" else str(self)
