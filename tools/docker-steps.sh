#!/usr/bin/env bash
# Does by hand what an engine would do with the Dockerfile, stage by stage, in directories of its own, and ends with "every step works".
# The steps are read from the Dockerfile itself. Base images are not fetched: the SDK and the runtime of this machine take their place.
# Usage: tools/docker-steps.sh [DIRECTORY]   keeps the stages in DIRECTORY (must not exist) instead of a temporary one.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

repository=$PWD
if (($# > 0)); then
    mkdir "$1"
    work=$(cd "$1" && pwd)
else
    work=$(mktemp -d)
    trap 'rm -rf "$work"' EXIT
fi

# What the images set; the steps of the runtime stage use it.
export APP_UID=${APP_UID:-$(id -u)} DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1

stage=0
declare -A stage_of=()
directory=/

fail() {
    echo "$*" >&2
    exit 1
}

# A path of the image as a path below the stage's directory.
inside() {
    local path=$1
    [[ $path == /* ]] || path=${directory%/}/$path
    echo "$work/$stage$path"
}

copy_context() {
    local to=$1
    mkdir -p "$to"
    # "**/bin" excludes at any depth, everything else at the top only: for tar that is "bin" and "./tests".
    (cd "$repository" && tar --exclude-from=<(sed 's|^\*\*/||;t;s|^|./|' .dockerignore) -cf - .) | tar -xf - -C "$to"
}

copy() {
    if [[ $1 == --from=* ]]; then
        local from=${stage_of[${1#--from=}]:-}
        [[ -n $from ]] || fail "COPY $*: no such stage"
        mkdir -p "$(inside "$3")"
        cp -a "$work/$from$2/." "$(inside "$3")"
    elif [[ "$1 $2" == ". ." ]]; then
        copy_context "$(inside .)"
    else
        fail "COPY $*: this script knows only 'COPY . .' and 'COPY --from=STAGE DIRECTORY DIRECTORY'"
    fi
}

# Absolute paths below the directories that the Dockerfile names are moved below the stage's directory.
run() {
    local command
    command=$(sed -E "s#(^|[ =\"'])/(app|data|keys|source)#\1$work/$stage/\2#g" <<< "$1")
    (cd "$(inside .)" && bash -euo pipefail -c "$command")
}

check_command() {
    local program
    program=$(grep -o '"[^"]*\.dll"' <<< "$1" | tr -d '"')
    [[ -s $(inside "$program") ]] || fail "CMD $1: $program is not in $directory"
    [[ -s $(inside "${program%.dll}.runtimeconfig.json") ]] || fail "CMD $1: the program has no runtime configuration"
}

while read -r instruction arguments; do
    echo "-- $instruction $arguments"
    case $instruction in
        FROM)
            stage=$((stage + 1))
            directory=/
            mkdir -p "$work/$stage"
            [[ $arguments =~ \ AS\ (.+)$ ]] && stage_of[${BASH_REMATCH[1]}]=$stage
            ;;
        WORKDIR)
            directory=$arguments
            mkdir -p "$(inside .)"
            ;;
        COPY)
            # shellcheck disable=SC2086
            copy $arguments
            ;;
        RUN) run "$arguments" ;;
        VOLUME) [[ -d $(inside "$arguments") ]] || fail "VOLUME $arguments: no step made it, so it would belong to root" ;;
        USER) [[ $arguments != root && $arguments != 0 ]] || fail "USER $arguments: the server must not run as root" ;;
        CMD) check_command "$arguments" ;;
        EXPOSE) ;;
        *) fail "$instruction: this script does not know the instruction" ;;
    esac
done < <(sed -e ':again' -e '/\\$/{N;s/\\\n[[:space:]]*//;b again' -e '}' Dockerfile | grep -v '^[[:space:]]*$')

echo "every step works"
