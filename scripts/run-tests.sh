#!/bin/sh
# Runs all tests, and repeats the failures at the end, since a run prints thousands of lines.
# Arguments go to `swift test`.
set -u
log=.build/test-output.txt
status=.build/test-status
{
    swift test "$@" 2>&1
    echo $? >"$status"
} | tee "$log"
if [ "$(cat "$status")" != 0 ]; then
    echo
    echo "What failed (all output is in $log):"
    grep --text --after-context=5 -E '✘|Fatal error|: error:' "$log" | grep --text -vE '^(◇|✔|--)'
    exit 1
fi
