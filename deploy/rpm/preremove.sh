#!/bin/sh
# $1 is how many versions remain: 0 where the last one is removed.
if [ "$1" -eq 0 ] && [ -d /run/systemd/system ]; then
    systemctl --no-reload disable --now oresundskraft-exporter.socket oresundskraft-exporter.service || :
fi
