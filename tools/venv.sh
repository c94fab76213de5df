#!/bin/sh
# Makes the environment: venv.sh FOLDER PYTHON. Debian and Ubuntu ship Python without the part that this needs.
set -eu
venv=$1
shift
"$@" -m venv "$venv" && exit 0
if "$@" -c 'import venv, ensurepip' >/dev/null 2>&1; then
    echo "$* could not make the environment $venv: the lines above say why." >&2
else
    package=$("$@" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')
    echo "This Python cannot make an environment: the Debian package $package is missing." >&2
    echo "Install it with: sudo apt-get install $package" >&2
fi
exit 1
