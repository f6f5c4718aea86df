"""Lines of generated Python, in blocks that stay open: a line may still be put into an outer block."""

from __future__ import annotations

from collections.abc import Iterator

MOST_DEPTH = 60


class Block:
    """Lines and inner blocks. An inner block stands under a header that ends in a colon."""

    def __init__(self) -> None:
        self._parts: list[str | tuple[str, Block]] = []

    def line(self, text: str) -> None:
        self._parts.append(text)

    def block(self, header: str, inner: Block | None = None) -> Block:
        """An inner block under the header, filled later."""
        inner = Block() if inner is None else inner
        self._parts.append((header, inner))
        return inner

    def place(self) -> Block:
        """A block without header, where lines may still be added before what follows."""
        return self.block("")

    def extend(self, other: Block) -> None:
        """All parts of another block, here."""
        self._parts.extend(other._parts)

    @property
    def empty(self) -> bool:
        return all(not isinstance(part, str) and not part[0] and part[1].empty for part in self._parts)

    def text(self, depth: int = 0) -> str:
        """The Python source."""
        return "\n".join(self._lines(depth)) + "\n"

    def _lines(self, depth: int) -> Iterator[str]:
        margin = " " * depth  # one space a level: deep rules stay short
        for part in self._parts:
            if isinstance(part, str):
                yield margin + part
            elif not part[0]:
                yield from part[1]._lines(depth)
            else:
                yield margin + part[0]
                inner = list(part[1]._lines(depth + 1))
                yield from inner or [margin + " pass"]
