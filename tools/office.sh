#!/bin/sh
# The documents are tested by converting them with LibreOffice and reading the pages with poppler.
set -eu
set --
command -v soffice >/dev/null 2>&1 || set -- "$@" libreoffice-writer-nogui libreoffice-calc-nogui
command -v pdftotext >/dev/null 2>&1 || set -- "$@" poppler-utils
fc-list 2>/dev/null | grep -qi carlito || set -- "$@" fonts-crosextra-carlito fontconfig
exec sh "$(dirname "$0")/packages.sh" "$@"
