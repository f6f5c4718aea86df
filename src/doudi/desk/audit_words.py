"""What the verbs of the audit log are called. One table: a test reads the code and finds a verb that is missing here."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from doudi.audit.models import Entry

KINDS: dict[str, tuple[Any, dict[str, Any]]] = {
    "household": (
        gettext_lazy("人和家庭"),
        {
            "household.opened": gettext_lazy("查看家庭档案"),
            "household.registered": gettext_lazy("登记家庭"),
            "household.relocated": gettext_lazy("变更家庭住址"),
            "household.ended": gettext_lazy("注销家庭"),
            "person.opened": gettext_lazy("查看个人档案"),
            "person.registered": gettext_lazy("登记人员"),
            "person.corrected": gettext_lazy("更正人员信息"),
            "person.died": gettext_lazy("登记死亡"),
            "person.merged": gettext_lazy("合并重复人员"),
            "person.unmerged": gettext_lazy("撤销人员合并"),
            "member.added": gettext_lazy("增加家庭成员"),
            "member.moved": gettext_lazy("成员转到另一户"),
            "member.left": gettext_lazy("成员离户"),
            "member.removed": gettext_lazy("删去误登的成员"),
            "member.related": gettext_lazy("变更与户主关系"),
            "facts.recorded": gettext_lazy("记下事实"),
            "secret.opened": gettext_lazy("查看完整号码"),
            "registry.searched": gettext_lazy("查找人员"),
            "registry.imported": gettext_lazy("导入家庭"),
            "registry.exported": gettext_lazy("导出家庭档案"),
            "supporter.added": gettext_lazy("登记赡养抚养扶养义务人"),
            "supporter.none": gettext_lazy("登记没有赡养抚养扶养义务人"),
            "supporter.struck": gettext_lazy("删去误登的义务人"),
        },
    ),
    "case": (
        gettext_lazy("办件"),
        {
            "case.opened": gettext_lazy("登记申请"),
            "case.read": gettext_lazy("查看办件"),
            "case.process_changed": gettext_lazy("改走另一程序"),
            "case.replayed": gettext_lazy("重放核对"),
            "case.withdrawn": gettext_lazy("申请人撤回"),
            "case.died": gettext_lazy("因死亡终止"),
            "case.moved": gettext_lazy("因迁出终止"),
            "case.destroyed": gettext_lazy("保管期满销毁"),
            "archive.proposed": gettext_lazy("提请销毁到期档案"),
            "archive.destroyed": gettext_lazy("批准销毁到期档案"),
            "archive.rejected": gettext_lazy("不同意销毁到期档案"),
            "archive.read": gettext_lazy("查看销毁清册"),
            "step.saved": gettext_lazy("保存步骤内容"),
            "step.signed": gettext_lazy("第一人签字"),
            "step.done": gettext_lazy("办完步骤"),
            "materials.asked": gettext_lazy("开出一次性告知单"),
            "material.settled": gettext_lazy("登记材料"),
            "decision.made": gettext_lazy("作出决定"),
            "decision.proposed": gettext_lazy("提出更正或撤销"),
            "decision.rejected": gettext_lazy("不同意更正或撤销"),
            "letter.served": gettext_lazy("登记送达"),
            "appeal.entered": gettext_lazy("登记复议或诉讼"),
            "appeal.ended": gettext_lazy("登记复议或诉讼审结"),
        },
    ),
    "notice": (
        gettext_lazy("公示和文书"),
        {
            "notice.posted": gettext_lazy("张贴公示"),
            "notice.photo": gettext_lazy("上传张贴照片"),
            "notice.masking": gettext_lazy("选定公示姓名的显示方式"),
            "objection.received": gettext_lazy("登记异议"),
            "objection.answered": gettext_lazy("答复异议"),
            "paper.made": gettext_lazy("制作文书"),
            "paper.read": gettext_lazy("查看文书"),
            "paper.downloaded": gettext_lazy("下载文书"),
            "list.exported": gettext_lazy("导出列表"),
        },
    ),
    "meeting": (
        gettext_lazy("会议和抽查"),
        {
            "meeting.called": gettext_lazy("召集会议"),
            "meeting.read": gettext_lazy("查看会议"),
            "meeting.asked": gettext_lazy("邀请参会人员"),
            "meeting.attendance": gettext_lazy("登记到会"),
            "meeting.left_out": gettext_lazy("移出议程"),
            "meeting.resolved": gettext_lazy("登记决议"),
            "meeting.signed": gettext_lazy("会签"),
            "meeting.closed": gettext_lazy("会议办结"),
            "meeting.cancelled": gettext_lazy("取消会议"),
            "sample.frozen": gettext_lazy("冻结批次并抽签"),
            "sample.passed": gettext_lazy("放行未抽中的件"),
            "sample.read": gettext_lazy("查看抽查批次"),
        },
    ),
    "check": (
        gettext_lazy("经济状况核对"),
        {
            "check.opened": gettext_lazy("查看核对委托"),
            "check.authorised": gettext_lazy("登记核对授权"),
            "check.withdrawn": gettext_lazy("撤回核对授权"),
            "check.requested": gettext_lazy("委托核对"),
            "check.sent": gettext_lazy("发出查询"),
            "check.answered": gettext_lazy("出具核对报告"),
            "check.attached": gettext_lazy("上传核对报告附件"),
            "check.file_opened": gettext_lazy("打开核对报告附件"),
            "check.settled": gettext_lazy("处理核对结果"),
        },
    ),
    "policy": (
        gettext_lazy("政策"),
        {
            "release.kept": gettext_lazy("政策入库"),
            "adoption.entered": gettext_lazy("录入采用的政策"),
            "adoption.approved": gettext_lazy("批准采用政策"),
            "standard.entered": gettext_lazy("录入标准"),
            "standard.approved": gettext_lazy("批准标准"),
            "rulebook.withdrawn": gettext_lazy("撤回录入的政策或标准"),
        },
    ),
    "people": (
        gettext_lazy("机构和账号"),
        {
            "user.signed_in": gettext_lazy("登录"),
            "user.signed_out": gettext_lazy("退出"),
            "user.added": gettext_lazy("增加账号"),
            "user.reset": gettext_lazy("重置账号"),
            "user.password_changed": gettext_lazy("修改密码"),
            "user.second_factor_set": gettext_lazy("设置第二验证"),
            "user.recovery_code_used": gettext_lazy("使用恢复码"),
            "role.given": gettext_lazy("授予岗位"),
            "role.ended": gettext_lazy("撤销岗位"),
            "organisation.added": gettext_lazy("增加机构"),
            "organisations.imported": gettext_lazy("导入机构"),
            "administrator.founded": gettext_lazy("设立首位管理员"),
        },
    ),
    "system": (
        gettext_lazy("系统"),
        {
            "areas.imported": gettext_lazy("导入区划"),
            "workday.set": gettext_lazy("改工作日历"),
            "workdays.filled": gettext_lazy("填充工作日历"),
            "keys.rotated": gettext_lazy("更换密钥"),
            "site.backed_up": gettext_lazy("备份"),
            "site.restored": gettext_lazy("恢复备份"),
        },
    ),
}
"""By kind: what the kind is called, and its verbs with their words."""

VERBS: dict[str, Any] = {verb: words for _words, verbs in KINDS.values() for verb, words in verbs.items()}


def verb(key: str) -> str:
    """A verb in words."""
    return str(VERBS.get(key, key))


def details(entry: Entry) -> str:
    """What an export took away."""
    if entry.verb != "list.exported":
        return ""
    about = f" {entry.details['of']}" if "of" in entry.details else ""
    return _("%(list)s%(about)s，%(count)s 行") % {
        "list": entry.details["title"],
        "about": about,
        "count": entry.details["count"],
    }
