#!/usr/bin/env bash
# The shipped unit is one that systemd understands whole, and whose sandbox is as tight as it was.
# Usage: verify_unit.sh SOURCE_DIR. Exits 77 (skipped) without systemd-analyze.
set -euo pipefail
source=$1
command -v systemd-analyze >/dev/null || { echo "systemd-analyze is missing"; exit 77; }

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

# `verify` wants the programs to exist; anything executable stands in for the daemon.
printf '#!/bin/sh\n' > "$folder/ecdsnapd"
chmod +x "$folder/ecdsnapd"
sed "s|/usr/bin/ecdsnapd|$folder/ecdsnapd|" "$source/systemd/ecdsnapd.service" > "$folder/ecdsnapd.service"

systemd-analyze verify --man=no --recursive-errors=no "$folder/ecdsnapd.service"
systemd-analyze security --offline=true --threshold=12 "$folder/ecdsnapd.service" | tail -1

# The credential line, which is off by default, is one that systemd understands too.
sed -i 's/^#LoadCredential=/LoadCredential=/' "$folder/ecdsnapd.service"
grep -q '^LoadCredential=' "$folder/ecdsnapd.service"
systemd-analyze verify --man=no --recursive-errors=no "$folder/ecdsnapd.service"

if command -v systemd-sysusers >/dev/null; then
  mkdir -p "$folder/root/etc"
  systemd-sysusers --root="$folder/root" "$source/systemd/ecdsnapd.sysusers.conf" >/dev/null
  grep -q '^ecdsnap:' "$folder/root/etc/group"
fi

# Each directive of the sandbox is explained.
sed -n '/^# Sandbox/,/^\[Install\]/s/^\([A-Za-z]*\)=.*/\1/p' "$source/systemd/ecdsnapd.service" | sort -u |
while read -r directive; do
  case $directive in ProtectKernel*) directive='ProtectKernel\*' ;; esac
  grep -q "$directive" "$source/systemd/sandboxing.md" || { echo "sandboxing.md does not explain $directive"; exit 1; }
done
