#!/usr/bin/env bash
# Brings an overlay to the cluster that kubectl speaks to: the migrations first, the server when they have succeeded. A
# version that does not become ready is taken back; until it is, the old one serves.
#
#   rollout.sh OVERLAY [VERSION]      OVERLAY: development, staging, production, or a directory with a kustomization
#                                     VERSION: of all three images, such as 1.1.0; default: what the overlay says
#
# Exit codes: 0 done, 1 the migrations or the new version failed, 64 a wrong argument, 69 no cluster answers.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
part=app.kubernetes.io/name
fail() { # fail CODE MESSAGE
  echo "rollout.sh: $2" >&2
  exit "$1"
}
say() { printf '== %s\n' "$*"; }

[ $# -ge 1 ] && [ $# -le 2 ] || fail 64 "give an overlay ($(ls "$here/overlays" | xargs)) and, if you like, a version"
overlay=$here/overlays/$1
[ -d "$overlay" ] || overlay=$1
[ -f "$overlay/kustomization.yaml" ] || fail 64 "there is no overlay '$1'; there are: $(ls "$here/overlays" | xargs)"
version=${2:-}
[[ -z $version || $version =~ ^[A-Za-z0-9_][A-Za-z0-9._-]{0,127}$ ]] || fail 64 "'$version' is no tag of an image, such as 1.1.0"
command -v kubectl >/dev/null || fail 69 "kubectl is not installed"

all=$(mktemp)
trap 'rm -f "$all"' EXIT
# The stores of the development overlay are set up with files of deploy/postgres and deploy/redis.
kubectl kustomize --load-restrictor=LoadRestrictionsNone "$overlay" >"$all" || fail 64 "the overlay '$1' cannot be built"
[ -z "$version" ] || sed -i -E "s#(image: .*/ixp-(server|migrations|backup)):[^ ]+#\1:$version#" "$all"
namespace=$(sed -n '/^kind: Namespace$/,/^---$/s/^  name: //p' "$all")
[ -n "$namespace" ] || fail 64 "the overlay '$1' has no Namespace"
kubectl version --request-timeout=10s >/dev/null 2>&1 || fail 69 "no cluster answers: see kubectl cluster-info"
k() { kubectl --namespace "$namespace" "$@"; }

# Whatever cannot be accepted is told before anything is changed. A namespace that is yet to be made cannot be asked.
if kubectl get namespace "$namespace" >/dev/null 2>&1; then
  kubectl apply --server-side --force-conflicts --dry-run=server -f "$all" >/dev/null || fail 1 "the cluster does not take the overlay; nothing was changed"
fi

say "settings, network, schedules"
kubectl apply --server-side --force-conflicts -f "$all" -l "$part notin (ixp-server, ixp-migrations)"
if grep -q '^kind: StatefulSet$' "$all"; then
  k rollout status statefulset/postgres --timeout=300s
fi

say "migrations"
# A job cannot be changed, only made anew.
k delete job ixp-migrations --ignore-not-found --wait
kubectl apply --server-side --force-conflicts -f "$all" -l "$part=ixp-migrations"
while true; do
  ended=$(k get job ixp-migrations -o 'jsonpath={.status.conditions[?(@.status=="True")].type}')
  case " $ended " in
    *" Complete "*) break ;;
    *" Failed "*)
      k logs job/ixp-migrations --tail=50 >&2 || true
      fail 1 "the migrations failed; the server was not changed"
      ;;
  esac
  sleep 2
done

say "server"
before=$(k get deployment ixp-server --ignore-not-found -o name)
kubectl apply --server-side --force-conflicts -f "$all" -l "$part=ixp-server"
if ! k rollout status deployment/ixp-server --timeout=600s; then
  k logs deployment/ixp-server --tail=50 >&2 || true
  [ -n "$before" ] || fail 1 "the server does not become ready, and there is no earlier version to go back to"
  k rollout undo deployment/ixp-server
  k rollout status deployment/ixp-server --timeout=600s || fail 1 "neither the new version nor the one before becomes ready"
  fail 1 "the new version does not become ready; the one before is back"
fi
say "done: $namespace serves ${version:-what the overlay says}"
