#!/usr/bin/env bash
# Makes what compose.yaml takes as secrets, in tools/deploy/secrets (mode 0700): passwords, connections, certificates. What is there is kept.
# Usage: tools/deploy/compose-secrets.sh [DNS-NAME-OR-ADDRESS-OF-THIS-MACHINE...]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

./certificates.sh secrets "$@"
cd secrets

# Hexadecimal digits: they need no escape in any of the forms below.
password() {
    [[ -s $1 ]] || openssl rand -hex 24 > "$1"
    cat "$1"
}

postgres=$(password postgres-password)
admin=$(password eventstore-admin-password)
operator=$(password eventstore-ops-password)

echo "Host=postgres;Database=accessgovernance;Username=accessgovernance;Password=$postgres" > cluster-postgres
echo "esdb://admin:$admin@eventstore:2113?tlsCaFile=/run/secrets/ca" > eventstore
printf 'EVENTSTORE_DEFAULT_ADMIN_PASSWORD=%s\nEVENTSTORE_DEFAULT_OPS_PASSWORD=%s\n' "$admin" "$operator" > eventstore.env
echo "tools/deploy/secrets holds what compose.yaml needs. Keep it out of backups of this machine that others can read."
