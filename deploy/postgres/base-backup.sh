#!/usr/bin/env bash
# Copies all of PostgreSQL's files while it runs: with the archived log (archive-wal.sh) they can be brought to any moment
# since (recover.sh). It needs a role that may replicate, and archiving that works. docs/backup.md describes it.
#
#   BASE_BACKUP_DIR     where to (default /base-backups): a directory for each
#   RETENTION_LEAST     so many of the newest are kept (default 2)
#   WAL_ARCHIVE         the archive's directory, if it can be reached from here: what no base backup needs is deleted
#   BACKUP_METRICS, BACKUP_PUSHGATEWAY   whom to tell how it went (report.sh)
#
# Exit codes: 0 done; 69 a program is missing; 75 another run is under way; 78 wrong settings; else what failed.
set -euo pipefail
umask 077
here=$(dirname "${BASH_SOURCE[0]}")
# shellcheck source=connection.sh
. "$here/connection.sh"
# shellcheck source=run.sh
. "$here/run.sh"
# shellcheck source=report.sh
. "$here/report.sh"

directory=${BASE_BACKUP_DIR:-/base-backups}
least=${RETENTION_LEAST:-2}
archive=${WAL_ARCHIVE:-}
started=$(date +%s)
part=

# Whatever ended it.
finish() {
  local code=$?
  stop_child
  [ -z "$part" ] || rm -rf "$part"
  report ixp_base_backup "$code" "$started" "$([ "$code" != 0 ] || du -sb "$base" | cut -f 1)"
  exit "$code"
}
trap finish EXIT

check_number RETENTION_LEAST "$least" 1
[ -z "$archive" ] || [ -d "$archive" ] || die "WAL_ARCHIVE: there is no directory '$archive'" 78
check_programs pg_basebackup psql gzip flock ${BACKUP_PUSHGATEWAY:+curl} ${archive:+pg_archivecleanup}
lock "$directory"

# What a run that was killed has left: nobody else is at it.
rm -rf "$directory"/base_*Z.part

# Without the log that comes after it, a base backup leads to no other moment than its own.
archiving=$(psql --no-psqlrc --no-password --quiet --tuples-only --no-align --dbname postgres --command \
  "SELECT CASE WHEN current_setting('archive_mode') = 'off' THEN 'archive_mode is off'
     WHEN last_failed_time > coalesce(last_archived_time, '-infinity')
       THEN format('%s could not be archived at %s', last_failed_wal, last_failed_time) ELSE 'works' END
   FROM pg_stat_archiver")
[ "$archiving" = works ] || die "the server's log is not archived: $archiving"

base="$directory/base_$(date -u +%Y%m%dT%H%M%SZ)"
[ ! -e "$base" ] || die "$base was made this second" 75
part="$base.part"
echo "copying the files of $PGHOST:$PGPORT to $base"
run pg_basebackup --no-password --pgdata="$part" --format=tar --gzip --wal-method=stream --checkpoint=fast \
  --manifest-checksums=SHA256 --label="$(basename "$base")"
for tar in "$part"/*.tar.gz; do
  run gzip --test "$tar"
done
sync "$part"/* "$part"
mv "$part" "$base"
part=

mapfile -t all < <(find "$directory" -maxdepth 1 -name 'base_*Z' | sort)
for ((n = 0; n < ${#all[@]} - least; n++)); do
  rm -rf "${all[n]}"
  echo "deleted ${all[n]}"
done

# The oldest that is left says what is needed from where: its label stands in its own archive.
if [ -n "$archive" ]; then
  oldest=$(find "$directory" -maxdepth 1 -name 'base_*Z' | sort | head -n 1)
  first=$(tar --extract --gzip --to-stdout --file "$oldest/base.tar.gz" backup_label |
    sed -nE 's/^START WAL LOCATION: .* \(file ([0-9A-F]{24})\)$/\1/p')
  [ -n "$first" ] || die "$oldest has no label that says where its log begins"
  pg_archivecleanup -x .gz "$archive" "$first"
fi
echo "done: $(du -sb "$base" | cut -f 1) bytes in $(($(date +%s) - started)) s"
