"""The small engine that runs a procedure: which steps are open, what follows an outcome, when a case ends.

It knows neither people nor days nor the database. A `Board` is what a case looks like: its tokens, one for every passage
through a step. Whatever a procedure says, a case that has not ended has a step that somebody can do.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from doudi.rulebook.processes import Branch, Process, Step

WAITING, OPEN, SIGNED, DONE, SKIPPED, CANCELLED = "waiting", "open", "signed", "done", "skipped", "cancelled"
ACTIVE = frozenset({WAITING, OPEN, SIGNED})
IN_HAND = frozenset({OPEN, SIGNED})
NEXT, RETURNED, REFUSED, OBJECTED, REDO = "next", "returned", "refused", "objected", "redo"

Choose = Callable[[Step], Branch | None]
"""The way on from a step, by the facts of the case."""


class NoSuchWay(ValueError):
    """The procedure has no such outcome at this step."""


@dataclass(eq=False, slots=True)
class Token:
    """A passage through a step. `asked`: whether an optional step was asked for; None leaves it to the procedure."""

    step: str
    state: str
    because: str = NEXT
    came_from: Token | None = None
    asked: bool | None = None
    outcome: str = ""
    led_to: str = ""
    key: int | None = None

    @property
    def is_active(self) -> bool:
        return self.state in ACTIVE

    @property
    def is_in_hand(self) -> bool:
        return self.state in IN_HAND


@dataclass(slots=True)
class Board:
    """The tokens of a case in order of their making, and the end that it has come to."""

    process: Process
    choose: Choose
    tokens: list[Token] = field(default_factory=list)
    end: str = ""

    def begin(self, step: str = "", because: str = NEXT) -> None:
        """Open the first step (or another one) of the procedure."""
        self._enter(step or self.process.start, because, None)
        self._settle()

    def outcomes(self, token: Token) -> list[str]:
        """The outcomes that a step may have: on, those that the procedure names, and from the second hand to the first."""
        step = self.process.steps[token.step]
        found = [NEXT] if step.next or self._others(token) else []
        found += [name for name in (RETURNED, REFUSED, OBJECTED) if name in step.outcomes]
        return [*found, REDO] if token.state == SIGNED else found

    def finish(self, token: Token, outcome: str, ask: bool | None = None) -> None:
        """End a step with an outcome and go on. `ask`: whether the optional step that follows is asked for.

        Raises `NoSuchWay`.
        """
        if not token.is_in_hand or outcome not in self.outcomes(token):
            raise NoSuchWay(outcome)
        step = self.process.steps[token.step]
        token.state, token.outcome = DONE, outcome
        if outcome == NEXT:
            self._go_on(token, ask)
        elif outcome == REDO:
            token.led_to = token.step
            self.tokens.append(Token(token.step, OPEN, REDO, token))
        else:
            self._cancel(self._others(token))
            token.led_to = step.outcomes[outcome]
            self._enter(token.led_to, outcome, token, ask)
        self._settle()

    def stop(self, end: str) -> None:
        """End the case from outside (withdrawn, died, moved)."""
        self._cancel([token for token in self.tokens if token.is_active])
        self.end = end

    def active(self, step: str) -> Token | None:
        """The token that is under way at a step."""
        return next((t for t in self.tokens if t.step == step and t.is_active), None)

    def latest(self, step: str) -> Token | None:
        """The last passage through a step."""
        return next((t for t in reversed(self.tokens) if t.step == step), None)

    def _others(self, token: Token) -> list[Token]:
        return [other for other in self.tokens if other is not token and other.is_active]

    def _cancel(self, tokens: Iterable[Token]) -> None:
        for token in tokens:
            token.state = CANCELLED

    def _enter(self, place: str, because: str, source: Token | None, asked: bool | None = None) -> None:
        """Come to a step (which waits until it may start) or to an end."""
        if place in self.process.ends:
            self._cancel([token for token in self.tokens if token.is_active])
            self.end = place
        elif self.active(place) is None:
            step = self.process.steps[place]
            token = Token(place, WAITING, because, source, asked)
            self.tokens.append(token)
            for other in step.alongside:
                if because == NEXT or not self._is_past(other):  # a way back repeats no check that was done
                    self._enter(other, NEXT, source)

    def _go_on(self, token: Token, ask: bool | None = None) -> None:
        """From a step that is done or skipped to what follows; a condition that holds asks for what it leads to."""
        branch = self.choose(self.process.steps[token.step])
        if branch is not None:
            token.led_to = branch.to
            self._enter(branch.to, NEXT, token, True if ask is None and branch.when is not None else ask)

    def _settle(self) -> None:
        """Start or skip what may, until nothing changes; then make sure that somebody has something to do."""
        skipped: set[str] = set()
        while not self.end:
            waiting = sorted((t for t in self.tokens if t.state == WAITING), key=self._decides)
            ready = next(filter(self._may_start, waiting), None)
            if ready is None:
                if any(t.is_in_hand for t in self.tokens) or not self._loosen():
                    return
            elif self._is_wanted(ready) or ready.step in skipped:
                ready.state = OPEN
            else:
                skipped.add(ready.step)
                ready.state = SKIPPED
                self._go_on(ready)

    def _is_wanted(self, token: Token) -> bool:
        """An optional step is done when it is asked for, and, where nobody says, when an objection has just led to it."""
        step = self.process.steps[token.step]
        if not step.optional or not step.next:
            return True
        if token.asked is not None:
            return token.asked
        return token.because == OBJECTED or (token.came_from is not None and token.came_from.because == OBJECTED)

    def _may_start(self, token: Token) -> bool:
        """Whether all that must be done before is done, and nothing in hand is about to lead here as well.

        A decision waits for everything that is in hand.
        """
        step = self.process.steps[token.step]
        if any(not self._is_past(other) for other in step.after if other != token.step):
            return False
        in_hand = [t for t in self.tokens if t.is_in_hand and t.step != token.step]
        if self._decides(token):
            return not in_hand
        return not any(branch.to == token.step for t in in_hand for branch in self.process.steps[t.step].next)

    def _decides(self, token: Token) -> bool:
        return self.process.steps[token.step].kind == "decide"

    def _is_past(self, step: str) -> bool:
        latest = self.latest(step)
        return latest is not None and latest.state in (DONE, SKIPPED)

    def _loosen(self) -> bool:
        """Nothing is in hand: start what the waiting steps wait for, and if they wait for each other, themselves."""
        waiting = [t for t in self.tokens if t.state == WAITING]
        for token in waiting:
            for other in self.process.steps[token.step].after:
                if not self._is_past(other) and self.active(other) is None:
                    self.tokens.append(Token(other, OPEN, NEXT, token.came_from))
                    return True
        for token in waiting:
            token.state = OPEN
        return bool(waiting)
