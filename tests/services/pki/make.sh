#!/usr/bin/env bash
# Makes the certificates of link/cloud/test_tls.py anew: keys for tests only, each file a certificate
# with its key. They last until 2120, so that no test begins to fail on a date.
set -euo pipefail
cd "$(dirname "$0")"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

key() { openssl ecparam -name prime256v1 -genkey -noout -out "$work/$1.key"; }

issue() { # name issuer subject-alternative-name is-authority from to
    key "$1"
    openssl req -new -key "$work/$1.key" -subj "/CN=$1" -out "$work/$1.csr"
    : >"$work/index"
    echo 01 >"$work/serial"
    printf '%s\n' "[ca]" "default_ca=d" "[d]" "database=$work/index" "serial=$work/serial" \
        "new_certs_dir=$work" "default_md=sha256" "policy=p" "[p]" "commonName=supplied" \
        "[x]" "subjectAltName=$3" "basicConstraints=critical,CA:$4" >"$work/ca.cnf"
    local self=()
    [ "$1" = "$2" ] && self=(-selfsign)
    openssl ca -batch -notext -config "$work/ca.cnf" -extensions x "${self[@]}" \
        -cert "$work/$2.pem" -keyfile "$work/$2.key" -in "$work/$1.csr" \
        -startdate "$5" -enddate "$6" -out "$work/$1.pem" 2>/dev/null
    cat "$work/$1.pem" "$work/$1.key" >"$1.pem"
}

ever=(20200101000000Z 21200101000000Z)
issue authority authority "DNS:authority" TRUE "${ever[@]}"
issue stranger_authority stranger_authority "DNS:authority" TRUE "${ever[@]}"
issue good authority "DNS:localhost,IP:127.0.0.1" FALSE "${ever[@]}"
issue wrong_host authority "DNS:elsewhere.example" FALSE "${ever[@]}"
issue expired authority "DNS:localhost" FALSE 20200101000000Z 20210101000000Z
issue stranger stranger_authority "DNS:localhost" FALSE "${ever[@]}"
issue charger authority "DNS:garage-1" FALSE "${ever[@]}"
issue charger_expired authority "DNS:garage-1" FALSE 20200101000000Z 20210101000000Z
issue self_signed self_signed "DNS:localhost" FALSE "${ever[@]}"
openssl x509 -in authority.pem -outform der -out ca.der
for name in charger charger_expired; do
    openssl x509 -in "$name.pem" -outform der -out "$name.der"
    openssl pkey -in "$name.pem" -outform der -out "${name}_key.der"
    rm "$name.pem"
done
rm authority.pem stranger_authority.pem
