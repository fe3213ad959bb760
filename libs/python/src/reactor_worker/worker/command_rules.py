"""Checks a command against the rules of its author."""

from __future__ import annotations

from typing import Any

from ..channel.messages import FieldProblem, Outcome
from ..contract.field_values import hydrate
from ..contract.model_contract import CommandContract
from ..contract.value_check import value_problems
from .rule_budget import RuleBudget
from .time_limit import TimeExpired, within_time

_MAX_PROBLEMS = 20
"""Most problems in one refusal."""


class Refused(Exception):
    """The command never reaches its handler; the outcome says why."""

    def __init__(self, outcome: Outcome) -> None:
        super().__init__(outcome["message"])
        self.outcome = outcome


def check_rules(command: CommandContract, args: dict[str, Any], budget: RuleBudget) -> dict[str, Any]:
    """The arguments as the author declared them, by the names of parameters; files are not among them.

    The server has checked them against the schema; here the author's code runs, which may raise anything. Where its
    time depends on what a client sends, it is limited: one that never ends would stop the model. Raises ``Refused``.
    """
    if not command.has_rules:
        return _hydrated(command, args)
    limit = budget.limit
    try:
        return within_time(limit, lambda: _hydrated(command, args))
    except TimeExpired:
        budget.expired(limit)
        raise Refused(
            {
                "ok": False,
                "code": "invalid_command",
                "message": f"{command.name}: its arguments could not be checked within {limit * 1000:.0f} ms; "
                "send shorter or simpler values",
                "rules": "expired",
            }
        ) from None


def _hydrated(command: CommandContract, args: dict[str, Any]) -> dict[str, Any]:
    problems: list[FieldProblem] = []
    values: dict[str, Any] = {}
    for field in command.fields:
        if field.kind == "file":
            continue
        found = list(value_problems(field, args.get(field.name), field.name, hydrate))
        problems.extend(found)
        if not found:
            values[field.attribute] = hydrate(field, args.get(field.name))
    if problems:
        raise Refused(_refusal(command.name, problems))
    return values


def _refusal(name: str, problems: list[FieldProblem]) -> Outcome:
    first = problems[:_MAX_PROBLEMS]
    more = len(problems) - len(first)
    texts = "; ".join(problem["message"] for problem in first)
    return {
        "ok": False,
        "code": "invalid_command",
        "message": f"{name}: {texts}" + (f"; and {more} more problems" if more else ""),
        "field": first[0]["field"],
        "fields": first,
        "rules": "broken",
    }
