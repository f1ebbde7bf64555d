#!/usr/bin/env bash
# Boots this machine's own root directory with systemd as PID 1 and runs a program in it, as root, after the boot; its output and
# exit code come back, and what it changes vanishes with it. Nothing is downloaded: whatever is installed here is installed
# there, units of other packages do not start, and the network is a loopback of its own.
#
# Usage: boot.sh PROGRAM [ARGUMENT...]      PROGRAM and files it needs lie in this repository, which stands in /srv/source there;
#                                           the package is the one in build/release
# Where this cannot be had here it prints `skip NAME: reason` and exits 0.
set -euo pipefail
source=$(cd "$(dirname "$0")/../.." && pwd)
program=$(realpath --relative-to="$source" "$1")
name=$(basename "${program%_cases.py}")
at_most=${ECDSNAP_BOOTED_SECONDS:-420}

skip() { echo "skip booted $name: $*"; exit 0; }

if [ -z "${ECDSNAP_MOUNTS:-}" ]; then
  [ "$(id -u)" -eq 0 ] || skip "needs root"
  command -v systemd-nspawn >/dev/null || skip "needs systemd-nspawn (package systemd-container)"
  unshare --mount true 2>/dev/null || skip "this kernel does not let us mount"
  folder=$(mktemp -d)
  trap 'rmdir "$folder"' EXIT
  ECDSNAP_MOUNTS=$folder unshare --mount --propagation private -- "$0" "$@"
  exit
fi

# The root: what is here below, what changes above, in memory.
folder=$ECDSNAP_MOUNTS
mount -t tmpfs -o mode=755 tmpfs "$folder"
mkdir "$folder"/{changes,work,root,shared}
mount -t overlay overlay -o "lowerdir=/,upperdir=$folder/changes,workdir=$folder/work" "$folder/root" 2>/dev/null ||
  skip "this kernel does not lay a file system over /"
root=$folder/root
rm -rf "$root"/etc/systemd/system/*.{wants,requires} "$root"/etc/{fstab,machine-id} "$root"/etc/rc?.d/S* "$root/var/log/journal" \
  "$root/usr/sbin/policy-rc.d"
: >"$root/etc/machine-id"
printf '%s localhost\n' 127.0.0.1 ::1 >"$root/etc/hosts"
ln -sf /lib/systemd/system/multi-user.target "$root/etc/systemd/system/default.target"
for unit in systemd-udevd systemd-udev-trigger systemd-timesyncd systemd-networkd-wait-online e2scrub_reap console-getty getty@tty1; do
  ln -sf /dev/null "$root/etc/systemd/system/$unit.service"
done
cat >"$root/etc/systemd/system/cases.service" <<END
[Unit]
After=multi-user.target
SuccessAction=exit
FailureAction=exit
[Service]
Type=oneshot
ExecStart=/usr/bin/python3 /srv/source/$program ${*:2}
Environment=ECDSNAP_BIN=/usr/bin ECDSNAP_PACKAGES=/srv/source/build/release PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 SYSTEMD_COLORS=0 SYSTEMD_PAGER=cat
StandardOutput=file:/run/shared/output
StandardError=inherit
TimeoutStartSec=infinity
END

# Control groups of our own, so that two of these do not meet and nothing is left of them.
groups=()
for place in /sys/fs/cgroup/systemd /sys/fs/cgroup/unified /sys/fs/cgroup; do
  [ -f "$place/cgroup.procs" ] || continue
  mkdir "$place/ecdsnapd-$$" && groups+=("$place/ecdsnapd-$$")
done
leave_groups() {
  for group in "${groups[@]}"; do
    echo $$ >"${group%/*}/cgroup.procs" 2>/dev/null || true
    find "$group" -depth -type d -exec rmdir {} + 2>/dev/null || true
  done
}
trap leave_groups EXIT
for group in "${groups[@]}"; do echo $$ >"$group/cgroup.procs"; done

# `--system-call-filter=bpf`: without it IPAddressDeny= is silently not enforced.
shared=$folder/shared
: >"$shared/output"
code=0
SYSTEMD_NSPAWN_UNIFIED_HIERARCHY=1 timeout -k 10 "$at_most" systemd-nspawn --quiet --directory="$root" --machine="ecdsnapd-$$" \
  --register=no --keep-unit --private-network --link-journal=no --resolv-conf=off --timezone=off --system-call-filter=bpf \
  --bind-ro="$source:/srv/source" --bind="$shared:/run/shared" --console=pipe \
  --boot systemd.unit=cases.service systemd.wants=multi-user.target </dev/null >"$shared/console" 2>&1 || code=$?
cat "$shared/output"
if [ "$code" -ne 0 ]; then
  [ "$code" -ne 124 ] || echo "not ok booted $name: not done after $at_most s"
  grep -qE '^(not )?ok ' "$shared/output" || { echo "not ok booted $name: no case was run"; tail -n 40 "$shared/console"; }
fi
exit "$code"
