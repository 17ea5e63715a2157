#!/usr/bin/env bash
# Runs test programs that are built already, and adds up what they say. Usage: run-tests.sh PROJECT... [-- OPTION...]
# Wherever it runs nothing is built and only the .NET runtime is needed: in an image, in another Debian.
set -euo pipefail
cd "$(dirname "$0")/../.."
log=$(mktemp)
trap 'rm -f "$log"' EXIT
status=0
projects=()
while [ $# -gt 0 ] && [ "$1" != -- ]; do
    projects+=("$1")
    shift
done
[ $# = 0 ] || shift
for project in "${projects[@]}"; do
    program=tests/ExportNative.$project/bin/${CONFIGURATION:-Release}/net10.0/ExportNative.$project
    "$program" -noColor -noLogo "$@" 2>&1 | { grep -vE '^ *(Discover(ing|ed)|Starting|Finished): |^=== ' || true; } | tee -a "$log" || status=1
done
awk -v asked=${#projects[@]} '
    / Total: [0-9]+, Errors: / {
        programs++
        for (i = 1; i < NF; i++) { n = $(i + 1) + 0; if ($i == "Total:") t += n; if ($i == "Errors:" || $i == "Failed:") f += n; if ($i == "Skipped:") s += n }
    }
    END { printf "%d passed, %d failed, %d skipped\n", t - f - s, f, s; exit programs != asked || f > 0 }' "$log" || status=1
exit "$status"
