#!/bin/bash
# Starts fluentd once EFS is there. The loop runs inside the service, so nothing that starts after it has to wait.
set -euo pipefail

directory=$1

# The mount point is an automount: touching it mounts EFS, and fails while EFS is away. Nothing can be written beneath.
until install -d -o _fluentd -g _fluentd -m 0750 "$directory"; do
  echo "EFS is not there yet; the logs wait on the log volume" >&2
  sleep 10
done

exec setpriv --reuid=_fluentd --regid=_fluentd --init-groups /opt/fluent/bin/fluentd -c /etc/three-tier/fluentd.conf
