"""The messages about facts and values from outside: Chinese and English, what is wrong and what to do."""

from __future__ import annotations

from doudi.vocabulary.value_messages import VALUE_MESSAGES

MESSAGES: dict[str, tuple[str, str]] = {
    # the file
    "unreadable": (
        "读不了这个文件：{cause}",
        "cannot be read: {cause_en}",
    ),
    "missing-file": ("没有这个文件。请检查路径。", "there is no such file. Check the path."),
    "is-folder": ("这是文件夹，不是文件。请给出文件的路径。", "is a folder, not a file. Give the path of a file."),
    "too-large": (
        "文件超过 {most} MB。请分成几个文件，或用 doudi run 成批计算。",
        "is larger than {most} MB. Split it, or decide a whole registry with doudi run.",
    ),
    "not-utf8": (
        "第 {line} 行不是 UTF-8 编码。请另存为 UTF-8（很可能原来是 GBK）。",
        "line {line} is not UTF-8. Save it as UTF-8 (it probably is GBK).",
    ),
    "not-json": (
        "第 {line} 行第 {column} 列不是合法的 JSON：{cause}。请改正后重试。",
        "line {line}, column {column} is not JSON: {cause_en}. Correct it and try again.",
    ),
    "empty-file": (
        "文件是空的。请用 doudi form 生成一份空表再填写。",
        "is empty. Make a form with doudi form and fill it in.",
    ),
    "too-deep": (
        "括号嵌套太深。住户里只有成员一层列表，请照 doudi form 的样子写。",
        "is nested too deeply. A household holds one list, its members; follow what doudi form writes.",
    ),
    "not-finite": (
        "{found} 不是数。不知道的请写 null 或不写。",
        "{found} is not a number. Write null for what is not known, or leave it out.",
    ),
    "top-level": (
        "最外层应是一户（{{…}}）或户的列表（[…]），这里是{found}。请照 doudi form 的样子写。",
        "must hold one household ({{…}}) or a list of them ([…]), not {found_en}. Follow what doudi form writes.",
    ),
    # the shape
    "household-shape": (
        "每一户应是一个对象（{{…}}），这里是{found}。请照 doudi form 的样子写。",
        "a household is an object ({{…}}), not {found_en}. Follow what doudi form writes.",
    ),
    "member-shape": (
        "每个成员应是一个对象（{{…}}），这里是{found}。请照 doudi form 的样子写。",
        "a member is an object ({{…}}), not {found_en}. Follow what doudi form writes.",
    ),
    "members-missing": (
        '没有写成员。请加上 "members": [{{…}}]，每人一项，1 至 {most} 人。',
        'has no members. Add "members": [{{…}}], one for each person, 1 to {most}.',
    ),
    "members-shape": (
        "应是成员的列表（[…]），这里是{found}。请每人写一项。",
        "must be a list of members ([…]), not {found_en}. Write one item for each person.",
    ),
    "members-count": (
        "有 {found} 名成员，一户应有 1 至 {most} 人。请核对共同生活的人。",
        "has {found} members; a household has 1 to {most}. Check who lives together.",
    ),
    "duplicate-key": (
        "同一个键写了两次，不知道以哪个为准。请只留一个。",
        "is written twice, and nobody can tell which counts. Keep one.",
    ),
    "id-shape": (
        "编号应是 1 至 {most} 个字的文字，这里是{found}。请加引号写成文字，或不写。",
        "an id is text of 1 to {most} characters, not {found_en}. Write it in quotation marks, or leave it out.",
    ),
    "duplicate-household": (
        "这个户编号出现了两次（第 {first} 户和第 {second} 户）。请改成不同的编号。",
        "this household id stands twice (places {first} and {second}). Give them different ids.",
    ),
    "duplicate-member": (
        "这个成员编号在本户出现了两次。请改成不同的编号。",
        "this member id stands twice in the household. Give them different ids.",
    ),
    # the key
    "unknown-key": (
        "没有这个事实，也没有相近的。请删去，或用 doudi form 查看有哪些事实。",
        "is no fact, nor near one. Remove it, or see doudi form for the facts there are.",
    ),
    "unknown-key-near": (
        "没有这个事实。最接近的是 {near}（{label}），请改正。",
        "is no fact. The nearest is {near} ({label}); correct it.",
    ),
    "key-of-member": (
        "这是成员的事实，写在了户上。请移到 members 里的那个人。",
        "is a fact of a member, written on the household. Move it to that person in members.",
    ),
    "key-of-household": (
        "这是户的事实，写在了成员上。请移到成员外面。",
        "is a fact of the household, written on a member. Move it out of the member.",
    ),
    "key-is-label": ("请写键 {near}，不写标签。", "is a label. Write the key {near}."),
    "key-is-result": (
        "这是算出来的结果，不是要填的事实。请删去。",
        "is a result that is worked out, not a fact to give. Remove it.",
    ),
    "key-is-parameter": (
        "这是政策参数，不是这一户的事实。请改用 --set {key}=… 或 --place 文件。",
        "is a parameter of the policy, not a fact of a household. Give it with --set {key}=… or a --place file.",
    ),
    # the value
    **VALUE_MESSAGES,
    "unknown-code-near": (
        "没有 {found} 这个代码。最接近的是 {near}；可写：{options}。",
        "{found} is not one of its codes. The nearest is {near}; one of: {options}.",
    ),
    # the ID number
    "id-number": ("号码{cause}。", "{cause_en}."),
    "id-birth-date": (
        "身份证上的出生日期是 {found}，与 birth_date（出生日期）{given} 不一致。请核对。",
        "says that the birth date is {found}, but birth_date (出生日期) is {given}. Check both.",
    ),
    "id-sex": (
        "身份证上的性别是 {found}，与 sex（性别）{given} 不一致。请核对。",
        "says that the sex is {found}, but sex (性别) is {given}. Check both.",
    ),
    "id-shared": (
        "与成员 {other} 的号码相同，一个号码只属于一个人。请核对。",
        "is the same number as member {other} has; a number belongs to one person. Check both.",
    ),
    # values from outside: --set and place files
    "set-form": (
        "应写成 名称=值，这里是 {found}。例：--set dibao_standard=550",
        "must be NAME=VALUE, not {found}. Example: --set dibao_standard=550",
    ),
    "set-twice": ("{name} 给了 {times} 次。请只给一次。", "{name} is given {times} times. Give it once."),
    "unknown-name": (
        "政策里没有这个参数或读法，也没有相近的。有：{options}。",
        "is no parameter or reading of the policy, nor near one. There are: {options}.",
    ),
    "no-names": (
        "这个政策没有参数，也没有读法。请删去。",
        "the policy has no parameters and no readings. Remove it.",
    ),
    "unknown-name-near": (
        "政策里没有这个参数或读法。最接近的是 {near}（{label}），请改正。",
        "is no parameter or reading of the policy. The nearest is {near} ({label}); correct it.",
    ),
    "name-is-fact": (
        "这是事实，不是参数。请写在住户的 JSON 里。",
        "is a fact, not a parameter. Give it in the JSON of the household.",
    ),
    "value-empty": ("没有写值。例：{example}", "has no value. Example: {example}"),
    "value-number": ("应是数，这里是 {found}。例：{example}", "must be a number, not {found}. Example: {example}"),
    "value-decimals": (
        "{found} 的小数超过 {most} 位。请写到 {most} 位。",
        "{found} has more than {most} decimals. Give {most} at most.",
    ),
    "value-option": (
        "没有 {found} 这个选项。可选：{options}。",
        "{found} is not one of its options: {options}.",
    ),
    "place-shape": (
        "{found}的位置或写法不对。整个文件应像这样：parameters: {{{name}: {{2021-09-27: {example}}}}}",
        "{found_en} stands in a wrong place or form. The whole file is like this: "
        "parameters: {{{name}: {{2021-09-27: {example}}}}}",
    ),
    "place-empty": (
        "没有 parameters 这一项。整个文件应像这样：parameters: {{{name}: {{2021-09-27: {example}}}}}",
        "has no parameters. The whole file is like this: parameters: {{{name}: {{2021-09-27: {example}}}}}",
    ),
    "place-date": (
        "{found} 不是日期。请写成 2021-09-27: 值。",
        "{found} is not a date. Write 2021-09-27: value.",
    ),
}
