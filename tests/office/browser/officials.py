"""Officials at their desks, in a browser: verbs named as they would name them."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django_otp.oath import TOTP
from places import Place

from doudi.accounts.rights import POSTS
from doudi.desk import words

SOON = 15_000
"""Milliseconds after which a page that does not answer fails its test."""
HANGS = 7
"""Days that a notice hangs under every one of the five policies; on the next day it is over."""
ANSWERS = {
    "核对报告编号": "HD-1",
    "核对结果": "与申报一致",
    "入户人员（两人以上）": "虚春梅、虚建平",
    "调查结论": "与申报相符",
    "地点": "居委会",
    "到会人数": "9",
    "同意人数": "9",
    "不同意人数": "0",
    "张贴地点": "社区公示栏",
    "抽查人员": "虚春梅、虚建平",
    "抽查结果": "属实",
    "参会人员": "民政、财政、医保",
    "本件决议": "同意",
    "档案盒号": "A-1",
}
"""What is written in a step's form, by the label of the field."""
DAYS = ("核对报告日期", "入户日期", "评议日期", "张贴日期", "抽查日期", "会议日期")
"""The labels of days in a step's form: all are the day on which the step is done."""
NAMED = {words.post(post): post for post in POSTS}


def code_of(key: str) -> str:
    """What a phone with this key shows now."""
    totp = TOTP(bytes.fromhex(key))
    totp.time = time.time()
    return f"{totp.token():06d}"


@dataclass
class Office:
    """The office, its calendar, and the pages that are open in it: one for each person at a desk."""

    address: str
    known: dict[str, Any]
    new_page: Callable[..., Any]
    calendar: Path
    desks: dict[str, Any] = field(default_factory=dict)

    def of(self, place: Place) -> dict[str, Any]:
        """What is known of a place."""
        found: dict[str, Any] = self.known["places"][place.policy]
        return found

    def person(self, place: Place, post: str) -> dict[str, str]:
        """Who holds a post; `other_clerk` is the clerk of another township of the place."""
        known = self.of(place)
        found: dict[str, str] = known["other_clerk"] if post == "other_clerk" else known["people"][post]
        return found

    def wait(self, days: int) -> None:
        """Let days pass."""
        self.calendar.write_text(str(int(self.calendar.read_text(encoding="ascii")) + days), encoding="ascii")

    def public(self, **options: Any) -> Any:
        """A page of somebody who has not signed in."""
        page = self.new_page(allow=self.address, **options)
        page.set_default_timeout(SOON)
        return page

    def desk(self, place: Place, post: str, **options: Any) -> Any:
        """The page of somebody who is signed in; the same one each time, unless it is to be of a special kind."""
        key = f"{place.policy} {post} {sorted(options.items())}"
        if key not in self.desks:
            self.desks[key] = self.public(**options)
            session = self.person(place, post)["session"]
            self.desks[key].context.add_cookies([{"name": "sessionid", "value": session, "url": self.address}])
        return self.desks[key]

    def sign_in(self, page: Any, place: Place, post: str) -> None:
        """Sign in by the form, with the code of the phone where the post needs one."""
        who = self.person(place, post)
        page.goto(f"{self.address}/desk/sign-in/")
        page.get_by_label("账号").fill(who["username"])
        page.get_by_label("密码").fill(self.known["password"])
        page.get_by_role("button", name="登录").click()
        if who["phone"]:
            page.get_by_label("验证码").fill(code_of(who["phone"]))
            page.get_by_role("button", name="验证").click()

    def apply_for(self, place: Place, label: str, by: str = "township.clerk", **answers: str) -> File:
        """Enter the application of a registered family: what has changed, what it asks for, a last look, sent in.

        `answers` are those of the request's fields, by their labels.
        """
        page, family = self.desk(place, by), self.of(place)["households"][label]
        page.goto(f"{self.address}/desk/households/{family['number']}/")
        page.get_by_role("button", name="为这户登记申请").click()
        page.get_by_role("button", name="保存，下一步").click()
        for name, value in {"申请事项": "基本生活困难，申请救助", **answers}.items():
            write(page.get_by_label(name, exact=True), value)
        page.get_by_role("button", name="保存，下一步").click()
        page.get_by_role("button", name="提交，登记办件").click()
        return File(self, place, sent_in(page))


def sent_in(page: Any) -> str:
    """The number of the case that the page has just told of."""
    found = re.search(r"\d{6}-\d{4}-\d{6}", page.locator(".desk-messages").inner_text())
    assert found, page.locator("main").inner_text()
    return found.group()


def write(box: Any, value: str) -> None:
    """Fill in a field of either kind."""
    if box.evaluate("e => e.tagName") == "SELECT":
        box.select_option(label=value)
    else:
        box.fill(value)


@dataclass
class Waiting:
    """A step that can be done now: whose post it waits for, and its address."""

    post: str
    address: str


@dataclass
class File:
    """A case on somebody's desk."""

    office: Office
    place: Place
    number: str

    @property
    def address(self) -> str:
        return f"{self.office.address}/desk/cases/{self.number}/"

    def open(self, post: str = "county.officer", tab: str = "") -> Any:
        """The case on somebody's screen."""
        page = self.office.desk(self.place, post)
        page.goto(self.address + tab)
        return page

    def waiting(self, page: Any = None) -> dict[str, Waiting]:
        """The steps that can be done now, by their names; `page` may show the case already."""
        if page is None or page.url != self.address:
            page = self.open()
        found = {}
        for card in page.locator(".todo").all():
            link = card.get_by_role("link").get_attribute("href")
            who = card.locator("div.muted").inner_text().partition(" · ")[0].strip()
            found[card.locator("strong").inner_text()] = Waiting(NAMED[who], f"{self.office.address}{link}")
        return found

    def stands(self) -> str:
        """What the head of the case says of where it stands: 在办, or how it ended."""
        shown = self.open().locator(
            ".strip div", has=self.office.desk(self.place, "county.officer").get_by_text("状态")
        )
        return str(shown.locator("dd").inner_text()).partition(" · ")[0]

    def do_step(self, label: str, outcome: str = "", reason: str = "", **fields: str) -> dict[str, Waiting]:
        """Have a step done by whoever has to, and confirmed by whoever has to confirm it; what waits after that.

        `outcome` is the words of the result, the first of them unless given; `fields` are other answers by label.
        """
        waiting = self.waiting()
        assert label in waiting, f"{label} is not to be done; there is {list(waiting)}"
        step = waiting[label]
        waiting = self.sign(step, outcome, reason, fields)
        again = waiting.get(label)
        if again is not None and again.address == step.address and again.post != step.post:
            waiting = self.sign(again)
        return waiting

    def sign(
        self, step: Waiting, outcome: str = "", reason: str = "", fields: dict[str, str] | None = None
    ) -> dict[str, Waiting]:
        """Fill in a step's form and sign it; what waits after that."""
        page = self.office.desk(self.place, step.post)
        page.goto(step.address)
        self.fill(page, fields or {})
        if not reason and page.locator("aside .answer-open").count():
            reason = "这项标准还没有公布，先批准其他待遇。"
        early = page.locator("details.early > summary")
        if early.count():  # what is signed while a notice hangs
            early.click()
        named = re.compile(rf"^{re.escape(outcome)}(（回到.+）)?$")
        (page.get_by_role("radio", name=named) if outcome else page.get_by_role("radio")).first.check()
        if reason:
            page.get_by_label("理由或意见").fill(reason)
        page.get_by_role("button", name="签字", exact=True).click()
        page.locator(".alert, .field-error").first.wait_for()
        told = [text for text in page.locator(".alert-danger, .field-error").all_inner_texts() if text]
        assert not told, told
        return self.waiting(page)

    def fill(self, page: Any, fields: dict[str, str]) -> None:
        """Write what a step's form asks for."""
        today = page.get_by_label("办理日期").input_value()
        for label, value in {**ANSWERS, **dict.fromkeys(DAYS, today), **fields}.items():
            box = page.locator("#step").get_by_label(re.compile(rf"^{re.escape(label)}\*?$"))  # with the mark, or not
            if box.count() and box.is_visible():
                write(box, value)

    def post_notice(self, label: str) -> str:
        """Post the notice of a step; its address at the desk."""
        step = self.waiting()[label]
        page = self.office.desk(self.place, step.post)
        page.goto(step.address)
        self.fill(page, {})
        page.get_by_role("button", name="先保存").click()
        page.get_by_text("已保存，还没有签字。").wait_for()
        page.goto(f"{self.office.address}/desk/notices/")
        row = page.get_by_role("row").filter(has_text=self.number).filter(has_text="在公示期")
        return f"{self.office.address}{row.get_by_role('link').first.get_attribute('href')}"

    def object_to(self, notice: str, text: str, answered: str, upheld: str) -> None:
        """Take down an objection at the counter, and answer it in writing: 成立 or 不成立."""
        page = self.office.desk(self.place, "township.clerk")
        page.goto(notice)
        page.get_by_role("link", name="登记异议").click()
        page.get_by_label("异议内容").fill(text)
        page.get_by_role("button", name="登记", exact=True).click()
        page.get_by_role("link", name="书面答复").click()
        page.get_by_label("异议是否成立").select_option(label=upheld)
        page.get_by_label("书面答复").fill(answered)
        page.get_by_role("button", name="答复", exact=True).click()
        page.get_by_text("已答复。").wait_for()

    def hang_out(self, label: str) -> dict[str, Waiting]:
        """Post the notice of a step, let it hang its natural days, and sign that nobody objected."""
        self.post_notice(label)
        self.office.wait(HANGS)
        return self.do_step(label)

    def draw_sample(self) -> None:
        """Have the county freeze the batch and draw."""
        page = self.office.desk(self.place, "county.officer")
        page.goto(f"{self.office.address}/desk/samples/")
        page.get_by_role("button", name="冻结并抽签").first.click()
        page.get_by_text("已冻结并抽签，种子已记下。").wait_for()

    def check_means(self, label: str) -> dict[str, Waiting]:
        """Take down the family's authorisations, ask the check centre, have it report, and sign; what waits after that.

        What was reported before and still holds is not asked again.
        """
        page = self.open("township.clerk", "check/")
        if page.get_by_text("还没有核对报告。").count():
            page.get_by_role("link", name="登记授权").click()
            page.get_by_role("button", name="登记", exact=True).click()
            page.get_by_role("link", name="委托核对").click()
            page.locator("main form").get_by_role("button").first.click()
            self.report_means()
        step = self.waiting()[label]
        page = self.office.desk(self.place, step.post)
        page.goto(f"{self.office.address}/desk/")
        page.get_by_role("row").filter(has_text=self.number).get_by_role("link", name=label, exact=True).click()
        page.get_by_role("radio").first.check()
        page.get_by_role("button", name="签字", exact=True).click()
        page.locator(".alert-success").wait_for()
        return self.waiting()

    def report_means(self) -> None:
        """Have the check centre enter its report: nothing was found that was not declared."""
        page = self.office.desk(self.place, "county.checker")
        page.goto(f"{self.office.address}/desk/checks/")
        page.get_by_role("row").filter(has_text=self.number).get_by_role("link").first.click()
        page.get_by_role("link", name="录入报告").click()
        page.get_by_label("报告编号").fill(f"HD-{self.number[-6:]}")
        page.get_by_label("核对结论").fill("各数据源均没有查到与申报不符的情况。")
        page.get_by_role("button", name="录入报告").click()
        page.get_by_text("报告已录入，不能再改。").wait_for()

    def carry(self, until: str = "", most: int = 25) -> dict[str, Waiting]:
        """Do one step after another in the ordinary way, until a step of that name waits, or the case has ended."""
        waiting = self.waiting()
        for _n in range(most):
            if until in waiting or not waiting:
                break
            waiting = self.advance(next(iter(waiting)), waiting)
        assert until in waiting or (not until and not waiting), f"never came to {until}; there is {list(waiting)}"
        return waiting

    def advance(self, label: str, waiting: dict[str, Waiting]) -> dict[str, Waiting]:
        """Do one step, whatever kind it is."""
        if waiting[label].post == "county.checker":
            return self.check_means(label)
        page = self.office.desk(self.place, waiting[label].post)
        page.goto(waiting[label].address)
        if page.get_by_text("满期后才能办下一步").count():
            return self.hang_out(label)
        if page.get_by_text("还没有进入抽查批次").count():
            self.draw_sample()
        if page.get_by_text("还不能办结告知").count():
            self.inform()
        return self.do_step(label)

    def inform(self) -> None:
        """Make the letter of the decision unless it is made, and record that the applicant has it."""
        make = self.open("township.clerk", "decisions/").get_by_role(
            "button", name=re.compile("^制作 .*(批准|不予受理)通知书$")
        )
        if make.count():
            make.click()
            self.office.desk(self.place, "township.clerk").locator(".a4").wait_for()
        self.serve_letter("申请人本人")

    def print_letter(self, kind: str) -> str:
        """Make a letter of the case (one more, where it was made), and look at it as it will be printed; what it says."""
        page = self.open("township.clerk", "papers/")
        page.get_by_role("button", name=re.compile(f"^(制作|再制一份) {kind}$")).click()
        sheet = page.locator(".a4")
        sheet.wait_for()
        page.emulate_media(media="print")
        assert not page.locator(".desk-side").is_visible(), "the menu would be printed"
        text = str(sheet.inner_text())
        page.emulate_media(media="screen")
        return text

    def serve_letter(self, to: str) -> None:
        """Record that the family has the letter in its hands."""
        page = self.open("township.clerk", "decisions/")
        page.get_by_role("link", name="登记送达").first.click()
        page.get_by_label("签收人").fill(to)
        page.get_by_role("button", name="登记", exact=True).click()
        page.get_by_text(to).first.wait_for()
