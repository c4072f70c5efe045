#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Each public header compiles alone, as C17 and (where the compiler can) as C++.
#   test_headers.sh INCLUDE-FOLDER COMPILER...
folder=$1
shift
number=0 failed=0

check() {
    number=$((number + 1))
    description=$1
    shift
    if "$@"; then echo "ok $number - $description"; else echo "not ok $number - $description"; failed=1; fi
}

languages=c
echo 'int x;' | "$@" -x c++ -fsyntax-only - 2>/dev/null && languages="c c++"
for header in "$folder"/tenprint/*.h; do
    for language in $languages; do
        case $language in c) standard=c17 ;; *) standard=c++17 ;; esac
        check "${header##*/} as $standard" "$@" -x "$language" -std=$standard -Wall -Wextra -Wpedantic -Werror -fsyntax-only \
            -I "$folder" "$header"
    done
done
echo "1..$number"
exit $failed
