#!/bin/sh
# Everything that `make test` proves, in the order in which a fault is cheapest to find. What the tests of the
# documents need is looked for just before the tests: a machine without it still checks style, types and layers.
set -eu
cd "$(dirname "$0")/.."
bin=.venv/bin
step() { printf '\n== %s\n' "$1"; shift; "$@"; }
step "Style (ruff)" $bin/ruff check .
step "Format (ruff)" $bin/ruff format --check .
step "Types (mypy)" $bin/mypy
step "Layers (import-linter)" $bin/lint-imports --no-cache
[ "${1:-}" = check ] && exit 0
step "LibreOffice and poppler" sh tools/office.sh
step "Chromium and PostgreSQL" sh tools/browser.sh
rm -f .coverage .coverage.*
step "Tests (pytest)" $bin/python -m pytest -n "${JOBS:-2}" --dist loadgroup --cov --cov-report=term --cov-fail-under=90
