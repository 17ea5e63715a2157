#!/usr/bin/env bash
# Runs test programs that are built already with another FFmpeg: in the Debian that has it, unpacked into a folder.
#
#   other-ffmpeg.sh [--keep] 5.1|7.1|9.0 PROJECT... [-- OPTION...]
#   other-ffmpeg.sh [--keep] 5.1|7.1|9.0 --short     what another version could do otherwise, in a minute
#
# The checkout is seen there read-only and at its own place, .NET is this machine's, and everything else is that Debian's:
# one build meets several FFmpegs. The folder is removed at the end; with --keep it stays in artifacts/roots and the next
# run is spared the unpacking. Ends with 77 and one line that says why where this machine cannot do that.
set -euo pipefail
cd "$(dirname "$0")/../.."

cannot() {
    echo "not possible here: $*" >&2
    exit 77
}

keep=
if [ "${1:-}" = --keep ]; then
    keep=1
    shift
fi
version=${1:-}
shift || true
case $version in
    5.1) suite=bookworm ;;
    7.1) suite=trixie ;;
    9.0) suite=sid ;;
    *) sed -n '4,6s/^# \{0,1\}//p' "$0" >&2; exit 2 ;;
esac
if [ "${1:-}" = --short ]; then
    # Reading and copying of every codec and container, encoding and decoding, and the layout of FFmpeg's structures.
    set -- LibAvTests IntegrationTests -- -class 'ExportNative.LibAvTests.*' -class '*.CopyTests' -class '*.CodecTests' -class '*.ProbeTests'
fi
[ "$(id -u)" = 0 ] || cannot "another Debian can only be unpacked and entered by root"
unshare --mount true 2>/dev/null || cannot "no right to mount"
command -v mmdebstrap >/dev/null || { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends mmdebstrap; } >/dev/null 2>&1 ||
    cannot "mmdebstrap cannot be installed"
dotnet=$(dirname "$(readlink -f "$(command -v dotnet)")")

if [ -n "$keep" ]; then
    root=$PWD/artifacts/roots/$version
    mkdir -p "$root"
else
    root=$(mktemp -d "${TMPDIR:-/tmp}/exportnative-ffmpeg-$version.XXXXXX")
fi
remove() { [ -n "$keep" ] && [ -e "$root/unpacked" ] || rm -rf --one-file-system "$root"; }
trap remove EXIT
trap 'exit 130' INT TERM HUP

if ! [ -e "$root/unpacked" ]; then
    echo "unpacking Debian $suite with FFmpeg $version in $root"
    mirror=$(apt-get indextargets --format '$(SITE)' 'Created-By: Packages' | grep -m1 '/debian$')
    mmdebstrap --mode=root --variant=minbase --format=directory --quiet --aptopt='Acquire::Check-Valid-Until "false"' \
        --include=ca-certificates,libssl3,libstdc++6,tzdata,ffmpeg,gcc,libc6-dev,libavcodec-dev,libavformat-dev,libavutil-dev,postgresql,procps,util-linux,curl \
        --dpkgopt='path-exclude=/usr/share/doc/*' --dpkgopt='path-exclude=/usr/share/man/*' --dpkgopt='path-exclude=/usr/share/locale/*' \
        "$suite" "$root" "$mirror" || cannot "Debian $suite cannot be unpacked"
    touch "$root/unpacked"
fi
found=$(chroot "$root" ffmpeg -version | sed -n '1s/^ffmpeg version \([0-9]*\.[0-9]*\).*/\1/p')
[ "$found" = "$version" ] || { rm -f "$root/unpacked"; cannot "Debian $suite has FFmpeg $found now, not $version"; }

# In a mount namespace of its own, so that nothing stays mounted whatever happens.
mkdir -p "$root$PWD" "$root$dotnet"
status=0
unshare --mount --propagation private bash -euc '
    root=$1 dotnet=$2 checkout=$3
    shift 3
    # A mount point of its own, without which programs in there could mount nothing.
    mount --bind "$root" "$root"
    mount --bind "$checkout" "$root$checkout"
    mount -o remount,bind,ro "$root$checkout"
    mount --bind "$dotnet" "$root$dotnet"
    mount -t proc proc "$root/proc"
    mount --rbind /dev "$root/dev"
    mount -t sysfs -o ro sysfs "$root/sys"
    exec chroot "$root" env -i PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LANG=C.UTF-8 \
        CI=true DOTNET_ROOT="$dotnet" CONFIGURATION="${CONFIGURATION:-Release}" "$checkout/tests/containers/run-tests.sh" "$@"
' bash "$root" "$dotnet" "$PWD" "$@" || status=$?
echo "FFmpeg $(chroot "$root" ffmpeg -version | sed -n '1s/^ffmpeg version \([^ ]*\).*/\1/p') of Debian $suite"
exit "$status"
