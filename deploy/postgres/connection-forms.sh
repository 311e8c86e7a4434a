# shellcheck shell=bash
# Read by connection-string.sh: the three forms of a connection string, each taken apart into libpq's parameters (keep).

decode() { # decode VARIABLE TEXT: with its %XX
  [[ ${2//%[0-9A-Fa-f][0-9A-Fa-f]/} != *%* ]] || wrong 'a % in the URL must begin an escape such as %25'
  local text=${2//\\/\\\\}
  printf -v "$1" '%b' "${text//%/\\x}"
}

# Where the query begins: a ? may stand in a password too. One that an @ follows is of the query only when all that follows
# it are known parameters.
split_query() { # sets rest and query
  local before='' after=$rest pair all
  local -a pairs
  while [[ $after == *\?* ]]; do
    before+=${after%%\?*} after=${after#*\?} all=yes
    IFS='&' read -r -d '' -a pairs < <(printf '%s\0' "$after") || true
    for pair in "${pairs[@]}"; do known "${pair%%=*}" || all=; done
    if [[ $after != *@* || -n $all ]]; then
      rest=$before query=$after
      return
    fi
    before+='?'
  done
}

read_url() { # read_url URL
  local rest=${1#*://} query='' user='' path='' host hosts='' ports='' value pair
  local -a list
  split_query
  # The last @ ends the user's part, and the first slash the hosts.
  [[ $rest != *@* ]] || user=${rest%@*} rest=${rest##*@}
  [[ $rest != */* ]] || path=${rest#*/} rest=${rest%%/*}
  IFS=, read -r -a list <<<"$rest,"
  for host in "${list[@]}"; do
    [[ $host =~ ^[[:space:]]*(\[[^]]*\]|[^]:[]*)(:([0-9]*))?[[:space:]]*$ ]] ||
      wrong 'a host must be name:port with a number as its port, and an IPv6 address must stand in brackets'
    ports+=${hosts:+,}${BASH_REMATCH[3]}
    decode value "${BASH_REMATCH[1]//[][]/}"
    hosts+=${hosts:+,}$value
  done
  given[host]=$hosts
  [[ ! $ports =~ [0-9] ]] || given[port]=$ports
  decode 'given[user]' "${user%%:*}"
  [[ $user != *:* ]] || decode 'given[password]' "${user#*:}"
  decode 'given[dbname]' "$path"
  while [ -n "$query" ]; do
    pair=${query%%&*}
    [[ $query == *\&* ]] && query=${query#*&} || query=''
    [ -n "$pair" ] || continue
    value=
    [[ $pair != *=* ]] || decode value "${pair#*=}"
    keep "${pair%%=*}" "$value"
  done
}

read_words() { # read_words TEXT: host=db dbname='it\'s'; false where it is of another form
  local rest=$1 name value text pattern
  pattern="^[[:space:]]*([a-z_]+)[[:space:]]*=[[:space:]]*('(([^'\\]|\\\\.)*)'|(([^[:space:]'\\]|\\\\.)([^[:space:]\\]|\\\\.)*)?)([[:space:]]+(.*))?\$"
  while [[ $rest =~ [^[:space:]] ]]; do
    [[ $rest =~ $pattern ]] || return 1
    name=${BASH_REMATCH[1]} text=${BASH_REMATCH[3]}${BASH_REMATCH[5]} rest=${BASH_REMATCH[9]} value=
    known "$name" || return 1
    # A backslash takes the next character as it is.
    while [[ $text == *\\* ]]; do
      value+=${text%%\\*} text=${text#*\\}
      value+=${text:0:1} text=${text:1}
    done
    keep "$name" "$value$text"
  done
}

read_keywords() { # read_keywords TEXT: Host=db;Password="a;b"; false where it is of another form
  local rest=$1 name value pattern
  pattern="^[[:space:];]*([^=;]+)=[[:space:]]*(\"(([^\"]|\"\")*)\"|'(([^']|'')*)'|([^;\"'][^;]*)?)[[:space:]]*(;(.*))?\$"
  while [[ $rest =~ [^[:space:]\;] ]]; do
    [[ $rest =~ $pattern ]] || return 1
    name=${BASH_REMATCH[1]//[[:space:]]/} rest=${BASH_REMATCH[9]}
    value=${BASH_REMATCH[7]%"${BASH_REMATCH[7]##*[![:space:]]}"}
    [[ ${BASH_REMATCH[2]} != \"* ]] || value=${BASH_REMATCH[3]//\"\"/\"}
    [[ ${BASH_REMATCH[2]} != \'* ]] || value=${BASH_REMATCH[5]//"''"/"'"}
    name=${name,,}
    [[ $name =~ ^[a-z]+$ ]] || return 1
    if [ -n "${keywords[$name]:-}" ]; then
      keep "${keywords[$name]}" "$value"
    elif ! has "$pool" "$name"; then
      return 1
    fi
  done
}

# Npgsql writes its words in another way than libpq.
translate_keywords() {
  local name
  [[ ${given[host]:-} != *:* ]] || split_ports
  for name in sslmode channel_binding gssencmode sslnegotiation target_session_attrs require_auth; do
    [ -z "${given[$name]:-}" ] || given[$name]=${given[$name],,}
  done
  given[sslmode]=${given[sslmode]:-}
  [[ ${given[sslmode]} != verify[cf]* ]] || given[sslmode]=verify-${given[sslmode]#verify}
  [ -z "${given[require_auth]:-}" ] || given[require_auth]=${given[require_auth]//scramsha256/scram-sha-256}
}

split_ports() { # of Host=a:5432,b:5433
  local host hosts='' ports='' all=${given[port]:-}
  local -a list
  IFS=, read -r -a list <<<"${given[host]},"
  for host in "${list[@]}"; do
    host=${host//[[:space:]]/}
    # An IPv6 address by itself has no port.
    if [[ $host =~ ^(\[.*\]|[^:]*):([0-9]+)$ ]]; then
      host=${BASH_REMATCH[1]} ports+=${hosts:+,}${BASH_REMATCH[2]}
    else
      ports+=${hosts:+,}$all
    fi
    hosts+=${hosts:+,}${host//[][]/}
  done
  given[host]=$hosts
  [[ ! $ports =~ [0-9] ]] || given[port]=$ports
}
