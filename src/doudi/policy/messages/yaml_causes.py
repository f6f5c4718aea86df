"""What the YAML parser complains of, in words for those who write policies."""

from __future__ import annotations

_CAUSES = {
    "mapping values are not allowed": ("这里不该有冒号", "a colon where none may be"),
    "could not find expected ':'": ("缺冒号，或缩进不齐", "a colon is missing, or the indentation is uneven"),
    "did not find expected key": (
        "缩进不齐，或上一行没有写完",
        "uneven indentation, or the line before is not finished",
    ),
    "did not find expected ',' or ']'": (
        "方括号没有配对，或少了逗号",
        "a square bracket is not closed, or a comma is missing",
    ),
    "did not find expected ',' or '}'": ("花括号没有配对，或少了逗号", "a brace is not closed, or a comma is missing"),
    "did not find expected '-' indicator": ("列表项没有对齐", "the items of a list are not aligned"),
    "did not find expected node content": ("该有内容的地方是空的", "something is missing here"),
    "did not find expected <document start>": ("前面的内容已经结束", "the content has ended before this"),
    "block sequence entries are not allowed": ("这里不该有“-”", "a hyphen where none may be"),
    "block mapping entries are not allowed": ("这里不该有“键: 值”", "a mapping where none may be"),
    "found unexpected end of stream": ("引号没有配对", "a quotation mark is not closed"),
    "found character that cannot start any token": (
        "有不能用在开头的字符（如 tab、@、`、%）",
        "a character that cannot begin a value (such as a tab, @, ` or %)",
    ),
    "found undefined tag handle": ("有不认识的标签", "an unknown tag"),
    "found unknown escape character": ("双引号里有不认识的反斜杠写法", "an unknown backslash escape in double quotes"),
    "found a tab character": ("缩进用了 tab", "a tab in the indentation"),
}


class YamlCause(str):
    """The parser's own words, which say themselves in `zh` or `en`."""

    def words(self, lang: str) -> str:
        for beginning, (zh, en) in _CAUSES.items():
            if self.startswith(beginning):
                return zh if lang == "zh" else en
        return str(self)
