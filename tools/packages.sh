#!/bin/sh
# Installs the Debian packages that it is given where that is allowed; else names them and stops, so that no test
# is skipped in silence. Without any it does nothing.
set -eu
[ $# -gt 0 ] || exit 0
if command -v apt-get >/dev/null 2>&1 && [ "$(id -u)" = 0 ]; then
    echo "Installing $*"
    apt-get update -qq >/dev/null
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >/dev/null
else
    echo "The tests were not run. They need these Debian packages: $*" >&2
    echo "Install them with: sudo apt-get install $*" >&2
    exit 1
fi
