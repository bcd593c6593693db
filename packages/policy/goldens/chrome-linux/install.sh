#!/bin/sh
# Installs the policy: sh install.sh [--with-hardening]. DESTDIR installs below another root.
set -eu
cd "$(dirname "$0")"
directory="${DESTDIR:-}/etc/opt/chrome/policies/managed"
mkdir -p "$directory"
# The browser reads its policies as the user who started it.
install -m 0644 weaklayer.json "$directory/weaklayer.json"
device="$(uname -n | tr -cd 'A-Za-z0-9._-')"
printf '{"3rdparty": {"extensions": {"abcdefghijklmnopabcdefghijklmnop": {"device": "%s"}}}}\n' "$device" > "$directory/weaklayer-machine.json"
chmod 0644 "$directory/weaklayer-machine.json"
if [ "${1:-}" = --with-hardening ]; then
  install -m 0644 weaklayer-hardening.json "$directory/weaklayer-hardening.json"
fi
