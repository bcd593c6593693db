#!/bin/sh
# What Playwright starts in the place of Firefox: says where the running one is reached, and ends with it.
echo "WebDriver BiDi listening on $WEAKLAYER_BIDI_URL" >&2
exec tail -s 0.1 --pid="$WEAKLAYER_FIREFOX_PID" -f /dev/null
