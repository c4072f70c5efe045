#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The files for running a node, read by those who would read them: systemd, promtool, nginx, haproxy. What this machine
# lacks is skipped.
#   test_packaging.sh PROGRAM SOURCE-ROOT
set -u
program=$1 source=$2
files=$source/packaging
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

# check_with TOOL DESCRIPTION COMMAND...
check_with() {
    if command -v "$1" >/dev/null; then
        shift
        check "$@"
    else
        number=$((number + 1))
        echo "ok $number - $2 # SKIP there is no $1"
    fi
}

# Every metric that an alert speaks of stands in the sources.
metrics_exist() {
    for name in $(grep -o 'tenprint_[a-z_]*' "$files/alerts.yaml" | sed 's/_bucket$//' | sort -u); do
        grep -rqF "\"$name\"" "$source/src" || { echo "nobody writes $name"; return 1; }
    done
}

exposure_is_low() {
    systemd-analyze security --offline=true --threshold=20 "$root/tenprint@x.service" | tail -1
    systemd-analyze security --offline=true --threshold=20 "$root/tenprint@x.service" >/dev/null
}

sed -e "s|/usr/bin/tenprint|$program|" -e /^Documentation=/d "$files/tenprint@.service" >"$root/tenprint@x.service"
check_with systemd-analyze "the unit is one" systemd-analyze verify "$root/tenprint@x.service"
check_with systemd-analyze "the unit's exposure is low" exposure_is_low
check_with promtool "the alerts are rules" promtool check rules "$files/alerts.yaml"
check_with promtool "the alerts fire for what they are for" sh -c "cd '$files' && promtool test rules alerts_test.yaml"
check "the alerts speak of metrics that there are" metrics_exist

mkdir "$root/tls" "$root/nginx"
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=node.example \
    -keyout "$root/tls/node.key" -out "$root/tls/node.pem" 2>/dev/null
cat "$root/tls/node.pem" "$root/tls/node.key" >"$root/tls/node-and-key.pem"
sed "s|/etc/tenprint/tls|$root/tls|" "$files/haproxy.cfg" >"$root/haproxy.cfg"
{
    printf 'pid %s/pid;\nerror_log stderr;\nevents {}\nhttp {\naccess_log off;\n' "$root"
    for place in client_body proxy fastcgi uwsgi scgi; do echo "${place}_temp_path $root/nginx/$place;"; done
    sed "s|/etc/tenprint/tls|$root/tls|" "$files/nginx.conf"
    echo '}'
} >"$root/nginx.conf"
check_with haproxy "haproxy reads its configuration" haproxy -c -f "$root/haproxy.cfg"
check_with nginx "nginx reads its configuration" nginx -t -p "$root" -c "$root/nginx.conf"
echo "1..$number"
exit $failed
