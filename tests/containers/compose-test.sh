#!/usr/bin/env bash
# Runs tests/ExportNative.ContainerTests, which are built already, against the image exportnative:latest, which is built first.
#
#   compose-test.sh [--short] [XUNIT-OPTION...]   for example -class '*ComposeTests'
#
# --short leaves PostgreSQL and the editor's stack out: one container with its jobs in a file, what the image holds, and a stop.
set -euo pipefail
cd "$(dirname "$0")/../.."
if [ "${1:-}" = --short ]; then
    shift
    set -- -method '*.ImageTests.*' -method '*.StopTests.*' -method '*.ComposeTests.One_container_*' "$@"
else
    tests/containers/engine.sh bases
fi
# Only the tests use this image.
EXPORTNATIVE_IMAGE_KEEPS_NOTHING=1 tests/containers/image.sh
enter=()
if [ -n "${EXPORTNATIVE_ENGINE:-}" ]; then
    trap 'tests/containers/engine.sh join' EXIT
    eval "$(tests/containers/engine.sh isolate)"
    enter=(nsenter "--net=/run/netns/$EXPORTNATIVE_ENGINE_SPACE")
fi
"${enter[@]}" tests/containers/run-tests.sh ContainerTests -- -diagnostics "$@"
