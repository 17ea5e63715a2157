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

# What the tests need beyond that: the ffmpeg command line makes the footage, gcc and headers check the binding's offsets,
# PostgreSQL is the other job storage, chromium looks at the dashboard, curl is the README's client, node runs the client module.
need_test_tools() {
    need ffmpeg gcc libc6-dev libavformat-dev libavcodec-dev libavutil-dev postgresql chromium curl nodejs iproute2
}

verb_setup() { need_libraries; need_test_tools; dotnet restore ExportNative.sln; }

verb_build() {
    need_libraries
    dotnet build ExportNative.sln -c "$configuration" --nologo -v quiet
    dotnet publish src/ExportNative.Service -c "$configuration" --nologo -v quiet --no-build -o artifacts
}

# All tests, or with --ffmpeg those that meet FFmpeg, in the Debian that has that version. Usage: test [--ffmpeg 5.1|7.1|9.0 [--short]]
verb_test() {
    if [ "${1:-}" = --ffmpeg ]; then
        shift
        test_with_ffmpeg "$@"
        return
    fi
    need_test_tools
    dotnet build ExportNative.sln -c "$configuration" --nologo -v quiet
    local log status=0
    log=$(mktemp)
    dotnet test --solution ExportNative.sln -c "$configuration" --no-build --max-parallel-test-modules 1 "$@" 2>&1 | tee "$log" || status=$?
    # Options choose tests of the solution; without any, the image and another FFmpeg are met too.
    [ $# -gt 0 ] || tests/containers/short.sh 2>&1 | tee -a "$log" || status=$?
    # One plain closing line from the runner's own totals, and those of the short forms.
    awk '/^ *succeeded: /{p+=$2} /^ *failed: /{f+=$2} /^ *skipped: /{s+=$2} /^short form of /{sub(/^[^:]*: /, ""); p+=$1; f+=$3; s+=$5} END{printf "%d passed, %d failed", p, f; if (s) printf ", %d skipped", s; print ""}' "$log"
    rm -f "$log"
    return "$status"
}

test_with_ffmpeg() {
    local version=${1:-} projects=(LibAvTests IntegrationTests ServiceTests) project
    [ "${2:-}" = --short ] && projects=(LibAvTests IntegrationTests)
    for project in "${projects[@]}"; do dotnet build "tests/ExportNative.$project" -c "$configuration" --nologo -v quiet; done
    if [ "${2:-}" = --short ]; then projects=(--short); fi
    tests/containers/other-ffmpeg.sh "$version" "${projects[@]}"
}

# The container image exportnative:latest; tests/containers/image.sh says with which options. Usage: image [--base IMAGE] [--test]
verb_image() { tests/containers/engine.sh run tests/containers/image.sh "$@"; }

# The image and the stacks of docker-compose.yml, run and measured. Usage: compose-test [--short] [XUNIT-OPTION...]
verb_compose-test() {
    need ffmpeg curl
    dotnet build tests/ExportNative.ContainerTests -c "$configuration" --nologo -v quiet
    tests/containers/engine.sh run tests/containers/compose-test.sh "$@"
}

# Writes an export config for three cameras that ran together: 12 cuts in a minute, as an editor sends them.
demo_config() {
    local cuts=(0 4.2 9.75 14.033 18.5 22.2 27.34 31 36.6 41.125 46.04 51.5 57) cameras=(0 1 2 1 0 2 0 1 0 2 1 0) segments='' i
    for i in "${!cameras[@]}"; do
        segments+="    { \"sourceIndex\": ${cameras[i]}, \"startTime\": ${cuts[i]}, \"endTime\": ${cuts[i + 1]} },"$'\n'
    done
    cat <<JSON
{
  "version": 1, "id": "demo", "projectId": "demo", "projectName": "Three cameras", "createdAt": "2026-01-01T00:00:00Z",
  "sources": [
    { "id": "1", "name": "Wide", "filePath": "cam1.mp4" },
    { "id": "2", "name": "Left", "filePath": "cam2.mp4" },
    { "id": "3", "name": "Right", "filePath": "cam3.mp4" }
  ],
  "segments": [
${segments%,*}
  ],
  "output": { "filePath": "exports/demo/output.mp4" }
}
JSON
}

verb_demo() {
    need ffmpeg
    [ -x artifacts/exportnative ] || verb_build
    local folder=artifacts/demo camera
    rm -rf "$folder"
    mkdir -p "$folder/sources"
    echo "making three cameras of one minute in $folder/sources (each its own colour and tone, all with the same running clock)"
    for camera in 1 2 3; do
        ffmpeg -v error -f lavfi -i "testsrc2=size=640x360:rate=30,hue=h=$((camera * 120))" -f lavfi -i "sine=frequency=$((camera * 220)):sample_rate=48000" \
            -t 60 -c:v libx264 -preset veryfast -pix_fmt yuv420p -g 60 -bf 2 -c:a aac -ac 2 "$folder/sources/cam$camera.mp4"
    done
    demo_config >"$folder/cut.json"
    echo "artifacts/exportnative export $folder/cut.json --media $folder --verify"
    artifacts/exportnative export "$folder/cut.json" --media "$folder" --verify
    local result=$folder/exports/demo/output.mp4
    echo
    echo "asked: 57 s; got: $(ffprobe -v error -show_entries format=duration -of csv=p=0 "$result") s"
    ffmpeg -v error -i "$result" -f null - && echo "decoded from start to end without an error"
    echo "look at   $result (the clock runs on through every change of camera)"
    echo "read      ${result%/*}/report.json (each cut: asked, actual, why)"
    echo "the edit  $folder/cut.json"
}

# Makes the client module's types anew after a change of the config or of an answer; the tests hold the file to it.
verb_client-types() {
    dotnet build tests/ExportNative.ClientTests -c "$configuration" --nologo -v quiet
    env UPDATE_CLIENT_TYPES=1 "tests/ExportNative.ClientTests/bin/$configuration/net10.0/ExportNative.ClientTests" -noColor -class '*TypesTests'
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

# API, two workers and PostgreSQL on four hosts that are cut off, frozen and killed; an outage of the database, workers that
# are overtaken, two workers against one, a rolling restart. Usage: cluster-test [EXPORTS [SECONDS [SEED]]]
verb_cluster-test() {
    need_test_tools
    dotnet build tests/ExportNative.ServiceTests -c "$configuration" --nologo -v quiet
    env "EXPORTNATIVE_CLUSTER_EXPORTS=${1:-100}" "EXPORTNATIVE_CLUSTER_SECONDS=${2:-300}" "EXPORTNATIVE_CLUSTER_SEED=${3:-$RANDOM}" EXPORTNATIVE_OUTAGE_SECONDS=60 \
        "tests/ExportNative.ServiceTests/bin/$configuration/net10.0/ExportNative.ServiceTests" -noColor -diagnostics -parallel none -namespace ExportNative.ServiceTests.Cluster
}

# Damaged footage and configs for SECONDS in each of its tests, from another SEED on each time. Usage: fuzz [SECONDS [SEED]]
verb_fuzz() {
    need_test_tools
    dotnet build tests/ExportNative.FuzzTests -c "$configuration" --nologo -v quiet
    env "FUZZ_SECONDS=${1:-60}" "FUZZ_SEED=${2:-$RANDOM}" "tests/ExportNative.FuzzTests/bin/$configuration/net10.0/ExportNative.FuzzTests" -noColor -showLiveOutput
}

# The audit of a whole program with many cuts: every frame and sound measured. Usage: audit [SEGMENTS [keyframe|frame]], 1.2 s each.
verb_audit() {
    need_test_tools
    dotnet build tests/ExportNative.IntegrationTests -c "$configuration" --nologo -v quiet
    local method='*.AuditTests.Hundreds_of_cuts_add_nothing_up'
    [ "${2:-keyframe}" = keyframe ] || method='*.FrameAuditTests.Hundreds_of_cuts_at_the_exact_frame_add_nothing_up'
    env "AUDIT_SEGMENTS=${1:-1000}" "tests/ExportNative.IntegrationTests/bin/$configuration/net10.0/ExportNative.IntegrationTests" -noColor \
        -method "$method"
}

# A master sound under an hour of cuts: compared with its file sample for sample, and searched for clicks. Usage: master-sound [MINUTES]
verb_master-sound() {
    need_test_tools
    dotnet build tests/ExportNative.IntegrationTests -c "$configuration" --nologo -v quiet
    env "MASTER_MINUTES=${1:-60}" "tests/ExportNative.IntegrationTests/bin/$configuration/net10.0/ExportNative.IntegrationTests" -noColor -showLiveOutput \
        -method '*.MasterSoundSeamTests.No_seam_is_found_under_a_thousand_cuts_an_hour'
}

# Three cameras play together in a browser for SECONDS, and stay together. Usage: drift [SECONDS]
verb_drift() {
    need_test_tools
    dotnet build tests/ExportNative.BrowserTests -c "$configuration" --nologo -v quiet
    env "PAGE_DRIFT_SECONDS=${1:-600}" "tests/ExportNative.BrowserTests/bin/$configuration/net10.0/ExportNative.BrowserTests" -noColor -showLiveOutput -class '*.TogetherTests'
}

bench_storage() {
    dotnet build tests/ExportNative.Benchmarks -c "$configuration" --nologo -v quiet
    "tests/ExportNative.Benchmarks/bin/$configuration/net10.0/ExportNative.Benchmarks" storage "${1:-100000}" tests/ExportNative.Benchmarks/reports/storage.md
}

# Makes its own footage: some 17 GB in the temporary folder, removed at the end. Usage: bench engine [SECONDS [REPORT.md]]
bench_engine() {
    need_test_tools
    verb_build
    "tests/ExportNative.Benchmarks/bin/$configuration/net10.0/ExportNative.Benchmarks" engine artifacts/exportnative "${1:-1200}" "${2:-tests/ExportNative.Benchmarks/reports/engine.md}"
}

# Three cameras cut at the exact frame, against encoding the whole program with the same settings. Usage: bench cuts [SECONDS [REPORT.md]]
bench_cuts() {
    need_test_tools
    verb_build
    "tests/ExportNative.Benchmarks/bin/$configuration/net10.0/ExportNative.Benchmarks" cuts artifacts/exportnative "${1:-1200}" "${2:-tests/ExportNative.Benchmarks/reports/cuts.md}"
}

# How good encoded pictures are, on one's own footage. Usage: bench quality REPORT.md FILE...
bench_quality() {
    need_test_tools
    verb_build
    "tests/ExportNative.Benchmarks/bin/$configuration/net10.0/ExportNative.Benchmarks" quality artifacts/exportnative "$@"
}

verb_bench() {
    local what=${1:-engine}
    shift || true
    if declare -F "bench_$what" >/dev/null; then "bench_$what" "$@"
    else
        echo "usage: ./build.sh bench engine | storage | cuts | quality"
        return 2
    fi
}

verb=${1:-help}
shift || true
if declare -F "verb_$verb" >/dev/null; then "verb_$verb" "$@"
else
    echo "usage: ./build.sh $(declare -F | sed -n 's/^declare -f verb_//p' | paste -sd '|' | sed 's/|/ | /g')"
    [ "$verb" = help ]
fi
