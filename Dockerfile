# The service as a container image; docs/containers.md says how it is run, `./build.sh image` builds it.
#
#   BASE     what the image stands on: Ubuntu 24.04, Debian 12 or Debian 13, with .NET or without
#   SDK      what builds, on the machine that builds
#   VERSION, REVISION, CREATED   from git, see build.sh
#
# `docker build --target test .` runs the tests on BASE, with BASE's FFmpeg.
ARG SDK=mcr.microsoft.com/dotnet/sdk:10.0
ARG DOTNET=mcr.microsoft.com/dotnet/aspnet:10.0
ARG BASE=mcr.microsoft.com/dotnet/aspnet:10.0

# ---- projects: what a restore needs, apart from the sources, so that a change of these leaves the restore as it was
FROM ${SDK} AS projects
WORKDIR /all
COPY . .
RUN mkdir /projects \
    && find . \( -name '*.csproj' -o -name packages.lock.json -o -name 'Directory.*.props' -o -name global.json \) -exec cp --parents {} /projects/ \;

# ---- build: the program
FROM ${SDK} AS build
WORKDIR /src
COPY --from=projects /projects .
RUN dotnet restore src/ExportNative.Service --locked-mode
COPY . .
ARG VERSION
ARG REVISION
RUN dotnet publish src/ExportNative.Service -c Release --no-restore --nologo -v quiet -o /app \
        ${VERSION:+-p:Version=$VERSION} ${REVISION:+-p:SourceRevisionId=$REVISION} \
    # Of each native library the ones for this machine are enough.
    && cd /app/runtimes && ls | grep -vx -e linux -e unix -e "linux-$(dpkg --print-architecture | sed 's/amd64/x64/')" | xargs rm -rf \
    && rm -f /app/*.xml /app/*.pdb

# ---- tests: their programs, built with the same sources
FROM build AS tests
ARG TESTS="UnitTests LibAvTests IntegrationTests ServiceTests"
RUN for project in $TESTS; do dotnet restore tests/ExportNative.$project --locked-mode || exit 1; done \
    && for project in $TESTS; do dotnet build tests/ExportNative.$project -c Release --no-restore --nologo -v quiet || exit 1; done \
    && rm -rf tests/*/obj src/*/obj src/*/bin

# ---- dotnet: the runtime, for a base that has none. Microsoft's is one program for every Linux with glibc
FROM ${DOTNET} AS dotnet

# ---- platform: BASE with .NET and its user
FROM ${BASE} AS platform
RUN --mount=type=bind,from=dotnet,source=/usr/share/dotnet,target=/mnt/dotnet set -eu; \
    if ! [ -x /usr/share/dotnet/dotnet ]; then \
        apt-get update -qq; \
        DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends ca-certificates libssl3 libstdc++6 tzdata; \
        rm -rf /var/lib/apt/lists/*; \
        mkdir -p /usr/share/dotnet; \
        cp -a /mnt/dotnet/. /usr/share/dotnet/; \
        ln -s /usr/share/dotnet/dotnet /usr/bin/dotnet; \
    fi; \
    getent passwd 1654 >/dev/null || { groupadd --gid 1654 app; useradd --no-log-init --uid 1654 --gid 1654 --create-home app; }

# ---- libraries: FFmpeg's, whichever version BASE has; the same line for Debian and Ubuntu
FROM platform AS libraries
RUN set -eu; \
    apt-get update -qq; \
    libraries=$(apt-cache depends ffmpeg | awk '$1 ~ /Depends:$/ && $2 ~ /^libav(format|codec)[0-9]/ { print $2 }'); \
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $libraries; \
    rm -rf /var/lib/apt/lists/* /var/cache/apt/*.bin /var/cache/apt/archives/*.deb /usr/share/doc/* /usr/share/man/*

# ---- test: the tests on BASE. They alone need the ffmpeg program, a compiler for FFmpeg's headers, and PostgreSQL
FROM libraries AS test
RUN apt-get update -qq \
    && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
        curl ffmpeg gcc libc6-dev libavcodec-dev libavformat-dev libavutil-dev postgresql procps util-linux \
    && rm -rf /var/lib/apt/lists/*
COPY --from=tests /src /src
ARG TESTS="UnitTests LibAvTests IntegrationTests ServiceTests"
RUN CI=true /src/tests/containers/run-tests.sh --summary /tests.txt $TESTS

# ---- runtime: the image
FROM libraries AS runtime
RUN install -d -o 1654 -g 1654 /data/media
COPY --from=build /app /app
ENV ASPNETCORE_HTTP_PORTS=8080 \
    DOTNET_RUNNING_IN_CONTAINER=true \
    MEDIA_BASE_PATH=/data/media \
    SECRETS_PATH=/run/secrets
WORKDIR /app
# A number, so that Kubernetes can see that it is not root.
USER 1654:1654
VOLUME /data/media
EXPOSE 8080
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=3 CMD ["/app/exportnative", "health"]
ENTRYPOINT ["/app/exportnative"]
CMD ["serve"]
ARG BASE
ARG VERSION
ARG REVISION
ARG CREATED
LABEL org.opencontainers.image.title="ExportNative" \
      org.opencontainers.image.description="Turns a multicam edit into a finished file by stream copy." \
      org.opencontainers.image.licenses="MIT" \
      org.opencontainers.image.base.name="${BASE}" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}" \
      org.opencontainers.image.created="${CREATED}"
