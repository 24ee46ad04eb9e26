#!/bin/sh
# Tries the sources in a fresh root without Swift: test-sources.sh RELEASE
# `make demo` and `make test` must say in one sentence that Swift is missing and where to get it; apt must have all other packages.
# shellcheck source-path=SCRIPTDIR
if [ $# != 1 ]; then
    echo "usage: test-sources.sh RELEASE" >&2
    exit 64
fi
. "$(dirname "$0")/root.sh"
cd "$repository"

step "a fresh root of $1, with make, git and the sources"
new_root "$1"
apt install ca-certificates git make || fail "apt cannot install make and git"
git archive --prefix=root/sources/ HEAD | tar --extract --directory "$root"

step "without Swift: one sentence"
for target in demo test; do
    if in_root make --no-print-directory --directory /root/sources $target >"$work/$target.log" 2>&1; then fail "it builds"; fi
    says "there is no swift in PATH: https://www.swift.org/install/linux/" "$work/$target.log"
    [ "$(grep -cv '^make' "$work/$target.log")" = 1 ] || fail "make $target says more than one sentence"
done

step "the packages that a build needs are all there"
packages=$(sed -n 's/^BUILD_PACKAGES := //p' Makefile)
# shellcheck disable=SC2086 # the list is to be split
apt install $packages || fail "apt cannot install $packages"
echo "On $1 the sources name what is missing."
