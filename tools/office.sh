#!/bin/sh
# The documents are tested by converting them with LibreOffice and reading the pages with poppler. Where this
# machine lacks them they are installed if that is allowed; else they are named and the run stops: no test is
# skipped in silence.
set -eu
missing=""
command -v soffice >/dev/null 2>&1 || missing="libreoffice-writer-nogui libreoffice-calc-nogui"
command -v pdftotext >/dev/null 2>&1 || missing="$missing poppler-utils"
fc-list 2>/dev/null | grep -qi carlito || missing="$missing fonts-crosextra-carlito fontconfig"
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
