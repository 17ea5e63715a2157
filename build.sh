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

# Runs one class of the storage's tests with more of it than every test run has. Usage: storage_test CLASS [NAME=VALUE...]
storage_test() {
    local class=$1
    shift
    dotnet build tests/ExportNative.StorageTests -c "$configuration" --nologo -v quiet
    env "$@" "tests/ExportNative.StorageTests/bin/$configuration/net10.0/ExportNative.StorageTests" -noColor -diagnostics -class "$class"
}

# 200 rounds of killing processes at random points, with every invariant checked after each.
verb_kill-loop() { storage_test ExportNative.StorageTests.Processes.KilledProcesses "STORAGE_KILL_ROUNDS=${1:-200}"; }

# 60 freezes of one of three processes at random points, for about as long as its lease.
verb_freeze-loop() { storage_test ExportNative.StorageTests.Processes.FrozenProcesses "STORAGE_FREEZE_ROUNDS=${1:-60}"; }

# Four processes of eight workers each on one file for 60 seconds.
verb_storage-load() { storage_test ExportNative.StorageTests.Processes.ProcessesOfOneFile "STORAGE_LOAD_SECONDS=${1:-60}"; }

# The size of the file after 1,000,000 jobs have expired.
verb_storage-expiry() { storage_test ExportNative.StorageTests.SqliteOnly.FileSize "STORAGE_EXPIRING_JOBS=${1:-1000000}"; }

bench_storage() {
    dotnet build tests/ExportNative.Benchmarks -c "$configuration" --nologo -v quiet
    "tests/ExportNative.Benchmarks/bin/$configuration/net10.0/ExportNative.Benchmarks" storage "${1:-100000}" tests/ExportNative.Benchmarks/reports/storage.md
}

verb_bench() {
    local what=${1:-}
    shift || true
    if declare -F "bench_$what" >/dev/null; then "bench_$what" "$@"
    else
        echo "usage: ./build.sh bench storage"
        return 2
    fi
}

verb=${1:-help}
shift || true
if declare -F "verb_$verb" >/dev/null; then "verb_$verb" "$@"
else
    echo "usage: ./build.sh setup | build | test | bench storage | kill-loop | freeze-loop | storage-load | storage-expiry"
    [ "$verb" = help ]
fi
