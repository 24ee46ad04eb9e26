#!/bin/sh
# Installs the Debian packages that are missing: install-packages.sh SUDO PACKAGE...
# With --check in place of SUDO it installs nothing, prints the missing packages and exits with 1.
# If nothing is missing it does nothing, and needs neither root nor a network. Without apt it prints what is needed.
set -eu

sudo=$1
shift

if ! command -v apt-get >/dev/null; then
    [ "$sudo" != --check ] || exit 0
    echo "This is not Debian or Ubuntu: install the equivalents of $* yourself." >&2
    exit 0
fi

missing=""
for package in "$@"; do
    if [ "$(dpkg-query --show --showformat='${db:Status-Status}' "$package" 2>/dev/null)" != installed ]; then
        missing="$missing $package"
    fi
done
[ -n "$missing" ] || exit 0
if [ "$sudo" = --check ]; then
    echo "Missing for a build:$missing. Run make setup, which installs them." >&2
    exit 1
fi

echo "Installing$missing"
$sudo apt-get update --quiet --quiet
# Services of the packages must not start: tests start their peers themselves, on free ports.
policy=/usr/sbin/policy-rc.d
if [ ! -e "$policy" ]; then
    printf '#!/bin/sh\nexit 101\n' | $sudo tee "$policy" >/dev/null
    $sudo chmod 755 "$policy"
    trap '$sudo rm -f "$policy"' EXIT
    # A signal alone would not run it in every shell.
    trap 'exit 129' HUP
    trap 'exit 130' INT
    trap 'exit 143' TERM
fi
# shellcheck disable=SC2086 # the list is to be split
$sudo env DEBIAN_FRONTEND=noninteractive apt-get install --yes --quiet --quiet --no-install-recommends $missing >/dev/null
