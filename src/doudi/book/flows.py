"""A policy's page of pictures: which results rest on which, and what every fact has a hand in."""

from __future__ import annotations

from typing import Any

from doudi.book import flow
from doudi.book.citing import Named
from doudi.book.rests import Ground
from doudi.book.speaker import Speaker


def flow_page(say: Speaker, ground: Ground) -> dict[str, Any]:
    """What the template of the flow needs."""
    return {
        "whole": flow.whole(ground, say.lexicon, say.t("全貌")),
        "alone": [say.link(Named("rule", say.policy.rules[name])) for name in flow.standing_alone(ground)],
        "goals": [_goal(name, say, ground) for name in goals(ground)],
        "facts": _facts(say, ground),
    }


def goals(ground: Ground) -> list[str]:
    """The results that decide a benefit, in the policy's order; where there is no benefit, those nothing rests on."""
    policy = ground.policy
    named = {word for benefit in policy.benefits.values() for word in (benefit.amount, benefit.when) if word}
    return [name for name in policy.rules if (name in named if named else not ground.over(name))]


def _goal(name: str, say: Speaker, ground: Ground) -> dict[str, Any]:
    label = say.name(say.policy.rules[name])
    return {
        "name": name,
        "label": label,
        "rules": len(ground.under(name)) + 1,
        "facts": ground.facts(name),
        "picture": flow.under_result(ground, name, say.lexicon, label),
    }


def _facts(say: Speaker, ground: Ground) -> list[dict[str, Any]]:
    """Every fact that a result asks for, with those results and the benefits that hang on it."""
    policy, found = say.policy, []
    asked = {fact for direct in ground.direct.values() for fact in direct.facts}
    for entity, name in (fact for fact in policy.facts if fact in asked):
        direct = [rule for rule, rests in ground.direct.items() if (entity, name) in rests.facts]
        reached = {over for rule in direct for over in (rule, *ground.over(rule))}
        benefits = [say.name(b) for b in policy.benefits.values() if reached & {b.amount, b.when}]
        found.append(
            {
                "link": say.fact(entity, name),
                "of": say.t("个人") if entity == "person" else say.t("家庭"),
                "direct": [say.link(Named("rule", policy.rules[rule])) for rule in direct],
                "benefits": benefits,
                "all_benefits": len(benefits) == len(policy.benefits) > 1,
            }
        )
    return found
