#!/usr/bin/env bash
# Makes an authority of its own and the certificates of a cluster, in PEM form, for exercises and for networks that have no other authority:
#   ca.pem, ca.key       signs the others; keep ca.key away from the servers
#   silo.pem, silo.key   what silos show to each other
#   server.pem, server.key       the gRPC port
#   eventstore.pem, eventstore.key   the node of the event store
# What is there already and valid for more than 30 days is kept: run it again to renew.
# Usage: tools/deploy/certificates.sh DIRECTORY [--renew NAME | --retire] [DNS-NAME-OR-ADDRESS-OF-THE-SERVER...]
#   --renew NAME   makes that one anew; a renewed ca signs from then on, and the one before stays trusted in ca.pem
#   --retire       leaves the newest authority alone in ca.pem; refused while a certificate is of an older one
set -euo pipefail

silo_name=silo.accessgovernance
days=397
renew_before=$((30 * 24 * 3600))

directory=${1:?Usage: tools/deploy/certificates.sh DIRECTORY [--renew NAME | --retire] [NAME...]}
shift
renewed=
retires=
if [[ ${1:-} == --retire ]]; then
    retires=yes
    shift
fi
if [[ ${1:-} == --renew ]]; then
    renewed=${2:?--renew needs a name, such as server}
    shift 2
fi
names=(localhost 127.0.0.1 accessgovernance "$@")

mkdir -p "$directory"
# Whoever may enter the directory may read what is in it: containers run as another user than who starts them.
chmod 700 "$directory"
cd "$directory"

alternative_names() {
    local name list=()
    for name in "$@"; do
        if [[ $name =~ ^[0-9.]+$ || $name == *:* ]]; then list+=("IP:$name"); else list+=("DNS:$name"); fi
    done
    local IFS=,
    echo "${list[*]}"
}

is_good() {
    [[ $1 != "$renewed" && -s $1.key ]] && openssl x509 -in "$1.pem" -noout -checkend "$renew_before" > /dev/null 2>&1
}

# The new files take the place of the old ones in one step each, the key first.
put() {
    chmod 644 "$1.key.new" "$1.pem.new"
    mv "$1.key.new" "$1.key"
    mv "$1.pem.new" "$1.pem"
    echo "made $directory/$1.pem"
}

make_authority() {
    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 3650 -subj "/CN=AccessGovernance authority of $(date -u +%Y%m%dT%H%M%SZ)" \
        -addext "basicConstraints=critical,CA:TRUE,pathlen:0" -addext "keyUsage=critical,keyCertSign,cRLSign" \
        -keyout ca.key.new -out ca.pem.new 2> /dev/null
    [[ ! -s ca.pem ]] || cat ca.pem >> ca.pem.new
    put ca
    chmod 600 ca.key
}

# make NAME SUBJECT KEY-TYPE KEY-OPTION ALTERNATIVE-NAMES
make() {
    openssl req -newkey "$3" ${4:+-pkeyopt "$4"} -nodes -subj "/CN=$2" -keyout "$1.key.new" -out "$1.csr" 2> /dev/null
    openssl x509 -req -in "$1.csr" -CA ca.pem -CAkey ca.key -CAcreateserial -days "$days" -out "$1.pem.new" 2> /dev/null -extfile <(
        echo "basicConstraints=critical,CA:FALSE"
        echo "keyUsage=critical,digitalSignature,keyEncipherment"
        echo "extendedKeyUsage=serverAuth,clientAuth"
        echo "subjectAltName=$5"
    )
    rm -f "$1.csr" ca.srl
    put "$1"
}

if [[ -n $retires ]]; then
    openssl x509 -in ca.pem -out ca.pem.new
    for name in silo server eventstore; do
        if [[ -e $name.pem ]] && ! openssl verify -CAfile ca.pem.new "$name.pem" > /dev/null 2>&1; then
            rm ca.pem.new
            echo "$directory/$name.pem is not good under the newest authority alone: --renew $name, and have it used, before --retire" >&2
            exit 1
        fi
    done
    mv ca.pem.new ca.pem
    echo "$directory/ca.pem holds the newest authority alone"
fi
is_good ca || make_authority
is_good silo || make silo "$silo_name" ec ec_paramgen_curve:P-256 "$(alternative_names "$silo_name")"
is_good server || make server accessgovernance ec ec_paramgen_curve:P-256 "$(alternative_names "${names[@]}")"
# Its nodes know each other by this subject.
is_good eventstore || make eventstore eventstoredb-node rsa:2048 "" "$(alternative_names eventstore localhost 127.0.0.1)"
