#!/bin/bash
set -euo pipefail
sshd -t
systemctl reload sshd
dnf install -y dnf-automatic
systemctl enable --now dnf-automatic.timer
