#!/usr/bin/env bash
# Builds the image exportnative:latest, and with --test runs the tests on what it stands on: all those of this checkout.
#
#   image.sh [--base IMAGE] [--test]
#
# IMAGE is what the image stands on: mcr.microsoft.com/dotnet/aspnet:10.0 by default, or a Debian or Ubuntu. An engine that
# this repository's tests started themselves takes its image away with it: then it is kept in artifacts/exportnative-image.tar.
set -euo pipefail
cd "$(dirname "$0")/../.."
base=mcr.microsoft.com/dotnet/aspnet:10.0 test=
while [ $# -gt 0 ]; do
    case $1 in
        --base) base=$2; shift 2 ;;
        --test) test=1; shift ;;
        *) sed -n '2,7s/^# \{0,1\}//p' "$0" >&2; exit 2 ;;
    esac
done
tests/containers/engine.sh bases "$base" mcr.microsoft.com/dotnet/{aspnet,sdk}:10.0

# A tag v1.2.3 makes 1.2.3, commits after it make 1.2.3-4-gabcdef0; without a tag the projects' own version counts.
version=$(git describe --tags --match 'v[0-9]*' 2>/dev/null | sed 's/^v//' || true)
[ -n "$version" ] || version=$(sed -n 's|.*<Version>\(.*\)</Version>.*|\1|p' Directory.Build.props)
options=(--build-arg "BASE=$base" --build-arg "VERSION=$version" --build-arg "REVISION=$(git rev-parse HEAD)"
    --build-arg "CREATED=$(git log -1 --format=%cI)")
# Our own engine has no network but the machine's, and its base images exist nowhere else.
[ -z "${EXPORTNATIVE_ENGINE:-}" ] || options+=(--network host)
export DOCKER_BUILDKIT=1

docker build -q "${options[@]}" --target platform -t exportnative-platform:latest . >/dev/null
docker build "${options[@]}" --progress plain -t exportnative:latest .
if [ -n "$test" ]; then
    docker build "${options[@]}" --progress plain --target test -t exportnative-test:latest .
    there=$(docker run --rm --pull never --network none --entrypoint cat exportnative-test:latest /tests.txt)
    docker image rm exportnative-test:latest >/dev/null

    # No test may be lost on the way: this machine's programs say how many there are.
    projects=$(cut -d ' ' -f 1 <<<"$there")
    for project in $projects; do dotnet build "tests/ExportNative.$project" -c "${CONFIGURATION:-Release}" --nologo -v quiet; done
    # shellcheck disable=SC2086
    join -j 1 -a 1 -a 2 -e 0 -o 0,1.2,2.2,2.4 <(tests/containers/run-tests.sh --list $projects | sort) <(sort <<<"$there") |
        awk -v base="$base" '
            { printf "%s: %d tests here, %d on %s, %d of them skipped\n", $1, $2, $3, base, $4; differ += $2 != $3 }
            END { exit differ || NR == 0 }' || { echo "these are not the same tests" >&2; exit 1; }
fi

size() { docker image inspect --format '{{.Size}}' "$1"; }
echo "exportnative:latest $version on $base: $((($(size exportnative:latest) - $(size exportnative-platform:latest)) / 1000000)) MB over it"
if [ -n "${EXPORTNATIVE_ENGINE_STARTED_HERE:-}" ] && [ -z "${EXPORTNATIVE_IMAGE_KEEPS_NOTHING:-}" ]; then
    mkdir -p artifacts
    docker save -o artifacts/exportnative-image.tar exportnative:latest
    echo "kept in artifacts/exportnative-image.tar, for docker load"
fi
