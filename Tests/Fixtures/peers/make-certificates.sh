#!/bin/sh
# Makes the certificates of the TLS tests in the folder $1: two authorities, servers and a client of the first.
set -eu
cd "$1"

key() {
    openssl ecparam -genkey -name prime256v1 -noout -out "$1.key"
}

# authority NAME
authority() {
    key "$1"
    openssl req -x509 -new -key "$1.key" -subj "/CN=Test authority $1" -days 2 -out "$1.pem" \
        -addext "basicConstraints=critical,CA:TRUE" -addext "keyUsage=critical,keyCertSign,cRLSign"
}

# signed NAME SUBJECT-ALTERNATIVE-NAMES DAYS
signed() {
    key "$1"
    printf 'subjectAltName=%s\n' "$2" > "$1.ext"
    openssl req -new -key "$1.key" -subj "/CN=$1" -out "$1.csr"
    openssl x509 -req -in "$1.csr" -CA ca.pem -CAkey ca.key -CAcreateserial -days "$3" -extfile "$1.ext" -out "$1.pem"
}

authority ca
authority other-ca
signed server "DNS:localhost,IP:127.0.0.1" 2
signed wrong-host "DNS:other.example" 2
signed expired "DNS:localhost,IP:127.0.0.1" -1
signed client "DNS:client.example" 2
openssl ec -in client.key -aes256 -passout pass:s3cret -out encrypted.key
openssl x509 -in server.pem -outform DER -out server.der
head -c 300 server.pem > truncated.pem
printf -- '-----END CERTIFICATE-----\n' >> truncated.pem
head -c 100 server.key > truncated.key
printf -- '\n-----END EC PRIVATE KEY-----\n' >> truncated.key
: > empty.pem

# A certificate that begins in 2099.
key future
openssl req -new -key future.key -subj "/CN=future" -out future.csr
: > issued
cat > issuing.cnf <<CNF
[ca]
default_ca = own
[own]
database = issued
new_certs_dir = .
rand_serial = yes
default_md = sha256
policy = any
unique_subject = no
[any]
commonName = supplied
CNF
openssl ca -batch -config issuing.cnf -cert ca.pem -keyfile ca.key -in future.csr -extfile server.ext -out future.pem -notext \
    -startdate 20990101000000Z -enddate 20991231000000Z
