#!/usr/bin/env bash
# Short forms of `build.sh compose-test` and `build.sh test --ffmpeg 9.0`, both at once, with what is built already.
#
# Each ends with one line: "short form of WHAT: N passed, N failed, N skipped". What this machine cannot run, for want of
# rights or of an engine, counts as one that is skipped, and the line says why. Nothing outlives this script.
set -euo pipefail
cd "$(dirname "$0")/../.."

work=$(mktemp -d "${TMPDIR:-/tmp}/exportnative.XXXXXX")
children=()
clean() {
    local home
    trap '' INT TERM HUP
    # `timeout` hands the signal on to all that it started; their own traps remove what they made.
    for child in "${children[@]}"; do kill "$child" 2>/dev/null || true; done
    wait
    for home in "$work"/exportnative-engine.*; do
        [ ! -d "$home" ] || EXPORTNATIVE_ENGINE=$home tests/containers/engine.sh stop || true
    done
    awk -v work="$work/" 'index($2, work) == 1 { print $2 }' /proc/mounts | sort -r | xargs -r -n1 umount -l
    rm -rf --one-file-system "$work"
}
trap clean EXIT
trap 'exit 130' INT TERM HUP

# Starts one in the background, bounded in time. Usage: begin NAME SECONDS COMMAND...
begin() {
    local name=$1 seconds=$2
    shift 2
    (
        exec env TMPDIR="$work" timeout --kill-after=60 "$seconds" "$@"
    ) >"$work/$name.log" 2>&1 </dev/null &
    children+=($!)
}

# Waits for one and says what came of it. Usage: end NUMBER NAME WORDS
end() {
    local code=0 log=$work/$2.log passed=0 failed=0 skipped=0 why=
    wait "${children[$1]}" || code=$?
    read -r passed failed skipped < <(sed -n 's/^\([0-9]*\) passed, \([0-9]*\) failed, \([0-9]*\) skipped$/\1 \2 \3/p' "$log" | tail -1) || true
    if [ "$code" = 77 ]; then
        skipped=1 why=$(sed -n 's/.*\(not possible here: .*\)/ (\1)/p' "$log" | tail -1)
    elif [ "$code" != 0 ]; then
        sed 's/^/    /' "$log"
        [ "${failed:-0}" != 0 ] || failed=1
        [ "$code" != 124 ] && [ "$code" != 137 ] || why=' (not done in time)'
    fi
    echo "short form of $3: ${passed:-0} passed, ${failed:-0} failed, ${skipped:-0} skipped$why"
    [ "${failed:-0}" = 0 ]
}

# First, because the package manager serves one at a time.
[ "$(id -u)" != 0 ] || docker info >/dev/null 2>&1 || tests/containers/engine.sh install || true

begin image 600 tests/containers/engine.sh run tests/containers/compose-test.sh --short
begin ffmpeg 480 tests/containers/other-ffmpeg.sh 9.0 --short
status=0
end 1 ffmpeg 'test --ffmpeg 9.0' || status=1
end 0 image 'image and compose-test' || status=1
exit "$status"
