"""What a brief of the demo's content says, as the form for it has it."""

from decimal import Decimal
from typing import Any

from employers.models import UnpaidGround
from portal.demo.content import types


def sentences(*parts: str) -> str:
    """The parts one after the other, each with an end."""
    said = [part if part[-1] in ".?!" else f"{part}." for part in parts if part]
    return " ".join(said)


def beside_ip(brief: types.Challenge) -> list[str]:
    """What is good to know beside whose the work is, which the terms say."""
    return [line for line in brief.good_to_know if not line.startswith("What you")]


def lent(brief: types.Challenge) -> list[str]:
    """What the host lends."""
    return [
        f"Lent to you: {cost.note[:1].lower()}{cost.note[1:]}"
        for cost in brief.costs
        if cost.what == "equipment" and "lent" not in brief.bring
    ]


def terms_of(brief: types.Challenge) -> dict[str, Any]:
    """Pay and costs as a challenge has them: pounds and pence, and a few words."""
    costs = {cost.what: cost for cost in brief.costs}
    meal = costs.get("lunch") or costs.get("supper")
    in_money = {
        f"{what}_up_to": Decimal(costs[what].up_to or 0) / 100
        for what in ("travel", "care")
        if what in costs
    }
    terms: dict[str, Any] = {
        **in_money,
        "lunch": (meal.note or meal.when).rstrip(".") if meal else "",
        "costs_note": costs["travel"].when if "travel" in costs else "",
        "unpaid_reason": "" if brief.pay.is_paid else brief.pay.reason,
    }
    if brief.pay.is_paid:
        terms["pay_per_hour"] = Decimal(brief.pay_per_hour) / 100
    else:
        terms["unpaid_ground"] = brief.pay.ground or UnpaidGround.SHADOWING
    return terms
