# shellcheck shell=bash
# Read by the scripts beside it. Sets the variables that PostgreSQL's own programs read, from ConnectionStrings__ixpdb or
# DATABASE_URL (or the file that DATABASE_URL_FILE names) and DATABASE_SSL, DATABASE_SSL_CA as the server knows them, or from
# DB_HOST, DB_PORT, DB_NAME, DB_USER; what is set as PG… wins. So no password ever stands on a command line, where every user
# of the machine can read it.

die() { # die MESSAGE [EXIT CODE]
  printf '%s: %s\n' "$(basename "$0")" "$1" >&2
  exit "${2:-1}"
}

# shellcheck source=connection-string.sh
. "$(dirname "${BASH_SOURCE[0]}")/connection-string.sh"

# As the server does: an authority asks for TLS by itself, and who asks for TLS has the other side's certificate verified.
use_tls() {
  local ssl=${DATABASE_SSL:-} authorities=${DATABASE_SSL_CA:-} file
  ssl=${ssl,,}
  [[ $ssl =~ ^(true|false)?$ ]] || die "DATABASE_SSL: found '$ssl'; allowed: true or false" 78
  if [ -z "${PGSSLMODE:-}" ]; then
    if [ "$ssl" = false ]; then
      PGSSLMODE=disable
    elif [ "$ssl" = true ] || [ -n "$authorities" ]; then
      PGSSLMODE=verify-full
    fi
  fi
  if [[ ${PGSSLMODE:-} == verify-* ]]; then
    PGSSLROOTCERT=${PGSSLROOTCERT:-$authorities}
    # The machine's authorities, unless libpq finds some by itself. "system" would be a file's name to libpq before 16,
    # and is refused with verify-ca after that: the file that it stands for will do for all.
    if [ -z "$PGSSLROOTCERT" ] && [ ! -f "${HOME:-}/.postgresql/root.crt" ]; then
      PGSSLROOTCERT=system
      for file in /etc/pki/tls/certs/ca-bundle.crt /etc/ssl/certs/ca-certificates.crt "${SSL_CERT_FILE:-}"; do
        [ ! -f "$file" ] || PGSSLROOTCERT=$file
      done
    fi
  elif [ -n "$authorities" ]; then
    die "DATABASE_SSL_CA: set, but nothing is verified with sslmode=$PGSSLMODE; allowed: DATABASE_SSL=true, or sslmode=verify-full" 78
  fi
  # Empty ones would count as given.
  [ -z "${PGSSLMODE:-}" ] || export PGSSLMODE
  if [ -n "${PGSSLROOTCERT:-}" ]; then export PGSSLROOTCERT; else unset PGSSLROOTCERT; fi
}

if [ -n "${ConnectionStrings__ixpdb:-}" ]; then
  use_string ConnectionStrings__ixpdb "$ConnectionStrings__ixpdb"
elif [ -n "${DATABASE_URL_FILE:-}" ]; then
  [ -r "$DATABASE_URL_FILE" ] && [ ! -d "$DATABASE_URL_FILE" ] ||
    die "DATABASE_URL_FILE: the file $DATABASE_URL_FILE does not exist, or may not be read" 78
  use_string DATABASE_URL_FILE "$(<"$DATABASE_URL_FILE")"
elif [ -n "${DATABASE_URL:-}" ]; then
  use_string DATABASE_URL "$DATABASE_URL"
fi
export PGHOST="${PGHOST:-${DB_HOST:-localhost}}"
export PGPORT="${PGPORT:-${DB_PORT:-5432}}"
export PGUSER="${PGUSER:-${DB_USER:-ixpuser}}"
export PGDATABASE="${PGDATABASE:-${DB_NAME:-ixpdb}}"
use_tls
export PGCONNECT_TIMEOUT="${PGCONNECT_TIMEOUT:-10}" PGAPPNAME="${PGAPPNAME:-$(basename "$0")}"
