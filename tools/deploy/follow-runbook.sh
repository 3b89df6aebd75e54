#!/usr/bin/env bash
# Follows RUNBOOK.md on this machine, word by word: every block of bash in it, in order, in one shell that ends at the first command that fails.
# Takes some minutes. Begins and ends without a cluster at CLUSTER and without backups beside it.
# Usage: tools/deploy/follow-runbook.sh
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

export CLUSTER=${CLUSTER:-$PWD/data/cluster}
for there in "$CLUSTER" "$CLUSTER".backup-{history,postgres,keys}; do
    if [[ -e $there ]]; then
        echo "there is a cluster or a backup at $there already: stop it and move it away, or set CLUSTER" >&2
        exit 1
    fi
done
steps=$(mktemp)
trap 'tools/deploy/local-cluster.sh stop > /dev/null 2>&1 || true; rm -f "$steps"' EXIT
awk '/^```bash$/ { inside = 1; next } /^```$/ { inside = 0 } inside' tools/deploy/RUNBOOK.md > "$steps"
bash -O expand_aliases -euv "$steps" 2>&1
echo "every step works"
