#!/usr/bin/env bash
# The shipped units are such that systemd understands them whole, and their sandbox is as tight as it was.
# Usage: verify_unit.sh SOURCE_DIR. Exits 77 (skipped) without systemd-analyze.
set -euo pipefail
source=$1
command -v systemd-analyze >/dev/null || { echo "systemd-analyze is missing"; exit 77; }

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

# `verify` wants the programs to exist; anything executable stands in for them.
printf '#!/bin/sh\n' | tee "$folder/ecdsnapd" > "$folder/ecdsnap"
chmod +x "$folder/ecdsnapd" "$folder/ecdsnap"
for unit in ecdsnapd.service ecdsnapd@.service; do
  sed "s|/usr/bin/ecdsnap|$folder/ecdsnap|" "$source/systemd/$unit" > "$folder/$unit"
done
verify() { systemd-analyze verify --man=no --recursive-errors=no "$folder/ecdsnapd.service" "$folder/ecdsnapd@team.service"; }
cp "$folder/ecdsnapd@.service" "$folder/ecdsnapd@team.service"

verify
for unit in ecdsnapd.service ecdsnapd@team.service; do
  systemd-analyze security --offline=true --threshold=12 "$folder/$unit" | tail -1
done

# Each drop-in that we offer is one that systemd understands too.
mkdir "$folder/ecdsnapd.service.d"
for drop_in in "$source"/systemd/drop-ins/*.conf; do
  cp "$drop_in" "$folder/ecdsnapd.service.d/x.conf"
  verify
done

"$source/systemd/make_template.sh" | diff - "$source/systemd/ecdsnapd@.service" ||
  { echo "after a change: systemd/make_template.sh > systemd/ecdsnapd@.service"; exit 1; }

if command -v systemd-sysusers >/dev/null; then
  mkdir -p "$folder/root/etc"
  systemd-sysusers --root="$folder/root" "$source/systemd/ecdsnapd.sysusers.conf" >/dev/null
  grep -q '^ecdsnap:' "$folder/root/etc/group"
  group=$(sed -n 's/^ *# admin_group: //p' "$source/config/ecdsnapd.yaml")
  grep -q "^${group:?}:" "$folder/root/etc/group" || { echo "there is no group $group, which the configuration offers"; exit 1; }
fi

# Each directive is explained, in a row of the table; one of a family (ProtectKernel*) by its family's name.
rows=$(grep '^| `' "$source/systemd/sandboxing.md" | cut -d '|' -f 2)
for unit in ecdsnapd.service ecdsnapd@.service; do
  sed -n 's/^\([A-Za-z]*\)=.*/\1/p' "$source/systemd/$unit" | sort -u | while read -r directive; do
    case $directive in ProtectKernel*) directive='ProtectKernel\*' ;; esac
    grep -qE "(\`|^)$directive(=|\`)" <<<"$rows" || { echo "sandboxing.md does not explain $directive of $unit"; exit 1; }
  done
done
# What is said to be off is off.
sed -n '/^## Off/,/^## When/p' "$source/systemd/sandboxing.md" | grep '^| `' | cut -d '|' -f 2 | grep -oE '[A-Za-z]+=[a-z0-9-]*' |
while read -r directive; do
  ! grep -q "^$directive" "$source/systemd/ecdsnapd.service" || { echo "sandboxing.md says that $directive is off"; exit 1; }
done
