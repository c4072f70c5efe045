#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# What `make install` puts down is enough to build a program with pkg-config and to run it.
#   test_install.sh BUILD-FOLDER EXAMPLE.c COMPILER...
set -u
build=$1 example=$2
shift 2
root=$(mktemp -d)
trap 'rm -rf "$root"' EXIT
number=0 failed=0

check() {
    number=$((number + 1))
    description=$1
    shift
    if "$@" >"$root/output" 2>&1; then
        echo "ok $number - $description"
    else
        echo "not ok $number - $description"
        sed 's/^/# /' "$root/output"
        failed=1
    fi
}

config() { pkg-config --define-variable="prefix=$root$(pkg-config --variable=prefix tenprint)" "$@" tenprint; }
compile() { "$@" $(config --cflags) "$example" $(config --libs) -o "$root/example"; }

check "meson install" env DESTDIR="$root" meson install -C "$build" --no-rebuild --quiet
library=$(find "$root" -name 'libtenprint.so')
export PKG_CONFIG_PATH="${library%/*}/pkgconfig" LD_LIBRARY_PATH="${library%/*}"
check "a program compiles with pkg-config" compile "$@"
check "and starts" test "$("$root/example" 2>&1 | grep -c usage)" = 1
check "the program is installed" test -x "$(find "$root" -path '*/bin/tenprint')"
check "the manual page is installed" test -s "$(find "$root" -path '*/man1/tenprint.1*')"
echo "1..$number"
exit $failed
