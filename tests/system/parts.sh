#!/bin/sh
# Installs the readers that subscribe to us in tests, and the browser that looks at our pages, where they are missing and we may.
set -eu
for part in curl newsboat sfeed_update chromium systemd-analyze; do
    if ! command -v "$part" >/dev/null 2>&1; then
        part="${part%_update}"
        part="${part%-analyze}"
        echo "Installing $part for the tests ..."
        if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
            apt-get update -qq || true
            DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$part" >/dev/null
        else
            echo "The tests need $part: install it (Debian: apt-get install $part) and try again." >&2
            exit 1
        fi
    fi
done
