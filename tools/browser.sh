#!/bin/sh
# The web application is tested in a real browser and on both databases.
set -eu
set --
command -v chromium >/dev/null 2>&1 || set -- "$@" chromium
[ -n "$(ls /usr/lib/postgresql/*/bin/initdb 2>/dev/null)" ] || set -- "$@" postgresql
exec sh "$(dirname "$0")/packages.sh" "$@"
