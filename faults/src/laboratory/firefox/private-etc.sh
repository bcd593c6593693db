#!/bin/sh
# Runs a program that sees a private /etc: a copy in memory, with a policy folder for Firefox and more names of hosts.
# Both are of this program alone and go with it: no file of the machine is touched.
exec unshare --mount sh -c '
  mount -t tmpfs private-etc "$WEAKLAYER_PRIVATE_ETC" &&
  cp -a /etc/. "$WEAKLAYER_PRIVATE_ETC" &&
  mkdir -p "$WEAKLAYER_PRIVATE_ETC/firefox/policies" &&
  mount --bind "$WEAKLAYER_POLICY_DIRECTORY" "$WEAKLAYER_PRIVATE_ETC/firefox/policies" &&
  printf "%s\n" "$WEAKLAYER_MORE_HOSTS" >> "$WEAKLAYER_PRIVATE_ETC/hosts" &&
  mount --rbind "$WEAKLAYER_PRIVATE_ETC" /etc &&
  exec "$@" >&2' sh "$@"
