#!/usr/bin/env bash
# A cluster on one machine, of processes on loopback: PostgreSQL, an event store (the plain store of the server, in place of an EventStoreDB) and
# three silos, with TLS. For exercises; tools/deploy/RUNBOOK.md uses it.
# Needs the .NET SDK, PostgreSQL's programs (Debian: postgresql), openssl and bash. Everything lies below CLUSTER (default ./data/cluster).
# Usage: tools/deploy/local-cluster.sh COMMAND [ARGUMENT]
set -euo pipefail

usage() {
    cat <<'LIST'
start               everything that does not run: makes what is missing on the way
stop                everything, in order
status              what runs, and whether it is ready
env                 the variables by which agctl and PostgreSQL's clients find it: eval "$(tools/deploy/local-cluster.sh env)"
build               publishes the server as it is now; silos started from then on are of that build
migrate             makes tables and keys where they are missing, or brings them to the current build's version
start-silo N        N = 1 to 9; stop-silo N in order, kill-silo N with kill -9
start-postgres      stop-postgres
start-store         stop-store
certificates [...]  renews certificates, see certificates.sh
LIST
}

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
repository=$(cd "$here/../.." && pwd)
cluster=$(realpath -m "${CLUSTER:-$repository/data/cluster}")
export CLUSTER=$cluster
patience=90

postgres_port=${POSTGRES_PORT:-15432}
store_port=${STORE_PORT:-12113}
# Of silo N: gRPC 5080 + 10 N, HTTP 5081 + 10 N, others 11110 + N.
grpc_port() { echo $((${GRPC_BASE:-5080} + 10 * $1)); }
http_port() { echo $((${GRPC_BASE:-5080} + 10 * $1 + 1)); }
silo_port() { echo $((${SILO_BASE:-11110} + $1)); }

export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1

fail() {
    echo "$*" >&2
    exit 1
}

# Runs a function or a program until it succeeds.
await() {
    local what=$1 end=$((SECONDS + patience))
    shift
    until "$@" > /dev/null 2>&1; do
        ((SECONDS < end)) || fail "$what: not within $patience s; the logs are in $cluster"
        sleep 0.2
    done
}

secret() {
    [[ -s $cluster/$1 ]] || (umask 077 && openssl rand -hex 16 > "$cluster/$1")
    cat "$cluster/$1"
}

# The file may be left from before a restart of the machine, and the number be another process's by now: ours has its directory as an argument.
runs() {
    [[ -s $cluster/$1.pid ]] && grep -qzxF -- "$cluster/$1" "/proc/$(cat "$cluster/$1.pid")/cmdline" 2> /dev/null
}

runs_or_gone() {
    runs "$1" || gone "$(cat "$cluster/$1.pid")"
}

gone() {
    ! kill -0 "$1" 2> /dev/null
}

# end NAME SIGNAL
end() {
    if ! runs "$1"; then
        echo "$1 does not run"
        return
    fi
    local pid
    pid=$(cat "$cluster/$1.pid")
    kill "-$2" "$pid"
    await "end of $1" gone "$pid"
    rm -f "$cluster/$1.pid"
    echo "$1 has ended"
}

# begin NAME COMMAND...
begin() {
    local name=$1
    shift
    (cd "$cluster" && exec setsid "$@" >> "$cluster/$name.log" 2>&1 < /dev/null) &
    echo $! > "$cluster/$name.pid"
    # Until then it is this script by its arguments.
    await "start of $name" runs_or_gone "$name"
}

# PostgreSQL refuses to run as root.
unprivileged=()
if [[ $(id -u) -eq 0 ]]; then
    unprivileged=(setpriv --reuid=postgres --regid=postgres --clear-groups)
fi

programs_of_postgres() {
    local newest
    newest=$(find /usr/lib/postgresql/*/bin -maxdepth 0 2> /dev/null | sort -V | tail -n 1)
    [[ -n $newest ]] || newest=$(dirname "$(command -v postgres)") || fail "PostgreSQL is not installed (Debian: postgresql)"
    echo "$newest"
}

start_postgres() {
    runs postgres && return
    local programs data=$cluster/postgres
    programs=$(programs_of_postgres)
    if [[ ! -s $data/PG_VERSION ]]; then
        mkdir -p "$data"
        (umask 077 && secret postgres-password > "$cluster/postgres.first")
        chmod 700 "$data"
        [[ $(id -u) -ne 0 ]] || chown postgres: "$data" "$cluster/postgres.first"
        "${unprivileged[@]}" test -w "$data" || fail "the user postgres cannot enter $data: set CLUSTER to a directory below one that it can"
        "${unprivileged[@]}" "$programs/initdb" -D "$data" -U postgres -A scram-sha-256 -E UTF8 --locale=C --pwfile="$cluster/postgres.first" \
            > "$cluster/initdb.log" 2>&1 || fail "PostgreSQL's data cannot be made: $(cat "$cluster/initdb.log")"
        rm -f "$cluster/postgres.first"
    fi
    begin postgres "${unprivileged[@]}" "$programs/postgres" -D "$data" -p "$postgres_port" -k "" -c listen_addresses=127.0.0.1
    await PostgreSQL "$programs/pg_isready" -h 127.0.0.1 -p "$postgres_port"
    echo "postgres runs on 127.0.0.1:$postgres_port"
}

listens() {
    (exec 3<> "/dev/tcp/127.0.0.1/$1") 2> /dev/null
}

# What an orchestrator asks.
ready() {
    local status
    (
        exec 3<> "/dev/tcp/127.0.0.1/$1"
        printf 'GET /readyz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n' >&3
        read -r -t 5 status <&3
        [[ $status == *' 200 '* ]]
    ) 2> /dev/null
}

build() {
    local to
    to=$cluster/builds/$(date -u +%Y%m%dT%H%M%S)
    dotnet publish "$repository/src/AccessGovernance.Server" -c Release -o "$to" -v quiet
    ln -sfn "$to" "$cluster/server"
    echo "silos started from now on are of $to"
}

server() {
    exec dotnet "$(readlink -f "$cluster/server")/AccessGovernance.Server.dll" "$@"
}

start_store() {
    runs store && return
    begin store "$here/local-cluster.sh" server --data "$cluster/store" --eventstore-endpoint "$store_port" --config "$cluster/store.json"
    await "event store" listens "$store_port"
    echo "store runs on 127.0.0.1:$store_port"
}

write_settings() {
    local keeper postgres
    keeper=$(secret store-password)
    postgres=$(secret postgres-password)
    umask 077
    echo "{\"eventstore-plain-store\": \"keeper:$keeper\"}" > "$cluster/store.json"
    cat > "$cluster/silos.json" <<SETTINGS
{
    "eventstore": "esdb://keeper:$keeper@127.0.0.1:$store_port?tls=false",
    "cluster-postgres": "Host=127.0.0.1;Port=$postgres_port;Database=postgres;Username=postgres;Password=$postgres",
    "master-key": "$cluster/keys/master.key",
    "token-signing-key": "$cluster/keys/token-signing.key",
    "tls-certificate": "$cluster/certificates/server.pem",
    "tls-certificate-key": "$cluster/certificates/server.key",
    "silo-certificate": "$cluster/certificates/silo.pem",
    "silo-certificate-key": "$cluster/certificates/silo.key",
    "silo-ca": "$cluster/certificates/ca.pem"
}
SETTINGS
}

migrate() {
    mkdir -p "$cluster/keys"
    (server --data "$cluster/migration" --config "$cluster/silos.json" --migrate)
}

start_silo() {
    local n=$1
    runs "silo$n" && return
    begin "silo$n" "$here/local-cluster.sh" server --data "$cluster/silo$n" --config "$cluster/silos.json" \
        --grpc-port "$(grpc_port "$n")" --http-port "$(http_port "$n")" --silo-port "$(silo_port "$n")"
    await "silo$n" ready_or_gone "$n"
    runs "silo$n" || fail "silo$n has ended: $(tail -n 3 "$cluster/silo$n.log")"
    echo "silo$n is ready on https://localhost:$(grpc_port "$n"), health on http://127.0.0.1:$(http_port "$n")"
}

ready_or_gone() {
    ready "$(http_port "$1")" || ! runs "silo$1"
}

silos() {
    find "$cluster" -maxdepth 1 -name 'silo*.pid' -printf '%f\n' 2> /dev/null | sed 's/silo\(.*\)\.pid/\1/' | sort -n
}

# Those that run: they find a store that is back by themselves, in a moment.
await_silos() {
    local n
    for n in $(silos); do
        ! runs "silo$n" || await "silo$n" ready_or_gone "$n"
    done
}

start() {
    mkdir -p "$cluster"
    "$here/certificates.sh" "$cluster/certificates"
    write_settings
    [[ -d $cluster/server ]] || build
    start_postgres
    start_store
    migrate
    local n
    for n in 1 2 3; do start_silo "$n"; done
}

stop() {
    local n
    for n in $(silos); do end "silo$n" TERM; done
    end store TERM
    end postgres INT
}

status() {
    local name
    for name in postgres store; do
        if runs "$name"; then echo "$name runs"; else echo "$name does not run"; fi
    done
    for name in $(silos); do
        if ! runs "silo$name"; then
            echo "silo$name does not run"
        elif ready "$(http_port "$name")"; then
            echo "silo$name is ready"
        else
            echo "silo$name is not ready"
        fi
    done
}

environment() {
    (umask 077 && echo "127.0.0.1:$postgres_port:*:postgres:$(secret postgres-password)" > "$cluster/pgpass")
    echo "export PGHOST=127.0.0.1 PGPORT=$postgres_port PGUSER=postgres PGDATABASE=postgres PGPASSFILE=$cluster/pgpass"
    echo "export AGCTL_SERVER=https://localhost:$(grpc_port 1) AGCTL_CA=$cluster/certificates/ca.pem AGCTL_TOKEN_FILE=$cluster/silo1/admin.token"
    echo "export CLUSTER=$cluster"
}

number() {
    [[ ${1:-} =~ ^[1-9]$ ]] || fail "name a silo by its number, 1 to 9"
    echo "$1"
}

command=${1:-}
shift || true
case $command in
    start | stop | status | build | migrate) "$command" ;;
    env) environment ;;
    start-silo) start_silo "$(number "${1:-}")" ;;
    stop-silo) end "silo$(number "${1:-}")" TERM ;;
    kill-silo) end "silo$(number "${1:-}")" KILL ;;
    start-postgres) start_postgres ;;
    stop-postgres) end postgres INT ;;
    start-store)
        start_store
        await_silos
        ;;
    stop-store) end store TERM ;;
    certificates) "$here/certificates.sh" "$cluster/certificates" "$@" ;;
    # What it starts in the background.
    server) server "$@" ;;
    *)
        usage
        exit 2
        ;;
esac
