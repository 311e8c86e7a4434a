#!/usr/bin/env bash
# Makes stand-ins for the base images where no registry of images can be reached: from Debian's packages and the .NET SDK
# of this machine, under the names that the Dockerfile and the compose files have. The drills then run as they are.
#
#   offline-bases.sh            makes what is missing
#   offline-bases.sh --force    makes all of them anew
#   offline-bases.sh --stores   makes those of PostgreSQL, Redis and nginx alone, if they are missing
#
# It needs root, docker, mmdebstrap and dotnet. They are near to the real images, not the same: versions are those that
# Debian's SUITE has (default forky), and the images' start scripts are short ones that know only what the compose files use.
# BUILD_NETWORK=host lets the SDK's image reach the packages through this machine's own network.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)
suite=${SUITE:-forky}
mirror=${MIRROR:-http://deb.debian.org/debian}
how=${1:-}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

name() { # name PREFIX: the image's name in the Dockerfile or the compose files
  grep -rhoE "$1:[A-Za-z0-9._-]+" "$root/deploy/docker/Dockerfile" "$root/deploy/compose/compose.prod.yaml" | sed -n 1p
}

bootstrap() { # bootstrap VARIANT PACKAGES DIRECTORY; a mirror that stands still is good enough for this
  mmdebstrap --quiet --aptopt='Acquire::Check-Valid-Until "false"' --variant="$1" --include="$2" "$suite" "$3" "$mirror"
}

wanted() { # wanted IMAGE
  [ -n "$1" ] && [[ $how != --stores || $1 != mcr.* ]] && { [ "$how" = --force ] || ! docker image inspect "$1" >/dev/null 2>&1; }
}

import() { # import IMAGE DIRECTORY CHANGE…: a directory as an image
  local image=$1 directory=$2 change
  local -a changes=()
  shift 2
  for change in "$@"; do changes+=(--change "$change"); done
  tar -C "$directory" -c . | docker import "${changes[@]}" - "$image" >/dev/null
  echo "made $image: $(docker image inspect -f '{{.Size}}' "$image") bytes"
}

dotnet_root=$(dirname "$(readlink -f "$(command -v dotnet)")")
runtime=$(dotnet --list-runtimes | awk '$1 == "Microsoft.AspNetCore.App" { print $2 }' | tail -n 1)

# Like the chiseled images: libraries and the runtime, no shell, no package manager, nobody is root.
aspnet=$(name mcr.microsoft.com/dotnet/aspnet)
if wanted "$aspnet"; then
  bootstrap extract libc6,libgcc-s1,libstdc++6,libssl3t64,zlib1g "$work/aspnet"
  rm -rf "$work"/aspnet/{var/lib/dpkg,var/lib/apt,var/cache,usr/share/doc,usr/share/man,usr/share/locale}
  mkdir -p "$work"/aspnet/{tmp,etc/ssl/certs,usr/bin,home/app,usr/share/dotnet/shared}
  for directory in bin lib lib64 sbin; do ln -sfn "usr/$directory" "$work/aspnet/$directory"; done
  chmod 1777 "$work/aspnet/tmp"
  chown 1654:1654 "$work/aspnet/home/app"
  echo 'root:x:0:0:root:/root:/sbin/nologin
app:x:1654:1654::/home/app:/sbin/nologin' >"$work/aspnet/etc/passwd"
  cp -L /etc/ssl/certs/ca-certificates.crt "$work/aspnet/etc/ssl/certs/"
  cp -r "$dotnet_root"/{dotnet,host} "$work/aspnet/usr/share/dotnet/"
  for framework in Microsoft.NETCore.App Microsoft.AspNetCore.App; do
    mkdir -p "$work/aspnet/usr/share/dotnet/shared/$framework"
    cp -r "$dotnet_root/shared/$framework/$runtime" "$work/aspnet/usr/share/dotnet/shared/$framework/"
  done
  ln -s /usr/share/dotnet/dotnet "$work/aspnet/usr/bin/dotnet"
  import "$aspnet" "$work/aspnet" 'ENV PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin' \
    'ENV APP_UID=1654' 'ENV ASPNETCORE_HTTP_PORTS=8080' 'ENV DOTNET_RUNNING_IN_CONTAINER=true' \
    'ENV DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=true' "ENV ASPNET_VERSION=$runtime" 'USER 1654'
fi

# What the others stand on: Debian with the three servers, their packages' services left out.
debian=ixp-offline-debian:$suite
if wanted "$debian"; then
  bootstrap minbase ca-certificates,curl,nginx,openssl,postgresql,postgresql-contrib,redis-server,redis-tools,zlib1g \
    "$work/debian"
  rm -rf "$work"/debian/{var/lib/apt/lists,var/cache/apt,usr/share/doc,usr/share/man,etc/nginx/sites-enabled,var/lib/postgresql}
  rm -rf "$work"/debian/dev/*
  useradd --root "$work/debian" --system --user-group --no-create-home nginx
  ln -sf /dev/stderr "$work/debian/var/log/nginx/error.log"
  install -d -o "$(awk -F: '$1 == "postgres" { print $3 }' "$work/debian/etc/passwd")" "$work/debian/var/lib/postgresql"
  install -d -o "$(awk -F: '$1 == "redis" { print $3 }' "$work/debian/etc/passwd")" "$work/debian/data"
  cp -L /etc/ssl/certs/ca-certificates.crt "$work/debian/etc/ssl/certs/"
  import "$debian" "$work/debian"
fi

server() { # server IMAGE START_SCRIPT_OR_NOTHING DOCKERFILE_LINE…
  local image=$1 script=$2
  shift 2
  wanted "$image" || return 0
  mkdir -p "$work/context"
  # With its mode here: only BuildKit knows COPY --chmod, and Debian's docker.io has the older builder alone.
  install -m 755 "$here/offline/$script" "$work/context/docker-entrypoint.sh"
  {
    echo "FROM $debian"
    echo 'COPY docker-entrypoint.sh /usr/local/bin/'
    printf '%s\n' "$@"
  } >"$work/context/Dockerfile"
  docker build --quiet --tag "$image" "$work/context" >/dev/null
  echo "made $image: $(docker image inspect -f '{{.Size}}' "$image") bytes"
}

version=$(docker run --rm "$debian" sh -c 'ls /usr/lib/postgresql')
server "$(name postgres)" postgres.sh "ENV PATH=/usr/lib/postgresql/$version/bin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin" \
  "ENV PGDATA=/var/lib/postgresql/$version/docker" \
  'RUN install -d -o postgres -g postgres -m 3777 /run/postgresql' 'VOLUME /var/lib/postgresql' \
  'ENTRYPOINT ["docker-entrypoint.sh"]' 'CMD ["postgres"]' 'STOPSIGNAL SIGINT'
server "$(name redis)" plain.sh 'VOLUME /data' 'WORKDIR /data' 'ENTRYPOINT ["docker-entrypoint.sh"]' 'CMD ["redis-server"]'
server "$(name nginx)" plain.sh 'STOPSIGNAL SIGQUIT' 'ENTRYPOINT ["docker-entrypoint.sh"]' 'CMD ["nginx", "-g", "daemon off;"]'

# The SDK, with the packages that this machine has restored already.
sdk=$(name mcr.microsoft.com/dotnet/sdk)
if wanted "$sdk"; then
  mkdir -p "$work/sdk/usr/share" "$work/sdk/usr/bin" "$work/sdk/root/.nuget/NuGet"
  cp -r "$dotnet_root" "$work/sdk/usr/share/dotnet"
  ln -s /usr/share/dotnet/dotnet "$work/sdk/usr/bin/dotnet"
  [ ! -f ~/.nuget/NuGet/NuGet.Config ] || cp ~/.nuget/NuGet/NuGet.Config "$work/sdk/root/.nuget/NuGet/"
  tar -C "$work/sdk" -c . >"$work/sdk.tar"
  mkdir "$work/sdk-context"
  mv "$work/sdk.tar" "$work/sdk-context/"
  printf '%s\n' "FROM $debian" 'ADD sdk.tar /' 'ENV DOTNET_RUNNING_IN_CONTAINER=true DOTNET_NOLOGO=true' \
    'ENV DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=true NUGET_XMLDOC_MODE=skip NUGET_CERT_REVOCATION_MODE=offline' \
    >"$work/sdk-context/Dockerfile"
  docker build --quiet --tag "$sdk" "$work/sdk-context" >/dev/null
  echo "made $sdk: $(docker image inspect -f '{{.Size}}' "$sdk") bytes"
fi
