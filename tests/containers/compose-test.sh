#!/usr/bin/env bash
# Runs tests/ExportNative.ContainerTests against the image exportnative:latest, which is built first. Options go to the
# test program: `compose-test.sh -class '*ComposeTests'`.
set -euo pipefail
cd "$(dirname "$0")/../.."
configuration=${CONFIGURATION:-Release}
tests/containers/image.sh
dotnet build tests/ExportNative.ContainerTests -c "$configuration" --nologo -v quiet
enter=()
if [ -n "${EXPORTNATIVE_ENGINE:-}" ]; then
    trap 'tests/containers/engine.sh join' EXIT
    eval "$(tests/containers/engine.sh isolate)"
    enter=(nsenter "--net=/run/netns/$EXPORTNATIVE_ENGINE_SPACE")
fi
"${enter[@]}" "tests/ExportNative.ContainerTests/bin/$configuration/net10.0/ExportNative.ContainerTests" -noColor -diagnostics "$@"
