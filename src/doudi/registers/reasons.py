"""Why a row is left out: Chinese and English, what is wrong and what to do."""

from __future__ import annotations

from doudi.policy.inputs.facts import MOST_ID, MOST_MEMBERS

REASONS: dict[str, tuple[str, str]] = {
    "no-household": (
        "没有写户编号（household），不知道是哪一户的人。请补上。",
        "has no household number (household); nobody can tell whose member this is. Give it.",
    ),
    "no-id": ("没有写户编号（id）。请补上。", "has no household number (id). Give it."),
    "id-shape": (
        f"编号应是 1 至 {MOST_ID} 个字、能显示的文字。请改正。",
        f"an id is text of 1 to {MOST_ID} characters that can be shown. Correct it.",
    ),
    "duplicate-household": (
        "这个户编号在户的文件里出现了 {count} 次，不知道以哪一行为准。请只留一行。",
        "this household id stands {count} times in the file of households; nobody can tell which counts. Keep one.",
    ),
    "no-such-household": (
        "户的文件里没有 {household} 这一户。请补上这一户，或改正编号。",
        "there is no household {household} in the file of households. Add it, or correct the number.",
    ),
    "no-members": (
        "这一户在人的文件里没有成员。请补上成员，每户至少一人。",
        "this household has no member in the file of people. Add its members; there is at least one.",
    ),
    "too-many-members": (
        f"这一户有 {{count}} 名成员；一户至多 {MOST_MEMBERS} 人。请核对谁共同生活。",
        f"this household has {{count}} members; a household has at most {MOST_MEMBERS}. Check who lives together.",
    ),
    "duplicate-member": (
        "这个成员编号在本户出现了两次以上。请改成不同的编号。",
        "this member id stands more than once in the household. Give them different ids.",
    ),
    "id-shared": (
        "id_number（公民身份号码）：本户另有成员是同一个号码，一个号码只属于一个人。请核对。",
        "id_number (公民身份号码): another member of the household has the same number; it belongs to one person. Check both.",
    ),
    "companion": (
        "同一户有别的行有错，整户没有认定；这一行本身没有发现错误。",
        "another row of the same household is wrong, so the household was not decided; nothing is wrong with this row itself.",
    ),
    "ragged": (
        "这一行有 {found} 格，表头有 {expected} 格。请检查多余或缺少的逗号、引号。",
        "has {found} cells where the heading has {expected}. Look for a comma or quotation mark too many or missing.",
    ),
}


def reason(code: str, lang: str, **particulars: object) -> str:
    """The words of a reason."""
    return REASONS[code][0 if lang == "zh" else 1].format_map(particulars)
