#!/bin/sh
# $1 is the number of installed versions: 1 after an installation, more during an upgrade.
name=oresundskraft-exporter
systemd-sysusers $name.conf
systemd-tmpfiles --create $name.conf
if [ -d /run/systemd/system ]; then
    systemctl --system daemon-reload || :
    # A new service is enabled if the system's presets say so; on RHEL they do not.
    [ "$1" -gt 1 ] || systemctl preset $name.service >/dev/null 2>&1 || :
    [ "$1" -eq 1 ] || systemctl try-restart $name.service || :
fi
if [ ! -e /etc/$name/subscription-key ]; then
    echo "$name does nothing until you set a customer number and a key: /etc/$name/oresundskraft.yml says how."
fi
