#!/usr/bin/env bash
# A Docker engine for machines that have none: Debian's docker.io in a folder of its own, without a registry.
#
#   tests/containers/engine.sh install            installs what it needs
#   eval "$(tests/containers/engine.sh start)"    starts it; prints what the docker client needs to know
#   tests/containers/engine.sh bases [IMAGE...]   makes the base images that it lacks and that no registry gives
#   tests/containers/engine.sh isolate            starts it anew in a network namespace, with networks and published ports
#   tests/containers/engine.sh join               starts it anew in this machine's network
#   tests/containers/engine.sh stop               stops it and removes all that it made
#   tests/containers/engine.sh run COMMAND...     all of it around one command, if no engine is there already
#
# `start` and `run` end with 77 and one line that says why where this machine cannot run an engine.
# Where `docker info` answers there is nothing to start: only `bases` does something there. The engine that is started
# here shares this machine's network and sets no firewall rule, so that builds reach the package registries; `isolate`
# gives it bridges, names and published ports, which then are those of the namespace $EXPORTNATIVE_ENGINE_SPACE.
# The base images are stand-ins: Debian or Ubuntu, with this machine's .NET. They are neither Microsoft's nor Docker's images.
set -euo pipefail

home=${EXPORTNATIVE_ENGINE:-}
space=exportnative-${home##*.}
microsoft=mcr.microsoft.com/dotnet
scratch=

say() { echo "engine: $*" >&2; }

# Runs a command that talks much, and shows what it said only if it fails.
quietly() {
    local log status=0
    log=$(mktemp)
    "$@" >"$log" 2>&1 || status=$?
    [ "$status" = 0 ] || { say "$1 failed with $status"; tail -30 "$log" >&2; }
    rm -f "$log"
    return "$status"
}
mirror() { apt-get indextargets --format '$(SITE)' 'Created-By: Packages' | grep -m1 '/debian$'; }

# Runs dockerd, in the namespace or not, and waits until it answers. Usage: run_engine CONFIG [COMMAND...]
run_engine() {
    local config=$1
    shift
    PATH=/usr/sbin:/usr/bin:/sbin:/bin setsid "$@" dockerd --config-file "$config" >>"$home/dockerd.log" 2>&1 </dev/null &
    for _ in $(seq 240); do
        docker info >/dev/null 2>&1 && return 0
        sleep .25
    done
    tail -20 "$home/dockerd.log" >&2
    return 1
}

# Ends dockerd, and whatever of it does not end by itself.
end_engine() {
    [ -f "$home/dockerd.pid" ] || return 0
    local pid
    kill "$(cat "$home/dockerd.pid")" 2>/dev/null || true
    for _ in $(seq 80); do
        [ -f "$home/dockerd.pid" ] || return 0
        sleep .25
    done
    say "it does not end by itself"
    for pid in $(grep -lsF -- "$home/" /proc/[0-9]*/cmdline | cut -d / -f 3); do
        case $(cat "/proc/$pid/comm" 2>/dev/null) in dockerd | containerd*) kill -KILL "$pid" 2>/dev/null || true ;; esac
    done
    rm -f "$home/dockerd.pid"
}

# Says why this machine cannot run an engine, and ends with 77.
cannot() {
    say "not possible here: $*"
    exit 77
}

# Unpacks packages of Debian 13 into a folder, whatever this machine runs. Usage: from_trixie FOLDER PACKAGE...
from_trixie() {
    local folder=$1 apt=$1.apt
    shift
    mkdir -p "$apt/lists/partial" "$apt/cache/archives/partial" "$folder"
    echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $(mirror) trixie main" >"$apt/sources.list"
    cat >"$apt/conf" <<APT
Dir::State::lists "$apt/lists";
Dir::Cache "$apt/cache";
Dir::Etc::sourcelist "$apt/sources.list";
Dir::Etc::sourceparts "/nonexistent";
Dir::State::status "/dev/null";
APT::Sandbox::User "root";
APT
    (
        cd "$apt" && export APT_CONFIG=$apt/conf && apt-get update -qq && apt-get download -qq "$@" &&
            for package in *.deb; do dpkg -x "$package" "$folder" || exit; done
    ) && rm -rf "$apt"
}

verb_install() {
    local packages=(docker.io iptables mmdebstrap iproute2)
    dpkg-query -W "${packages[@]}" >/dev/null 2>&1 && return 0
    say "installing with apt: ${packages[*]}"
    quietly apt-get update -qq && quietly env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${packages[@]}" ||
        cannot "no Docker engine answers, and ${packages[*]} cannot be installed"
}

verb_start() {
    if docker info >/dev/null 2>&1; then return 0; fi
    [ "$(id -u)" = 0 ] || cannot "no Docker engine answers, and only root can start one"
    verb_install
    unshare --mount --net true 2>/dev/null || cannot "no right to mount, or to make networks"
    grep -q ' cgroup2\? ' /proc/mounts || cannot "no cgroups are mounted"
    home=$(mktemp -d "${TMPDIR:-/tmp}/exportnative-engine.XXXXXX")
    # The engine's sockets are below it, and a socket's name has 107 characters at most.
    [ ${#home} -le 68 ] || { rmdir "$home"; cannot "the name of the folder for temporary files is too long for sockets in it"; }
    space=exportnative-${home##*.}
    trap verb_stop EXIT
    say "starting Debian's docker.io in $home"
    # Debian 12 has neither Compose 2 nor buildx; Debian 13's are single programs that run there.
    quietly from_trixie "$home/plugins" docker-compose docker-buildx || cannot "Compose and buildx cannot be loaded"
    mkdir -p "$home/client"
    mv "$home/plugins/usr/libexec/docker/cli-plugins" "$home/client/"
    echo '{}' >"$home/client/config.json"
    local common="\"data-root\": \"$home/data\", \"exec-root\": \"$home/exec\", \"pidfile\": \"$home/dockerd.pid\", \"hosts\": [\"unix://$home/docker.sock\"]"
    echo "{ $common, \"bridge\": \"none\", \"iptables\": false, \"ip6tables\": false }" >"$home/builds.json"
    echo "{ $common, \"ip6tables\": false }" >"$home/isolated.json"
    export DOCKER_HOST=unix://$home/docker.sock DOCKER_CONFIG=$home/client
    run_engine "$home/builds.json" || cannot "dockerd does not start: $(tail -1 "$home/dockerd.log")"
    trap - EXIT
    say "$(docker info --format '{{.ServerVersion}}, {{.Driver}}, cgroups {{.CgroupVersion}}')"
    echo "export DOCKER_HOST=$DOCKER_HOST DOCKER_CONFIG=$DOCKER_CONFIG EXPORTNATIVE_ENGINE=$home EXPORTNATIVE_ENGINE_SPACE="
}

# Usage: has_image NAME; asks a registry too, when this engine is not ours.
has_image() { docker image inspect "$1" >/dev/null 2>&1 || { [ -z "$home" ] && docker pull -q "$1" >&2; }; }

# Unpacks the smallest Debian or Ubuntu, with the package lists' place left out. Usage: unpack SUITE FOLDER
unpack() {
    local source=("$(mirror)") options=()
    if [ "$1" = noble ]; then
        local keys=$2.keys/usr/share/keyrings/ubuntu-archive-keyring.gpg
        quietly from_trixie "$2.keys" ubuntu-keyring
        source=("${UBUNTU_MIRROR:-http://archive.ubuntu.com/ubuntu}") options=(--include=apt --keyring="$keys" --components=main,universe)
    fi
    quietly mmdebstrap --mode=root --variant=minbase --format=directory --skip=cleanup/apt/lists "${options[@]}" "$1" "$2" "${source[@]}"
    rm -rf "$2"/var/lib/apt/lists/*/
    # As in Docker's own images: what is unpacked in a build need not survive a power failure.
    echo force-unsafe-io >"$2/etc/dpkg/dpkg.cfg.d/docker-apt-speedup"
}

# Microsoft's two images, made of an unpacked Debian 13. Usage: import_dotnet FOLDER
import_dotnet() {
    local root=$1 dotnet=./usr/share/dotnet
    quietly chroot "$root" env -u TMPDIR DEBIAN_FRONTEND=noninteractive sh -ec 'apt-get update -qq; apt-get install -y -qq --no-install-recommends ca-certificates libicu76 libssl3t64 libstdc++6 tzdata; apt-get clean
        groupadd --gid=1654 app; useradd --no-log-init --uid=1654 --gid=1654 --create-home app'
    mkdir -p "$root/usr/share/dotnet"
    cp -a /usr/share/dotnet/. "$root/usr/share/dotnet/"
    ln -sf /usr/share/dotnet/dotnet "$root/usr/bin/dotnet"
    local environment=(-c 'ENV APP_UID=1654' -c 'ENV ASPNETCORE_HTTP_PORTS=8080' -c 'ENV DOTNET_RUNNING_IN_CONTAINER=true' -c 'CMD ["/bin/bash"]')
    import "$root" "$microsoft/aspnet:10.0" "${environment[@]}" -- --exclude=$dotnet/{sdk,packs,sdk-manifests,templates,metadata}
    # Builds need what this machine needs to reach the package registry.
    cp --remove-destination /etc/ssl/certs/ca-certificates.crt "$root/etc/ssl/certs/ca-certificates.crt"
    import "$root" "$microsoft/sdk:10.0" "${environment[@]}" -c 'ENV DOTNET_NOLOGO=true' -c 'ENV NUGET_CERT_REVOCATION_MODE=offline'
}

# Those that Dockerfile and docker-compose.yml name, or others: Debians and Ubuntu without .NET. Usage: bases [IMAGE...]
verb_bases() {
    [ $# -gt 0 ] || set -- "$microsoft/aspnet:10.0" "$microsoft/sdk:10.0" postgres:17
    local image suite missing=()
    for image in "$@"; do has_image "$image" || missing+=("$image"); done
    ((${#missing[@]})) || return 0
    [ "$(id -u)" = 0 ] || { say "${missing[*]}: not here, no registry gives them, and only root can make stand-ins"; return 1; }
    for image in "${missing[@]}"; do
        ! docker image inspect "$image" >/dev/null 2>&1 || continue # made together with one before it
        say "making a stand-in for $image"
        case $image in
            "$microsoft"/aspnet:10.0 | "$microsoft"/sdk:10.0 | debian:13-slim) suite=trixie ;;
            debian:12-slim) suite=bookworm ;;
            ubuntu:24.04) suite=noble ;;
            postgres:17)
                verb_bases debian:13-slim
                docker build -q --network host -t postgres:17 "$(dirname "$0")/postgres" >&2
                continue
                ;;
            *) say "nothing is known of it"; return 1 ;;
        esac
        if [ -z "$scratch" ]; then
            scratch=$(mktemp -d "${home:-${TMPDIR:-/tmp}}/bases.XXXXXX") # below our engine, whose end removes it too
            [ -n "$home" ] || trap 'rm -rf --one-file-system "$scratch"' EXIT
        fi
        local root=$scratch/root
        unpack "$suite" "$root"
        [ "$suite" != trixie ] || import "$root" debian:13-slim -c 'CMD ["bash"]'
        case $image in
            "$microsoft"/*) import_dotnet "$root" ;;
            debian:13-slim) ;;
            *) import "$root" "$image" -c 'CMD ["bash"]' ;;
        esac
        rm -rf --one-file-system "$root" "$root.keys"
    done
}

# Usage: import FOLDER NAME DOCKER-OPTION... [-- TAR-OPTION...]
import() {
    local folder=$1 name=$2 options=()
    shift 2
    while [ $# -gt 0 ] && [ "$1" != -- ]; do
        options+=("$1")
        shift
    done
    [ $# = 0 ] || shift
    tar -C "$folder" -c --exclude=./dev/* "$@" . |
        docker import -c 'ENV PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin' "${options[@]}" - "$name" >/dev/null
}

verb_isolate() {
    [ -n "$home" ] || return 0
    end_engine
    ip netns del "$space" 2>/dev/null || true
    ip netns add "$space"
    ip -n "$space" link set lo up
    # nsenter and not `ip netns exec`, which hides the cgroups.
    run_engine "$home/isolated.json" nsenter "--net=/run/netns/$space"
    echo "export EXPORTNATIVE_ENGINE_SPACE=$space"
}

verb_join() {
    [ -n "$home" ] || return 0
    end_engine
    ip netns del "$space" 2>/dev/null || true
    run_engine "$home/builds.json"
}

verb_stop() {
    [ -n "$home" ] || return 0
    end_engine || true
    ip netns del "$space" 2>/dev/null || true
    awk -v home="$home/" 'index($2, home) == 1 { print $2 }' /proc/mounts | sort -r | xargs -r -n1 umount -l
    rm -rf "$home"
    say "stopped and removed"
}

verb_run() {
    if ! docker info >/dev/null 2>&1; then
        local settings
        settings=$(verb_start)
        eval "$settings"
        home=$EXPORTNATIVE_ENGINE space=exportnative-${EXPORTNATIVE_ENGINE##*.}
        export EXPORTNATIVE_ENGINE_STARTED_HERE=1
        trap verb_stop EXIT
        trap 'exit 130' INT TERM HUP
    fi
    "$@"
}

verb=${1:-help}
shift || true
if declare -F "verb_$verb" >/dev/null; then "verb_$verb" "$@"
else
    sed -n '2,18s/^# \{0,1\}//p' "$0"
    [ "$verb" = help ]
fi
