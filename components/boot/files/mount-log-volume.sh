#!/bin/bash
# Finds the log volume, formats it if it is blank, and mounts it now and at every boot.
set -euo pipefail

# The volume is attached as /dev/sdf, but Nitro servers show it as some /dev/nvme?n1, numbered in the order the disks
# answered (EC2 User Guide, "Map Amazon EBS volumes to NVMe device names"). It is the only disk without partitions
# that is not the server's own instance storage.
blank_disks() {
  local disk
  for disk in $(lsblk -dnpo NAME,TYPE | awk '$2 == "disk" { print $1 }'); do
    [[ $(lsblk -dno MODEL "$disk") == *"Instance Storage"* ]] && continue
    [[ $(lsblk -rno NAME "$disk" | wc -l) -eq 1 ]] && echo "$disk"
  done
  return 0
}

for _ in {1..60}; do
  mapfile -t disks < <(blank_disks)
  [[ ${#disks[@]} -gt 0 ]] && break
  sleep 2
done
if [[ ${#disks[@]} -ne 1 ]]; then
  echo "expected one disk without partitions for the logs, found: ${disks[*]:-none}" >&2
  exit 1
fi
disk=${disks[0]}

# blkid ends with 2 when it finds nothing; any other failure must not lead to formatting.
file_system=$(blkid -p -s TYPE -o value "$disk") || [[ $? -eq 2 ]]
[[ -n $file_system ]] || mkfs.ext4 -q "$disk"

directory=/var/log/three-tier
mkdir -p $directory
if ! grep -q " $directory " /etc/fstab; then
  echo "UUID=$(blkid -p -s UUID -o value "$disk") $directory auto noatime,nodev,nosuid,noexec,nofail 0 2" >>/etc/fstab
fi
mountpoint -q $directory || mount $directory
