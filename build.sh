#!/usr/bin/env bash
# The only entry: setup, build, test, bench, demo. `./build.sh` alone prints what there is.
set -euo pipefail
cd "$(dirname "$0")"
configuration=${CONFIGURATION:-Release}

# Installs Debian packages that are missing, and says so. Usage: need PACKAGE...
need() {
    local missing=()
    for package in "$@"; do
        dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'install ok installed' || missing+=("$package")
    done
    ((${#missing[@]})) || return 0
    echo "installing with apt: ${missing[*]}"
    local sudo=''
    [ "$(id -u)" = 0 ] || sudo=sudo
    $sudo apt-get update -qq
    DEBIAN_FRONTEND=noninteractive $sudo apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
}

# What the product needs at run time: the shared libraries of whatever FFmpeg this system has.
need_libraries() {
    command -v ldconfig >/dev/null && ldconfig -p | grep -q 'libavformat\.so\.' && ldconfig -p | grep -q 'libavcodec\.so\.' && return 0
    need ffmpeg
}

# What the tests need beyond that: the ffmpeg command line makes the footage, gcc and headers check the binding's offsets.
need_test_tools() {
    need ffmpeg gcc libc6-dev libavformat-dev libavcodec-dev libavutil-dev
}

verb_setup() { need_libraries; need_test_tools; dotnet restore ExportNative.sln; }

verb_build() {
    need_libraries
    dotnet build ExportNative.sln -c "$configuration" --nologo -v quiet
    dotnet publish src/ExportNative.Service -c "$configuration" --nologo -v quiet --no-build -o artifacts
}

verb_test() {
    need_test_tools
    dotnet build ExportNative.sln -c "$configuration" --nologo -v quiet
    local log status=0
    log=$(mktemp)
    dotnet test --solution ExportNative.sln -c "$configuration" --no-build "$@" 2>&1 | tee "$log" || status=$?
    # One plain closing line from the runner's own totals.
    awk '/^ *succeeded: /{p=$2} /^ *failed: /{f=$2} /^ *skipped: /{s=$2} END{printf "%d passed, %d failed", p, f; if (s) printf ", %d skipped", s; print ""}' "$log"
    rm -f "$log"
    return "$status"
}

verb=${1:-help}
shift || true
if declare -F "verb_$verb" >/dev/null; then "verb_$verb" "$@"
else
    echo "usage: ./build.sh setup | build | test"
    [ "$verb" = help ]
fi
