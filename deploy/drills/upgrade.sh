#!/usr/bin/env bash
# Drill: goes from the previous migration, where there is one, to the newest while requests are made. The replicas are rolled by upgrade.sh.
# FROM and TO are the images' versions, both "drill" unless told otherwise: what is rolled is then the same server.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=common.sh
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"
prepare
from=${FROM:-$IXP_VERSION}
to=${TO:-$IXP_VERSION}
IXP_VERSION=$from compose up -d --wait >/dev/null

names() { # the migrations that the database has, oldest first
  # shellcheck disable=SC2016
  compose exec -T postgres psql -qAt -U postgres -d ixpdb -c 'SELECT migration_id FROM "__EFMigrationsHistory" ORDER BY 1'
}

mapfile -t all < <(names)
newest=${all[-1]}
previous=$newest
if [ "${#all[@]}" -gt 1 ]; then
  # Back to where the version before was. The servers that run do not mind: a replica that was ready stays so.
  previous=${all[-2]}
  compose run --rm -T --no-deps migrations --rollback "$previous" >/dev/null
fi
say "upgrade: the database is at $previous"
start_load "$work/load"
sleep 3
begun=$(now)
"$compose_directory/upgrade.sh" "$to"
took=$(since "$begun")
sleep 3
stop_load
mapfile -t all < <(names)
[ "${all[-1]}" = "$newest" ] || { say "upgrade: the database is at ${all[-1]}, not $newest"; exit 1; }
read -r requests failed _ longest < <(count "$work/load" 0 99999999999)
say "upgrade: from $previous to $newest and all replicas replaced in $took s"
say "upgrade: $failed of $requests requests failed, the longest took $longest s"
awk '$2 != 200' "$work/load" | sed -n 1,5p
[ "$failed" = 0 ]
