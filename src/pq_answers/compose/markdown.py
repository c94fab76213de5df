"""Markdown prose into blocks: paragraphs, lists and emphasis, and nothing that a letter does not need."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import cache
from typing import TYPE_CHECKING

from pq_answers.compose.trace import Tracer
from pq_answers.document import Block, BulletList, Paragraph, Run, Runs
from pq_answers.errors import InputError, UserError

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

Placeholder = Callable[[str], tuple[Block, ...] | None]
"""Turns a paragraph that is a placeholder for tables into its blocks; None for ordinary text."""


@cache
def _parser() -> MarkdownIt:
    from markdown_it import MarkdownIt

    return MarkdownIt("zero").enable(["emphasis", "list", "escape", "entity", "newline"])


def blocks_of(
    text: str,
    tracer: Tracer,
    *,
    style: str = "tekst",
    placeholder: Placeholder | None = None,
    where: str = "",
) -> tuple[Block, ...]:
    """Return the blocks of Markdown `text`; raise `InputError` for what the subset does not know.

    `where` is the file that messages name.
    """
    try:
        return tuple(_Walker(_parser().parse(text), tracer, style, placeholder).blocks())
    except UserError as error:
        raise type(error)(error.what, where=error.where or where, fix=error.fix) from error


class _Walker:
    """Walks the parser's flat list of tokens once."""

    def __init__(
        self, tokens: Sequence[Token], tracer: Tracer, style: str, placeholder: Placeholder | None
    ) -> None:
        self.tokens, self.tracer, self.style, self.placeholder = iter(tokens), tracer, style, placeholder

    def blocks(self) -> Iterator[Block]:
        for token in self.tokens:
            if token.type == "paragraph_open":
                yield from self.paragraph(next(self.tokens))
            elif token.type == "bullet_list_open":
                yield BulletList(tuple(self.items()))
            elif token.type != "paragraph_close":
                raise self.unknown(token)

    @staticmethod
    def unknown(token: Token) -> InputError:
        return InputError(
            f"Deze opmaak ({token.type.removesuffix('_open')}) kent een antwoord niet.",
            fix="Gebruik alinea's, lijsten van één niveau en nadruk.",
        )

    def paragraph(self, inline: Token) -> Iterator[Block]:
        found = self.placeholder(inline.content) if self.placeholder else None
        if found is not None:
            yield from found
        else:
            yield Paragraph(self.inline(inline), self.style)

    def items(self) -> Iterator[Runs]:
        for token in self.tokens:
            if token.type == "bullet_list_close":
                return
            if token.type == "inline":
                yield self.inline(token)
            elif token.type == "bullet_list_open":
                raise self.unknown(token)

    def inline(self, token: Token) -> Runs:
        runs: list[Run] = []
        bold = italic = False
        for child in token.children or ():
            match child.type:
                case "strong_open" | "strong_close":
                    bold = child.type == "strong_open"
                case "em_open" | "em_close":
                    italic = child.type == "em_open"
                case "softbreak" | "hardbreak":
                    runs.append(Run(" ", None, bold, italic))
                case _:
                    runs.extend(self.tracer.runs(child.content, bold=bold, italic=italic))
        return merged(runs)


def merged(runs: Sequence[Run]) -> Runs:
    """Return `runs` without empty ones, and with neighbours of one style and no source joined."""
    joined: list[Run] = []
    for run in runs:
        last = joined[-1] if joined else None
        if last and not last.source and not run.source and (last.bold, last.italic) == (run.bold, run.italic):
            joined[-1] = Run(last.text + run.text, None, run.bold, run.italic)
        elif run.text:
            joined.append(run)
    return tuple(joined)
