"""Messages about worked cases. code: (起因, 办法, cause, remedy)."""

CASES: dict[str, tuple[str, str, str, str]] = {
    "case-fact": (
        "{what}：{detail}",
        "",
        "{what}: {detail_en}",
        "",
    ),
    "case-twice": (
        "{what} 与第 {first} 行的实例同名。",
        "给它另起一个名字。",
        "{what} has the name of the case on line {first}.",
        "Give it another name.",
    ),
    "case-member": (
        "{what} 里没有成员“{name}”{nearest}。",
        "成员有：{known}。",
        "{what} has no member “{name}”{nearest}.",
        "Members: {known}.",
    ),
    "case-empty": (
        "{what} 没有写应有的结果。",
        "在 expect 或 members 里写明。",
        "{what} expects nothing.",
        "Write what it must come to under expect or members.",
    ),
    "case-entity": (
        "{what}：{name} 写错了地方。",
        "家庭的结果写在 expect 里，成员的结果写在 members 里。",
        "{what}: {name} stands in the wrong place.",
        "Results of the household go under expect, those of a member under members.",
    ),
    "case-need": (
        "{what}：没有叫“{name}”的事实、参数或读法{nearest}。",
        "改正或删去。",
        "{what}: there is no fact, parameter or reading “{name}”{nearest}.",
        "Correct or remove it.",
    ),
}
