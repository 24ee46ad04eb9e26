#!/bin/sh
# Lays out what a program for other machines is linked with: static-libraries.sh FOLDER
# FOLDER gets static libraries, for a linker that looks there first, the headers that belong to them, and a libcurl without the
# symbol versions that only Debian's has. Prints the flags for `swift build`.
# Debian 12 has no static simdjson: it is then taken from Debian 13, from where this machine has its own packages.
set -eu
if [ $# != 1 ]; then
    echo "usage: static-libraries.sh FOLDER" >&2
    exit 64
fi
mkdir -p "$1/include" "$1/pkgconfig"
folder=$(realpath "$1")
compiler=${CXX:-c++}

fail() {
    echo "static-libraries.sh: $1" >&2
    exit 1
}
# FILE: where the compiler would find it; nothing where it would not.
find_library() { "$compiler" -print-file-name="$1" | grep / || true; }

for library in sqlite3 z stdc++; do
    archive=$(find_library "lib$library.a")
    [ -n "$archive" ] || fail "there is no lib$library.a: run make setup"
    ln -sf "$archive" "$folder/lib$library.a"
done
# Written in C++: the linker has C++'s library behind it already when it comes to these, and looks for what they need in it again.
with_cxx() { # NAME ARCHIVE
    rm -f "$folder/lib$1.a"
    echo "INPUT($2 $folder/libstdc++.a)" >"$folder/lib$1.a"
}
archive=$(find_library libsnappy.a)
[ -n "$archive" ] || fail "there is no libsnappy.a: run make setup"
with_cxx snappy "$archive"
archive=$(find_library libsimdjson_static.a)
if [ -z "$archive" ]; then
    archive=$folder/libsimdjson_static.a
    if [ ! -s "$archive" ]; then
        "$(dirname "$0")/debian-package.sh" trixie libsimdjson-dev "$folder/simdjson" >&2
        cp "$folder"/simdjson/usr/lib/*/libsimdjson_static.a "$archive"
        cp "$folder/simdjson/usr/include/simdjson.h" "$folder/include"
        rm -r "$folder/simdjson"
    fi
fi
with_cxx simdjson "$archive"

# The same functions without versions: a program linked with it takes any system's libcurl.so.4 without a warning.
shared=$(find_library libcurl.so)
[ -n "$shared" ] || fail "there is no libcurl.so: run make setup"
nm --dynamic --defined-only "$shared" | sed -n 's/.* T \(curl_[a-z_0-9]*\)@.*/void \1(void) {}/p' >"$folder/libcurl.c"
[ -s "$folder/libcurl.c" ] || fail "$shared has no functions"
"${CC:-cc}" -shared -fPIC -w -fno-builtin -Wl,-soname,libcurl.so.4 -o "$folder/libcurl.so" "$folder/libcurl.c"

# SwiftPM names the folders of these before all others.
for library in libcurl:curl sqlite3:sqlite3 zlib:z; do
    cat >"$folder/pkgconfig/${library%:*}.pc" <<PC
Name: ${library%:*}
Description: as static-libraries.sh lays it out
Version: 0
Libs: -L$folder -l${library#*:}
PC
done

echo "--pkg-config-path $folder/pkgconfig -Xswiftc -L$folder -Xcxx -I$folder/include"
