#!/usr/bin/env bash
# Builds the solution in Release, runs all its tests and ends with the line "N passed, N failed, N skipped".
# Exit code 1 when a test failed, a test host crashed, or no test ran.
# With --full, faults last and kills are as many as the product promises to stand: half an hour more.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

# One test that takes longer than this has hung: its host is ended and counts as failed.
hang_limit=8m

if [[ ${1:-} == --full ]]; then
    export AG_CLUSTER_SECONDS=120 AG_CLUSTER_WRITERS=64 AG_OUTAGE_SECONDS=60 AG_PAUSE_SECONDS=60 AG_KILLS=50
    hang_limit=20m
elif (($# > 0)); then
    echo "Usage: tests/run.sh [--full]" >&2
    exit 2
fi

export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_CLI_UI_LANGUAGE=en

# What the tests need beside the SDK, as Debian packages; one "command package" pair a line: a cluster keeps its members in PostgreSQL, clients of
# EventStoreDB run on Node, scripts are looked through.
needed_packages() {
    while read -r command package; do
        command -v "$command" > /dev/null || echo "$package"
    done < <(grep -v '^#' <<'LIST'
#command package
pg_ctlcluster postgresql
node nodejs
npm npm
shellcheck shellcheck
openssl openssl
LIST
    )
}

install_packages() {
    local packages
    packages=$(needed_packages)
    [[ -z $packages ]] && return
    if [[ $(id -u) -ne 0 ]] || ! command -v apt-get > /dev/null; then
        echo "Tests that need $packages are skipped: cannot install here." >&2
        return
    fi
    # shellcheck disable=SC2086
    { apt-get update -q && DEBIAN_FRONTEND=noninteractive apt-get install -y -q $packages; } > /dev/null \
        || echo "Could not install $packages; tests that need them are skipped." >&2
}

# One attribute of the <Counters> of all result files, summed.
sum_of() {
    grep -ho "<Counters [^>]*" "$results"/*.trx 2> /dev/null | grep -o " $1=\"[0-9]*\"" | tr -dc '0-9\n' | awk '{ n += $1 } END { print n + 0 }' || true
}

failed_tests() {
    grep -ho '<UnitTestResult [^>]*outcome="Failed"[^>]*' "$results"/*.trx 2> /dev/null | sed 's/.* testName="\([^"]*\)".*/  \1/' | sort | head -n 50 || true
}

install_packages

if ! command -v dotnet > /dev/null; then
    echo "The .NET SDK named in global.json is needed: dotnet was not found." >&2
    exit 1
fi

results=$PWD/TestResults/run
rm -rf "$results"
mkdir -p "$results"

if ! dotnet build AccessGovernance.sln -c Release -v quiet -clp:NoSummary; then
    echo "0 passed, 1 failed, 0 skipped"
    exit 1
fi

crashed=0
for project in tests/*/*.Tests.csproj; do
    name=$(basename "$project" .csproj)
    status=0
    dotnet test "$project" --no-build -c Release -v quiet --results-directory "$results" --blame-hang-timeout "$hang_limit" \
        --blame-hang-dump-type none --logger "trx;LogFileName=$name.trx" --logger "console;verbosity=minimal" || status=$?
    if [[ ! -s $results/$name.trx ]]; then
        echo "$name left no result: it crashed, or it is missing from the solution."
        crashed=$((crashed + 1))
    elif ((status != 0)) && ! grep -q 'outcome="Failed"[^>]*testName=\|testName=[^>]*outcome="Failed"' "$results/$name.trx"; then
        echo "$name ended with $status although none of its tests is reported as failed: it crashed or hung."
        crashed=$((crashed + 1))
    fi
done

passed=$(sum_of passed)
failed=$(($(sum_of failed) + $(sum_of error) + $(sum_of timeout) + $(sum_of aborted)))
skipped=$(($(sum_of total) - passed - failed))
failed=$((failed + crashed))

if ((failed > 0)); then
    echo "Failed:"
    failed_tests
fi
echo "$passed passed, $failed failed, $skipped skipped"
((failed == 0 && passed > 0))
