#!/bin/sh
# The web application is tested in a real browser and on both databases. Where this machine lacks them they are
# installed if that is allowed; else they are named and the run stops: no test is skipped in silence.
set -eu
missing=""
command -v chromium >/dev/null 2>&1 || missing="chromium"
[ -n "$(ls /usr/lib/postgresql/*/bin/initdb 2>/dev/null)" ] || missing="$missing postgresql"
missing=${missing# }
[ -n "$missing" ] || exit 0
if command -v apt-get >/dev/null 2>&1 && [ "$(id -u)" = 0 ]; then
    echo "Installing $missing"
    apt-get update -qq >/dev/null
    # shellcheck disable=SC2086
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >/dev/null
else
    echo "The tests were not run. They need these Debian packages: $missing" >&2
    echo "Install them with: sudo apt-get install $missing" >&2
    exit 1
fi
