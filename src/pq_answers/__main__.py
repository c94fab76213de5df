"""Entry point of `pq-answers` and of `python -m pq_answers`."""

from __future__ import annotations

import sys

from pq_answers.cli import main as run


def main() -> None:
    """Run the command line and leave with its exit code."""
    sys.exit(run())


if __name__ == "__main__":
    main()
