#!/usr/bin/env bash
# Installs what the build needs on Debian 12. Usage: install_packages.sh [build] [tests]
# Does nothing when all is there. Without root it prints the command to run and exits 2.
set -euo pipefail

build=(g++ cmake ninja-build ccache pkg-config libboost1.81-dev libssl-dev libyaml-cpp-dev libspdlog-dev libfmt-dev
       nlohmann-json3-dev libsimdjson-dev libsqlite3-dev libabsl-dev libre2-dev libcli11-dev libsystemd-dev libical-dev
       prometheus-cpp-dev libarchive-dev libcurl4-openssl-dev tzdata ca-certificates openssl python3)
tests=(clang libclang-rt-dev doctest-dev nodejs npm python3-yaml sqlite3 curl jq prometheus rsyslog dpkg-dev lintian systemd systemd-container
       bash-completion fish groff-base man-db mandoc zsh)

wanted=()
for group in "${@:-build}"; do
  case $group in
    build) wanted+=("${build[@]}") ;;
    tests) wanted+=("${tests[@]}") ;;
    *) echo "install_packages.sh: unknown group '$group' (build, tests)" >&2; exit 2 ;;
  esac
done

present() {
  case $1 in
    # Another Node.js than Debian's brings its own npm; both serve.
    nodejs) command -v node >/dev/null ;;
    npm) command -v npm >/dev/null ;;
    python3) command -v python3 >/dev/null ;;
    *) dpkg-query -W -f='${Status}' "$1" 2>/dev/null | grep -q 'ok installed' ;;
  esac
}

missing=()
for package in "${wanted[@]}"; do present "$package" || missing+=("$package"); done
[ ${#missing[@]} -eq 0 ] && exit 0

if [ "$(id -u)" -ne 0 ]; then
  echo "Missing packages. As root, run:" >&2
  echo "  apt-get update && apt-get install --no-install-recommends ${missing[*]}" >&2
  exit 2
fi
echo "Installing: ${missing[*]}"
apt-get update -qq
# prometheus comes with a service, which the tests do not want: they start one of their own. Whoever has a policy-rc.d
# keeps it; else there is one for as long as this takes.
policy=/usr/sbin/policy-rc.d
if [ ! -e "$policy" ]; then
  trap 'rm -f "$policy"' EXIT
  printf '#!/bin/sh\nexit 101\n' >"$policy"
  chmod 755 "$policy"
fi
DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
