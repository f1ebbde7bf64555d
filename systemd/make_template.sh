#!/usr/bin/env bash
# Writes ecdsnapd@.service from ecdsnapd.service: the same service with a name of its own in every path. A test compares.
# Usage: systemd/make_template.sh > systemd/ecdsnapd@.service
set -euo pipefail
cat <<'END'
# Written by systemd/make_template.sh from ecdsnapd.service: `systemctl enable --now ecdsnapd@team` serves
# /etc/ecdsnapd/team/ecdsnapd.yaml, in which four keys name the instance's own places:
#   owner: team
#   ledger: sqlite:/var/lib/ecdsnapd@team/ledger.db
#   control: {socket: /run/ecdsnapd@team/control.sock}
#   metrics: {listen: 127.0.0.1:9798}        # or none: each daemon of a machine has an address of its own
# (`ecdsnap --config /etc/ecdsnapd/team/ecdsnapd.yaml status`.) Its key is /etc/credstore.encrypted/ecd-key-team, encrypted with
# --name=ecd-key.
#
END
sed -e 's|/etc/ecdsnapd/|/etc/ecdsnapd/%i/|g' \
  -e 's|^Description=.*|& (%i)|' \
  -e 's|^DynamicUser=yes$|&\n# Without a name all instances would be one user. It has at most 31 characters, so that an instance has 22 of a-z, 0-9 and -.\nUser=ecdsnapd-%i|' \
  -e 's|^StateDirectory=ecdsnapd$|&@%i|' \
  -e 's|^LogsDirectory=ecdsnapd$|&@%i|' \
  -e 's|^RuntimeDirectory=ecdsnapd$|&@%i|' \
  -e 's|^ConfigurationDirectory=ecdsnapd$|&/%i|' \
  -e 's|^LoadCredentialEncrypted=ecd-key$|&:ecd-key-%i|' \
  -e 's|/etc/credstore.encrypted/ecd-key$|&-%i|' \
  -e 's|systemctl edit ecdsnapd`|systemctl edit ecdsnapd@NAME`|' \
  "$(dirname "$0")/ecdsnapd.service"
