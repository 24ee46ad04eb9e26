#!/bin/sh
# Fails with the reason if a program would not run on the oldest system in README.md: check-portable.sh PROGRAM
set -eu
if [ $# != 1 ]; then
    echo "usage: check-portable.sh PROGRAM" >&2
    exit 64
fi
# The glibc of RHEL 9.
oldest_glibc=2.34

fail() {
    echo "check-portable.sh: $1 $2; use the program that make build makes" >&2
    exit 1
}
needed=$(objdump --private-headers "$1" | sed -n 's/^ *NEEDED *//p')
for library in $needed; do
    case $library in
    libc.so.6 | libm.so.6 | libgcc_s.so.1 | libcurl.so.4 | ld-linux-*) ;;
    *) fail "$1" "needs $library" ;;
    esac
done
newest=$(objdump --dynamic-syms "$1" | grep -o 'GLIBC_2\.[0-9]*' | sed 's/GLIBC_//' | sort -V | tail -n 1)
if [ "$(printf '%s\n' "$newest" "$oldest_glibc" | sort -V | tail -n 1)" != "$oldest_glibc" ]; then
    fail "$1" "needs glibc $newest, not $oldest_glibc"
fi
if objdump --private-headers "$1" | grep -q 'CURL_'; then fail "$1" "needs Debian's own libcurl"; fi
