#!/usr/bin/env bash
# Prepares a directory that PostgreSQL can be started with, to have all data as they were at a moment: it unpacks a base
# backup, verifies each file of it, and says how far the archived log is to be replayed. It starts and changes no server.
# docs/backup.md describes what comes after it.
#
#   recover.sh BASE-BACKUP WAL-ARCHIVE NEW-DATA-DIRECTORY 'TIME'
#
# TIME is with its zone, such as '2026-11-23 14:05:00+00'; "latest" is all that was archived. Run it as the user whom the
# server runs as. Exit codes: 0 prepared; 64 wrong usage; 66 something is not there; else what failed.
set -euo pipefail
umask 077

die() { # die MESSAGE [EXIT CODE]
  printf 'recover.sh: %s\n' "$1" >&2
  exit "${2:-1}"
}

[ $# = 4 ] || die "usage: $0 BASE-BACKUP WAL-ARCHIVE NEW-DATA-DIRECTORY 'TIME' | latest" 64
base=$1 archive=$2 data=$3 moment=$4
# A time without its zone would be understood by the server's own.
[[ $moment =~ ^(latest|[0-9]{4}-[0-9]{2}-[0-9]{2}[ T][0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]+)?)?(Z|[+-][0-9]{2}(:?[0-9]{2})?))$ ]] ||
  die "TIME: found '$moment'; allowed: such as '2026-11-23 14:05:00+00', with the zone, or latest" 64
[[ $archive =~ ^/[A-Za-z0-9_./@:+-]+$ ]] ||
  die "WAL-ARCHIVE: found '$archive'; allowed: an absolute path of letters, digits and _./@:+-" 64
[ -f "$base/base.tar.gz" ] || die "$base is no base backup: it has no base.tar.gz" 66
[ -d "$archive" ] || die "there is no directory $archive" 66
[ ! -e "$data" ] || die "$data is there already: name a new directory" 64
command -v pg_verifybackup >/dev/null || die "pg_verifybackup is not installed, or not in PATH" 69
[ "$(find "$base" -maxdepth 1 -name '*.tar.gz' | wc -l)" = 2 ] ||
  die "$base has tablespaces, which have to be unpacked by hand: see PostgreSQL's documentation of pg_basebackup" 65

mkdir "$data"
trap '[ -f "$data/recovery.signal" ] || rm -rf "$data"' EXIT
tar --extract --gzip --file "$base/base.tar.gz" --directory "$data"
tar --extract --gzip --file "$base/pg_wal.tar.gz" --directory "$data/pg_wal"
cp "$base/backup_manifest" "$data/backup_manifest"
pg_verifybackup --quiet "$data"

# Paused, so that somebody can look before it becomes a server of its own. Its log is not archived meanwhile: the archive
# stays as it is, for another attempt.
{
  printf "restore_command = 'gzip --decompress --stdout \"%s/%%f.gz\" > \"%%p\"'\n" "$archive"
  [ "$moment" = latest ] || printf "recovery_target_time = '%s'\n" "$moment"
  printf "recovery_target_action = 'pause'\narchive_mode = off\n"
} >>"$data/postgresql.auto.conf"
touch "$data/recovery.signal"
echo "prepared: start PostgreSQL with $data; it replays the log up to $moment"
