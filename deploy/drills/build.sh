#!/usr/bin/env bash
# Builds both images from this repository, under the version that the drills run (IXP_VERSION, default "drill").
# BUILD_OPTIONS goes to docker build, such as "--network host".
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
version=${IXP_VERSION:-drill}
for image in ixp-server:api ixp-migrations:migrations; do
  # shellcheck disable=SC2086 # words
  docker build ${BUILD_OPTIONS:-} -f deploy/docker/Dockerfile --target "${image#*:}" -t "${image%:*}:$version" .
done
docker image ls --format '{{.Repository}}:{{.Tag}} {{.Size}}' | grep ":$version "
