"""Mistakes in a declaration, collected."""

from __future__ import annotations

from ..errors import ReactorError


class DeclarationProblems:
    """Every mistake of a model's class, each with its place and the fix."""

    def __init__(self) -> None:
        self._found: list[str] = []

    def add(self, where: str, what: str) -> None:
        """Note one."""
        text = f"{where}: {what}"
        if text not in self._found:
            self._found.append(text)

    def add_unless_within(self, where: str, option: str, value: float | None, least: float, most: float) -> None:
        """Note a number that is not within its bounds."""
        if value is None or (
            isinstance(value, (int, float)) and not isinstance(value, bool) and least <= value <= most
        ):
            return
        self.add(where, f"{option} must be a number from {least:g} to {most:g} (got {value!r})")

    def raise_if_any(self, owner: str) -> None:
        """Raise one ``bad_declaration`` with all of them."""
        if self._found:
            raise ReactorError("bad_declaration", f"{owner} is declared wrongly: " + "; ".join(self._found))
