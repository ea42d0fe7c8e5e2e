#!/bin/sh
# Installs what tests meet of other people's programs where it is missing and we may: the readers that subscribe to us,
# the browser that looks at our pages, the server that we may stand behind, and what reads our units and our alert rules.
set -eu
PATH="$PATH:/usr/sbin"

has() {
    case "$1" in
    dbus-daemon) command -v dbus-run-session ;;
    elpa-elfeed) emacs --batch --eval "(require 'elfeed)" ;;
    emacs-nox) command -v emacs ;;
    libglib2.0-bin) command -v gdbus ;;
    libnginx-mod-http-brotli-static) test -e /usr/lib/nginx/modules/ngx_http_brotli_static_module.so ;;
    prometheus) command -v promtool ;;
    rss2email) command -v r2e ;;
    sfeed) command -v sfeed_update ;;
    systemd) command -v systemd-analyze ;;
    xvfb) command -v xvfb-run ;;
    *) command -v "$1" ;;
    esac >/dev/null 2>&1
}

missing=
for part in curl newsboat sfeed rss2email emacs-nox elpa-elfeed liferea xvfb xauth dbus-daemon libglib2.0-bin chromium systemd nginx libnginx-mod-http-brotli-static prometheus; do
    has "$part" || missing="$missing $part"
done
[ -n "$missing" ] || exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "Installing$missing for the tests ..."
    apt-get update -qq || true
    # shellcheck disable=SC2086
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >/dev/null
else
    echo "The tests need$missing: install them (Debian: apt-get install$missing) and try again." >&2
    exit 1
fi
