# shellcheck shell=bash
# Read by connection.sh: takes apart what the server takes as a connection string (docs/database.md), and sets the variables
# of PostgreSQL's own programs that are not set yet. What cannot be read is named but never repeated: it may be the password.

# shellcheck source=connection-forms.sh
. "$(dirname "${BASH_SOURCE[0]}")/connection-forms.sh"

declare -A given=() # libpq's parameters

# Each as libpq's own variable.
declare -A variables=(
  [host]=PGHOST [port]=PGPORT [user]=PGUSER [password]=PGPASSWORD [dbname]=PGDATABASE [passfile]=PGPASSFILE
  [sslmode]=PGSSLMODE [sslrootcert]=PGSSLROOTCERT [sslcert]=PGSSLCERT [sslkey]=PGSSLKEY [sslcertmode]=PGSSLCERTMODE
  [sslsni]=PGSSLSNI [sslnegotiation]=PGSSLNEGOTIATION [ssl_min_protocol_version]=PGSSLMINPROTOCOLVERSION
  [channel_binding]=PGCHANNELBINDING [require_auth]=PGREQUIREAUTH [gssencmode]=PGGSSENCMODE [krbsrvname]=PGKRBSRVNAME
  [application_name]=PGAPPNAME [options]=PGOPTIONS [connect_timeout]=PGCONNECT_TIMEOUT
  [target_session_attrs]=PGTARGETSESSIONATTRS [load_balance_hosts]=PGLOADBALANCEHOSTS [client_encoding]=PGCLIENTENCODING
)

# Those that only tune, or speak to a driver; those that are taken below; and those that the server refuses too.
tuning=' keepalives keepalives_idle keepalives_interval keepalives_count tcp_user_timeout sslcompression gsslib pgbouncer supa
  uselibpqcompat fallback_application_name '
joint=' hostaddr ssl requiressl sslpassword '
refused=' gssdelegation max_protocol_version min_protocol_version replication requirepeer service servicefile scram_client_key
  scram_server_key ssl_max_protocol_version sslcrl sslcrldir sslkeylogfile oauth_issuer oauth_client_id
  oauth_client_secret oauth_scope '

# Npgsql's keywords, without spaces and in small letters, as libpq's parameters; those of its pool do not matter here.
declare -A keywords=(
  [host]=host [server]=host [port]=port [database]=dbname [db]=dbname [username]=user [userid]=user [uid]=user
  [password]=password [pwd]=password [psw]=password [passfile]=passfile [sslmode]=sslmode [rootcertificate]=sslrootcert
  [sslcertificate]=sslcert [sslkey]=sslkey [sslpassword]=sslpassword [sslnegotiation]=sslnegotiation
  [channelbinding]=channel_binding [requireauth]=require_auth [gssencryptionmode]=gssencmode
  [kerberosservicename]=krbsrvname [applicationname]=application_name [options]=options [timeout]=connect_timeout
  [targetsessionattributes]=target_session_attrs
)
pool=' pooling minpoolsize minimumpoolsize maxpoolsize maximumpoolsize connectionidlelifetime connectionpruninginterval
  connectionlifetime loadbalancetimeout commandtimeout internalcommandtimeout cancellationtimeout keepalive tcpkeepalive
  tcpkeepalivetime tcpkeepaliveinterval enlist noresetonclose multiplexing maxautoprepare autoprepareminusages
  includeerrordetail includerealm includefailedbatchedcommand persistsecurityinfo logparameters readbuffersize
  writebuffersize socketreceivebuffersize socketsendbuffersize writecoalescingbufferthresholdbytes arraynullabilitymode
  loadtablecomposites servercompatibilitymode hostrecheckseconds loadbalancehosts trustservercertificate searchpath
  timezone encoding clientencoding '

wrong() { die "$string: $1" 78; }

has() { [[ $1 =~ [[:space:]]"$2"[[:space:]] ]]; } # has LIST NAME

known() { [[ $1 =~ ^[a-z_]+$ ]] && { [ -n "${variables[$1]:-}" ] || has "$tuning$joint$refused" "$1"; }; }

keep() { # keep NAME VALUE
  known "$1" || wrong "the parameter '$1' is unknown; allowed: those of libpq, such as sslmode and sslrootcert"
  ! has "$refused" "$1" || wrong "the parameter '$1' cannot be honoured: leave it out"
  given[$1]=$2
}

# What is said of TLS depends on each other, as with the server: an authority is there to verify with.
settle_tls() {
  local mode=${given[sslmode]:-} root=${given[sslrootcert]:-} ssl=${given[ssl]:+ssl=${given[ssl]}}
  [ -n "$mode" ] || case ${ssl:-${given[requiressl]:+requiressl=${given[requiressl]}}} in
    '') ;;
    ssl=true | requiressl=1) mode=require ;;
    ssl=false) mode=disable ;;
    requiressl=0) mode=prefer ;;
    *) wrong "the parameters 'ssl' and 'requiressl' must be true or false, 1 or 0; say sslmode instead" ;;
  esac
  # So other drivers say it; libpq has no such word.
  [ "$mode" != no-verify ] || mode=require
  [[ $mode =~ ^(disable|allow|prefer|require|verify-ca|verify-full)?$ ]] ||
    wrong 'sslmode must be one of disable, allow, prefer, require, verify-ca, verify-full'
  if [ "$root" = system ]; then
    [[ $mode =~ ^(verify-full)?$ ]] || wrong "the parameter 'sslrootcert' is 'system', which needs sslmode=verify-full"
    # Which file that is connection.sh knows.
    mode=verify-full root=
  elif [ -n "$root" ]; then
    [ "$mode" != require ] || mode=verify-ca
    mode=${mode:-verify-full}
  fi
  given[sslmode]=$mode given[sslrootcert]=$root
}

use_string() { # use_string VARIABLE TEXT
  local string=$1 name variable version
  given=()
  if [[ ${2,,} =~ ^postgres(ql)?:// ]]; then
    read_url "$2"
  # As the server tells them apart: in libpq's form there is nothing that Npgsql takes for a database.
  elif read_keywords "$2" && [ -n "${given[dbname]:-}" ]; then
    translate_keywords
  elif given=() && ! read_words "$2"; then
    given=()
    { read_keywords "$2" && translate_keywords; } || wrong "not a connection string (not shown); allowed: postgresql://user:password@host:port/database, \
'host=… dbname=… user=… password=…' or 'Host=…;Database=…;Username=…;Password=…'"
  fi
  settle_tls
  if [ -n "${given[hostaddr]:-}" ]; then
    [ -z "${given[host]:-}" ] || wrong "the parameter 'hostaddr' cannot be honoured beside a host: give one of them"
    given[host]=${given[hostaddr]}
  fi
  [[ ${given[port]:-} =~ ^[0-9,]*$ ]] || wrong 'a port must be a whole number from 1 to 65535'
  [ -n "${given[host]:-}${PGHOST:-}" ] || wrong "names no host; a socket's directory is one too, such as ?host=/var/run/postgresql"
  [ -n "${given[dbname]:-}${PGDATABASE:-}" ] || wrong 'names no database'
  # No limit is libpq's zero, and nothing here has none.
  [ "${given[connect_timeout]:-}" != 0 ] || given[connect_timeout]=
  [ -z "${given[sslpassword]:-}" ] ||
    wrong "the parameter 'sslpassword' cannot be honoured by PostgreSQL's programs: give them a key without a password as sslkey"
  if [ -n "${given[require_auth]:-}" ]; then
    version=$(psql --version)
    [[ $version =~ \ ([0-9]+) && ${BASH_REMATCH[1]} -ge 16 ]] ||
      wrong "the parameter 'require_auth' needs PostgreSQL's programs of version 16 or newer, which older ones pass over"
  fi
  for name in "${!variables[@]}"; do
    variable=${variables[$name]}
    [ -n "${!variable:-}" ] || [ -z "${given[$name]:-}" ] || export "$variable=${given[$name]}"
  done
}
