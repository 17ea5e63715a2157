#!/usr/bin/env bash
# Runs test programs that are built already, and adds up what they say.
#
#   run-tests.sh [--summary FILE] PROJECT... [-- OPTION...]   FILE gets a line "PROJECT tests failed skipped" for each
#   run-tests.sh --list PROJECT...                            runs none, prints "PROJECT tests" for each
#
# Wherever it runs nothing is built and only the .NET runtime is needed: in an image, in another Debian.
set -euo pipefail
cd "$(dirname "$0")/../.."
# Images of .NET say where a service listens; the tests say so themselves.
unset ASPNETCORE_HTTP_PORTS
program() { echo "tests/ExportNative.$1/bin/${CONFIGURATION:-Release}/net10.0/ExportNative.$1"; }

if [ "${1:-}" = --list ]; then
    shift
    for project in "$@"; do echo "$project $(($("$(program "$project")" -preEnumerateTheories -list tests/json | grep -o '","' | wc -l) + 1))"; done
    exit
fi
summary=/dev/null
if [ "${1:-}" = --summary ]; then
    summary=$2
    shift 2
fi
log=$(mktemp)
trap 'rm -f "$log" "$log.sums"' EXIT
status=0
projects=()
while [ $# -gt 0 ] && [ "$1" != -- ]; do
    projects+=("$1")
    shift
done
[ $# = 0 ] || shift
for project in "${projects[@]}"; do
    "$(program "$project")" -noColor -noLogo "$@" 2>&1 | { grep -vE '^ *(Discover(ing|ed)|Starting|Finished): |^=== ' || true; } | tee -a "$log" || status=1
done
sed -n 's/^ *ExportNative\.\([A-Za-z]*\)  Total: \([0-9]*\), Errors: \([0-9]*\), Failed: \([0-9]*\), Skipped: \([0-9]*\),.*/\1 \2 \3 \4 \5/p' "$log" |
    awk '{ print $1, $2, $3 + $4, $5 }' >"$log.sums"
cat "$log.sums" >"$summary"
awk -v asked=${#projects[@]} '
    { t += $2; f += $3; s += $4 }
    END { printf "%d passed, %d failed, %d skipped\n", t - f - s, f, s; exit NR != asked || f > 0 }' "$log.sums" || status=1
exit "$status"
