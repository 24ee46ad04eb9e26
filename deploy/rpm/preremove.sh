#!/bin/sh
# $1 is the number of versions that remain: 0 when the last one is removed.
if [ "$1" -eq 0 ] && [ -d /run/systemd/system ]; then
    systemctl --no-reload disable --now oresundskraft-exporter.socket oresundskraft-exporter.service || :
fi
