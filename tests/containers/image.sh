#!/usr/bin/env bash
# Builds the image exportnative:latest, and with --test runs the tests on what it stands on.
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
if [ -n "$test" ]; then docker build "${options[@]}" --progress plain --target test -t exportnative-test:latest .; fi

size() { docker image inspect --format '{{.Size}}' "$1"; }
echo "exportnative:latest $version on $base: $((($(size exportnative:latest) - $(size exportnative-platform:latest)) / 1000000)) MB over it"
if [ -n "${EXPORTNATIVE_ENGINE_STARTED_HERE:-}" ]; then
    mkdir -p artifacts
    docker save -o artifacts/exportnative-image.tar exportnative:latest
    echo "kept in artifacts/exportnative-image.tar, for docker load"
fi
