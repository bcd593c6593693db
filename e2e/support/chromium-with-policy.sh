#!/bin/sh
# Starts Chromium with a private policy folder in place of the system's, visible to this browser only.
exec unshare --mount sh -c 'mount --bind "$WEAKLAYER_POLICY_DIRECTORY" /etc/chromium && exec "$WEAKLAYER_REAL_CHROMIUM" "$@"' sh "$@"
