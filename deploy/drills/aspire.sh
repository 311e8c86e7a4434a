#!/usr/bin/env bash
# Drill: the whole application by the AppHost, with PostgreSQL and Redis in containers, end to end. Where no engine answers,
# as root on Debian or Ubuntu it installs Docker and starts one that ends with the drill; images that cannot be pulled get
# stand-ins. MIRROR names another mirror of Debian than its own.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
cd "$here/../.."
work=$(mktemp -d /tmp/ixp-engine.XXXXXX)
engine=

stop_engine() {
  [ -z "$engine" ] || { kill "$engine" && wait "$engine"; } 2>/dev/null || true
  rm -rf "$work"
}
trap stop_engine EXIT

install() { # install PACKAGE…
  apt-get update -q >/dev/null
  DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends -o DPkg::Lock::Timeout=600 "$@" >/dev/null
}

start_engine() {
  if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
    echo 'No container engine answers (docker info), and only root on Debian or Ubuntu can install one here' >&2
    exit 69
  fi
  command -v dockerd >/dev/null || {
    install docker.io iptables
  }
  # It forwards nothing and changes no rule of this machine's packet filter: ports are published by its own proxy.
  export DOCKER_HOST=unix://$work/docker.sock
  dockerd --data-root "$work/data" --exec-root "$work/exec" --pidfile "$work/pid" -H "$DOCKER_HOST" \
    --iptables=false --ip6tables=false --ip-forward=false --ip-masq=false >"$work/dockerd.log" 2>&1 &
  engine=$!
  for _ in $(seq 300); do
    ! docker info >/dev/null 2>&1 || return 0
    kill -0 "$engine" 2>/dev/null || break
    sleep 0.1
  done
  tail -n 20 "$work/dockerd.log" >&2
  exit 69
}

new_command() { # Debian 12's docker is older than Aspire takes, and that of Debian 13 runs on it
  command -v mmdebstrap >/dev/null || install mmdebstrap
  mmdebstrap --quiet --variant=extract --include=docker-cli trixie "$work/trixie" "${MIRROR:-http://deb.debian.org/debian}"
  mkdir "$work/bin"
  mv "$work/trixie/usr/bin/docker" "$work/bin/"
  export PATH=$work/bin:$PATH
}

timeout 10 docker info >/dev/null 2>&1 || start_engine
version=$(docker --version | sed -nE 's/^Docker version ([0-9]+).*/\1/p')
[ "${version:-25}" -ge 25 ] || new_command

# The images that the AppHost names, as the manifest has them.
images=$(sed -nE 's/.*"image": "docker.io\/library\/(.*)".*/\1/p' aspire-manifest/aspire-manifest.json)
for image in $images; do
  docker image inspect "$image" >/dev/null 2>&1 || timeout 300 docker pull -q "$image" 2>/dev/null || {
    command -v mmdebstrap >/dev/null || install mmdebstrap
    "$here/offline-bases.sh" --stores
    docker tag "$(docker image ls -q "${image%:*}" | sed -n 1p)" "$image"
  }
done

IXP_TEST_STORES=containers dotnet test --project IxpServer.AppHost.Tests -c Release --filter-namespace IxpServer.AppHost.Tests.EndToEnd
