#!/usr/bin/env bash
# Backs the database up: one file in PostgreSQL's custom format, which is compressed already, with its checksum beside it.
# It has its name only when it is complete and was read back. docs/operations.md describes it.
#
#   BACKUP_DIR          where to (default /backups)
#   RETENTION_DAYS      older ones are deleted (default 7) …
#   RETENTION_LEAST     … but never the newest so many (default 3)
#   AWS_S3_BUCKET       copied there as well: a name, or name/prefix; AWS_S3_ENDPOINT for others that speak S3
#   BACKUP_METRICS      file for the textfile collector of Prometheus' node exporter, such as /var/lib/node_exporter/ixp.prom
#
# Exit codes: 0 done; 75 another run is under way; 78 wrong settings; else what failed.
set -euo pipefail
umask 077
# shellcheck source=connection.sh
. "$(dirname "${BASH_SOURCE[0]}")/connection.sh"

directory=${BACKUP_DIR:-/backups}
days=${RETENTION_DAYS:-7}
least=${RETENTION_LEAST:-3}
metrics=${BACKUP_METRICS:-}
started=$(date +%s)
part=

# Tells how it went, whatever ended it: an alert watches for failures, and for runs that never came.
finish() {
  local code=$? succeeded=0 size=0
  [ -z "$part" ] || rm -f "$part"
  [ -n "$metrics" ] || exit "$code"
  if [ "$code" = 0 ]; then
    succeeded=$(date +%s)
    size=$(stat -c %s "$file")
  elif [ -f "$metrics" ]; then
    succeeded=$(awk '$1 == "ixp_backup_last_success_timestamp_seconds" { print $2 }' "$metrics")
    size=$(awk '$1 == "ixp_backup_size_bytes" { print $2 }' "$metrics")
  fi
  cat >"$metrics.$$" <<METRICS
# HELP ixp_backup_last_exit_code Exit code of the last run, 0 when it went well
# TYPE ixp_backup_last_exit_code gauge
ixp_backup_last_exit_code $code
# HELP ixp_backup_last_success_timestamp_seconds When the last good backup was complete
# TYPE ixp_backup_last_success_timestamp_seconds gauge
ixp_backup_last_success_timestamp_seconds ${succeeded:-0}
# HELP ixp_backup_size_bytes Size of the last good backup
# TYPE ixp_backup_size_bytes gauge
ixp_backup_size_bytes ${size:-0}
# HELP ixp_backup_duration_seconds How long the last run took
# TYPE ixp_backup_duration_seconds gauge
ixp_backup_duration_seconds $(($(date +%s) - started))
METRICS
  chmod 644 "$metrics.$$"
  mv "$metrics.$$" "$metrics"
  exit "$code"
}
trap finish EXIT
trap 'exit 143' TERM
trap 'exit 130' INT

[[ $days =~ ^[0-9]+$ ]] || die "RETENTION_DAYS: found '$days'; allowed: a whole number" 78
[[ $least =~ ^[1-9][0-9]*$ ]] || die "RETENTION_LEAST: found '$least'; allowed: a whole number from 1" 78
for program in pg_dump pg_restore sha256sum flock ${AWS_S3_BUCKET:+aws}; do
  command -v "$program" >/dev/null || die "$program is not installed" 69
done
mkdir -p "$directory"
exec 9>"$directory/.lock"
flock -n 9 || die "another backup into $directory is under way" 75

file="$directory/${PGDATABASE}_$(date -u +%Y%m%dT%H%M%SZ).dump"
part="$file.part"
echo "backing up $PGDATABASE on $PGHOST:$PGPORT to $file"
pg_dump --no-password --format=custom --compress=6 --lock-wait-timeout=60s --file="$part"

# A file that cannot be read back is no backup: the contents, then all of the data.
# Counted to the end: a reader that leaves early would make the writer fail, and a good backup look bad.
[ "$(pg_restore --list "$part" | grep -c ' TABLE DATA ')" -gt 0 ] || die "the backup has no tables: is $PGDATABASE the right database?"
pg_restore --file=/dev/null "$part"

# First the checksum: a backup under its own name is never without.
(cd "$directory" && sha256sum <"$part" | sed "s|-\$|$(basename "$file")|" >"$file.sha256")
sync "$part"
mv "$part" "$file"
part=

if [ -n "${AWS_S3_BUCKET:-}" ]; then
  for one in "$file" "$file.sha256"; do
    aws ${AWS_S3_ENDPOINT:+--endpoint-url "$AWS_S3_ENDPOINT"} s3 cp --only-show-errors \
      "$one" "s3://${AWS_S3_BUCKET%/}/$(basename "$one")"
  done
  echo "copied to s3://${AWS_S3_BUCKET%/}/"
fi

# Names sort by time, so the newest are the last.
mapfile -t all < <(find "$directory" -maxdepth 1 -name "${PGDATABASE}_*Z.dump" | sort)
for ((n = 0; n < ${#all[@]} - least; n++)); do
  if [ -n "$(find "${all[n]}" -mmin "+$((days * 1440))")" ]; then
    rm -f "${all[n]}" "${all[n]}.sha256"
    echo "deleted ${all[n]}, older than $days days"
  fi
done
echo "done: $(stat -c %s "$file") bytes in $(($(date +%s) - started)) s"
