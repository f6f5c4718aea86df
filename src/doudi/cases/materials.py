"""What is missing, asked for once, in one letter, and never a second time (一次性告知)."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from doudi.accounts.actor import Actor
from doudi.accounts.rights import require, require_area
from doudi.audit import services as audit
from doudi.cases import facts
from doudi.cases.course import locked, tell
from doudi.cases.deciding import grounds
from doudi.cases.models import Case, Material, MaterialList, MaterialState
from doudi.cases.problems import CaseProblem, check_reason
from doudi.office_day import not_after_today
from doudi.rulebook.processes import Setting

Need = dict[str, Any]
"""A fact that the policy still needs: `{"fact", "of", "label", "for"}`."""


def missing(case: Case, on: datetime.date) -> list[Need]:
    """The facts on which a result of the policy still hangs, in the order in which people are asked."""
    found = grounds(case, on)
    return [
        {"fact": need["fact"], "of": need["of"], "label": _label(found.setting, need, found.facts), "for": need["for"]}
        for need in found.assessment["needs"]
        if "fact" in need
    ]


def _label(setting: Setting, need: Need, household: dict[str, Any]) -> str:
    entity = "household" if need["of"] == household["id"] else "person"
    return setting.policy.facts[entity, need["fact"]].label


@transaction.atomic
def ask_once(
    *,
    actor: Actor,
    case: Case,
    on: datetime.date,
    documents: Iterable[str] = (),
    leave_out: Collection[tuple[str, str]] = (),
) -> MaterialList:
    """Make the one list: what the policy needs to know, and the papers that the office asks for.

    `leave_out` are facts (name, of) that the office finds out by itself. Raises `CaseProblem` for a second list
    and for an empty one.
    """
    require(actor, "case.open")
    require_area(actor, case.area_id)
    case = locked(case)
    not_after_today(on, _("告知日期"), CaseProblem)
    if not case.is_open:
        raise CaseProblem(_("本件已经办结。"))
    made = MaterialList.objects.filter(case=case).first()
    if made is not None:
        raise CaseProblem(_("一次性告知单已于 %s 发出，不能再发第二份。") % made.made_on.isoformat())
    people = facts.people(case.household, on)
    needs = [need for need in missing(case, on) if (need["fact"], need["of"]) not in leave_out]
    papers = list(dict.fromkeys(text.strip() for text in documents if text.strip()))
    if not needs and not papers:
        raise CaseProblem(_("没有缺少的材料，不用告知。"))
    made = MaterialList.objects.create(case=case, made_on=on, made_by=actor.membership)
    for need in needs:
        person = people.get(need["of"])
        Material.objects.create(
            letter=made, fact=need["fact"], person=person, label=need["label"], needed_for=need["for"]
        )
    for label in papers:
        Material.objects.create(letter=made, label=label)
    tell(case, "asked", on, actor, data={"count": len(needs) + len(papers)})
    audit.record(actor=actor, verb="materials.asked", subject=case, area=case.area_id)
    return made


@transaction.atomic
def settle(*, actor: Actor, material: Material, state: str, on: datetime.date, note: str = "") -> Material:
    """Say that a material has come, or that it is not needed after all (with the reason in `note`)."""
    case = material.letter.case
    require(actor, "case.open")
    require_area(actor, case.area_id)
    locked(case)
    not_after_today(on, _("办理日期"), CaseProblem)
    check_reason(note, _("免交要写明理由。") if state == MaterialState.WAIVED else "")
    material.state, material.settled_on, material.note = state, on, note
    if state == MaterialState.ASKED:
        material.settled_on = None
    material.save()
    tell(case, "material", on, actor, text=note, data={"material": material.pk, "state": state})
    audit.record(actor=actor, verb="material.settled", subject=material, area=case.area_id, details={"state": state})
    return material
