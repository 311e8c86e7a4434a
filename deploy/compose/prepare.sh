#!/usr/bin/env bash
# Makes what compose.prod.yaml needs and is not there yet, in this directory or the one that is named: secrets, a
# certificate that nobody trusts, and .env.production. It changes nothing that exists, so it can be run again.
#
#   prepare.sh [DIRECTORY]
#
# The directory of the secrets is closed to all others of this machine; what is in it can be read, since each container
# that gets some of it runs as a user of its own.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
directory=${1:-$here}
secrets=$directory/secrets
tls=$secrets/tls
umask 022
mkdir -p "$tls" "$directory/nginx"
chmod 700 "$secrets"

make_secret() { # make_secret NAME TEXT
  [ -s "$secrets/$1" ] && return
  printf '%s' "$2" >"$secrets/$1"
  chmod 444 "$secrets/$1"
  echo "made $secrets/$1"
}

random() { # random BYTES: as hexadecimal digits
  openssl rand -hex "$1"
}

for name in postgres_password migrator_password app_password backup_password redis_password; do
  make_secret "$name" "$(random 24)"
done
make_secret admin_password "$(random 12)"
make_secret jwt_secret "$(random 32)"
make_secret encryption_key "$(openssl rand -base64 32)"
make_secret redis_conf "requirepass $(<"$secrets/redis_password")"
make_secret database_url "postgresql://ixp_app:$(<"$secrets/app_password")@postgres:5432/ixpdb"
make_secret migrator_database_url "postgresql://ixp_migrator:$(<"$secrets/migrator_password")@postgres:5432/ixpdb"

if [ ! -s "$tls/tls.crt" ]; then
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 30 -subj "/CN=${NAME:-localhost}" \
    -addext "subjectAltName=DNS:${NAME:-localhost}" -keyout "$tls/tls.key" -out "$tls/tls.crt" 2>/dev/null
  chmod 444 "$tls/tls.key"
  echo "made $tls/tls.crt, which signs itself: put a real one in its place"
fi
if [ ! -e "$directory/.env.production" ]; then
  cp "$here/.env.production.example" "$directory/.env.production"
  echo "made $directory/.env.production: set CORS_ORIGIN and ADMIN_EMAIL"
fi
