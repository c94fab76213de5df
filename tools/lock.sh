#!/bin/sh
# Resolves the dependencies into hashed locks that name no index host.
set -eu
cd "$(dirname "$0")/.."
compile() { .venv/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
    --custom-compile-command "make lock" "$@"; }
compile requirements/bootstrap.in -o requirements/bootstrap.lock
compile pyproject.toml -o requirements/runtime.lock
compile --extra dev -c requirements/runtime.lock pyproject.toml -o requirements/dev.lock
compile --extra postgres -c requirements/runtime.lock pyproject.toml -o requirements/postgres.lock
