#!/bin/bash
# Renders the boot files of every kind of server and hands each piece to the tool that reads it in earnest.
# Installs nothing; ends with "N passed, N failed".
set -uo pipefail
cd "$(dirname "$0")/.." || exit 2
PATH=$PATH:/usr/sbin:/sbin

declare -A package_of=(
  [cloud-init]=cloud-init [nginx]=nginx [shellcheck]=shellcheck [stunnel4]=stunnel4 [logrotate]=logrotate
  [sshd]=openssh-server [ssh-keygen]=openssh-client [systemd-analyze]=systemd [python3]=python3 [node]=nodejs
)
missing=()
for tool in "${!package_of[@]}"; do
  command -v "$tool" >/dev/null || missing+=("${package_of[$tool]}")
done
if [[ ${#missing[@]} -gt 0 ]]; then
  echo "check-boot-files: these packages are missing: ${missing[*]}" >&2
  echo "  apt-get install --no-install-recommends ${missing[*]}" >&2
  exit 2
fi

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
passed=0
failed=0

# check NAME COMMAND… — one line; what the command says only when it fails.
check() {
  local name=$1 output
  shift
  if output=$("$@" 2>&1); then
    passed=$((passed + 1))
    echo "ok    $name"
  else
    failed=$((failed + 1))
    echo "FAIL  $name"
    while IFS= read -r line; do echo "        $line"; done <<<"$output"
  fi
}

check_size() {
  local bytes
  bytes=$(wc -c <"$1")
  echo "$bytes bytes"
  [[ $bytes -le 8192 ]]
}

check_unpacked() {
  gunzip -c "$1/user-data.gz" | cmp - "$1/user-data.yaml"
}

# The real configuration, but for the places that need root or would be written to.
check_nginx() {
  local root=$1 stub=$2
  mkdir -p "$stub/nginx"
  sed -e "s#/var/log/three-tier#$stub#" -e "s#/run/nginx.pid#$stub/nginx.pid#" "$root/etc/nginx/nginx.conf" >"$stub/nginx.conf"
  [[ $EUID -eq 0 ]] || sed -i -e '/^user /d' "$stub/nginx.conf"
  nginx -t -q -p "$stub" -c "$stub/nginx.conf"
}

check_stunnel() {
  local root=$1 stub=$2
  sed -e 's#^accept = .*#accept = 127.0.0.1:0#' "$root/etc/three-tier/stunnel.conf" >"$stub/stunnel.conf"
  timeout 1 stunnel4 "$stub/stunnel.conf" 2>&1 | tee "$stub/stunnel.out"
  grep -q 'Configuration successful' "$stub/stunnel.out"
}

check_sshd() {
  local root=$1 stub=$2
  [[ -e $work/host_key ]] || ssh-keygen -q -t ed25519 -N '' -f "$work/host_key"
  [[ $EUID -ne 0 ]] || mkdir -p /run/sshd
  "$(command -v sshd)" -t -h "$work/host_key" -f "$root/etc/ssh/sshd_config.d/10-three-tier.conf"
}

check_logrotate() {
  local root=$1 stub=$2
  logrotate --debug --state "$stub/logrotate.state" "$root/etc/logrotate.d/three-tier" 2>&1 | tee "$stub/logrotate.out"
  ! grep -qi '^error' "$stub/logrotate.out"
}

# Our units and drop-ins beside stand-ins for the packages' units and for the programs that they start.
check_units() {
  local root=$1 stub=$2 unit output
  cp -r "$root" "$stub/units"
  local system=$stub/units/etc/systemd/system
  for unit in nginx fluentd; do
    if [[ -d $system/$unit.service.d ]]; then
      printf '[Service]\nType=forking\nPIDFile=/run/%s.pid\nExecStart=/bin/true\nExecStop=/bin/true\n' "$unit" >"$system/$unit.service"
    fi
  done
  printf '[Timer]\nOnCalendar=daily\n' >"$system/logrotate.timer"
  printf '[Service]\nExecStart=/bin/true\n' >"$system/logrotate.service"
  local program
  while read -r program; do
    mkdir -p "$stub/units$(dirname "$program")"
    [[ -e $stub/units$program ]] || install -m 0755 /bin/true "$stub/units$program"
  done < <(sed -n 's/^Exec[A-Za-z]*=+\?\(\/[^ ]*\).*/\1/p' "$system"/*.service "$system"/*.service.d/*.conf)
  for unit in sysinit basic shutdown network-online multi-user timers umount; do
    [[ -e $system/$unit.target ]] || printf '[Unit]\nDescription=%s\n' "$unit" >"$system/$unit.target"
  done
  output=$(systemd-analyze verify --man=no --generators=no --root="$stub/units" "$system"/*.{service,timer,mount,automount} 2>&1)
  echo "$output"
  [[ -z $output ]]
}

check "every kind of server renders" node --require ./policy-pack/quick-start.cjs scripts/render-boot-files.ts "$work"

for variant in "$work"/*/; do
  variant=${variant%/}
  name=$(basename "$variant")
  root=$variant/root
  stub=$variant/stub
  mkdir -p "$stub"
  check "$name: cloud-config schema" cloud-init schema --config-file "$variant/user-data.yaml"
  check "$name: leaves 8 KB of EC2's 16 KB" check_size "$variant/user-data.gz"
  check "$name: is what gunzip gives back" check_unpacked "$variant"
  while read -r file; do
    case "$(head -n 1 "$file")" in
      '#!/bin/bash') check "$name: shellcheck ${file#"$root"}" shellcheck "$file" ;;
      '#!/usr/bin/python3') check "$name: python ${file#"$root"}" python3 -c 'import ast, sys; ast.parse(open(sys.argv[1]).read(), feature_version=(3, 8))' "$file" ;;
    esac
    case "$file" in
      *.js) check "$name: node --check ${file#"$root"}" node --check "$file" ;;
      *.json) check "$name: JSON ${file#"$root"}" python3 -m json.tool "$file" ;;
      */nginx.conf) check "$name: nginx -t" check_nginx "$root" "$stub" ;;
      */stunnel.conf) check "$name: stunnel reads its configuration" check_stunnel "$root" "$stub" ;;
      */fluentd.conf)
        if command -v fluentd >/dev/null; then
          check "$name: fluentd --dry-run" fluentd --dry-run -c "$file"
        else
          echo "not checked: $name: fluentd.conf (no fluentd here)"
        fi
        ;;
      */sshd_config.d/*) check "$name: sshd -t" check_sshd "$root" "$stub" ;;
      */logrotate.d/*) check "$name: logrotate reads its configuration" check_logrotate "$root" "$stub" ;;
    esac
  done < <(find "$root" -type f | sort)
  [[ $name == bastion ]] || check "$name: systemd units" check_units "$root" "$stub"
done

echo "$passed passed, $failed failed"
[[ $failed -eq 0 ]]
