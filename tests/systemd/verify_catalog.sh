#!/usr/bin/env bash
# The journal takes the catalogues of the log's events whole, and finds each event's cause and remedy in them.
# Usage: verify_catalog.sh SOURCE_DIR. Exits 77 (skipped) without journalctl.
set -euo pipefail
source=$1
command -v journalctl >/dev/null || { echo "journalctl is missing"; exit 77; }

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

# check NAME FILE...: what the journal makes of these files alone.
check() {
  local root=$folder/$1 said
  mkdir -p "$root/usr/lib/systemd/catalog"
  cp "${@:2}" "$root/usr/lib/systemd/catalog/"
  said=$(journalctl --root="$root" --update-catalog 2>&1) || { echo "$1: $said"; exit 1; }
  [ -z "$said" ] || { echo "$1: the journal complains: $said"; exit 1; }
}

check english "$source/systemd/ecdsnapd.catalog"
check both "$source/systemd/ecdsnapd.catalog" "$source/systemd/ecdsnapd.zh_CN.catalog"
cp "$source/systemd/ecdsnapd.zh_CN.catalog" "$folder/ecdsnapd.catalog"
check chinese "$folder/ecdsnapd.catalog"

wanted=$(grep -c '^-- ' "$source/systemd/ecdsnapd.catalog")
for root in english chinese; do
  found=$(journalctl --root="$folder/$root" --list-catalog | grep -c ' ecdsnapd: ECDS-')
  [ "$found" -eq "$wanted" ] || { echo "$root: $found of $wanted events"; exit 1; }
done
journalctl --root="$folder/english" --dump-catalog 5b6f0d3c1a7e4c0f8d2e9a4b7c611401 | grep -q '^What to do: Free space'
journalctl --root="$folder/chinese" --dump-catalog 5b6f0d3c1a7e4c0f8d2e9a4b7c611401 | grep -q '^处理方法：释放磁盘空间'
echo "$wanted events in two languages"
