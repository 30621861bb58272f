#!/usr/bin/python3
# Leaves in good order when the Auto Scaling group ends this server: stop, flush the logs, then let it go.
#
# Amazon EC2 Auto Scaling User Guide, "Retrieve the target lifecycle state through instance metadata". Outside a group
# the path does not exist, and the watcher only keeps asking.
import glob
import json
import os
import subprocess
import time
import urllib.request

import boto3

LOGS = "/var/log/three-tier"
SETTINGS = json.load(open("/etc/three-tier/settings.json"))


def ask(path, headers, method="GET"):
    request = urllib.request.Request("http://169.254.169.254/latest/" + path, headers=headers, method=method)
    with urllib.request.urlopen(request, timeout=2) as answer:
        return answer.read().decode()


def metadata(path):
    token = ask("api/token", {"X-aws-ec2-metadata-token-ttl-seconds": "60"}, "PUT")
    return ask("meta-data/" + path, {"X-aws-ec2-metadata-token": token})


def terminating():
    try:
        return metadata("autoscaling/target-lifecycle-state") == "Terminated"
    # 404 outside a group, and every kind of network trouble
    except OSError:
        return False


# Whether a log file is longer than fluentd has read. A file it has let go of stands at a position beyond any length.
def unread():
    positions = {}
    for name in glob.glob(LOGS + "/fluentd/*.pos"):
        for line in open(name):
            _, position, inode = line.rsplit("\t", 2)
            positions[int(inode, 16)] = int(position, 16)
    files = [os.stat(name) for name in glob.glob(LOGS + "/*/*.log*")]
    return any(file.st_size > positions.get(file.st_ino, 0) for file in files)


def systemctl(*arguments):
    print("systemctl", *arguments, flush=True)
    subprocess.run(["systemctl", *arguments], check=False)


# A last line without an end is never read, so reading gets a deadline. Shipping gets none: while EFS is away the hook's
# own timeout decides. USR1 makes fluentd flush its buffers at once.
def flush():
    deadline = time.monotonic() + 60
    while unread() and time.monotonic() < deadline:
        time.sleep(1)
    while glob.glob(LOGS + "/fluentd/buffer/*.log"):
        systemctl("kill", "--kill-who=main", "--signal=USR1", "fluentd")
        time.sleep(2)


def complete():
    boto3.client("autoscaling", region_name=SETTINGS["region"]).complete_lifecycle_action(
        AutoScalingGroupName=SETTINGS["autoScalingGroupName"],
        LifecycleHookName=SETTINGS["lifecycleHookName"],
        InstanceId=metadata("instance-id"),
        LifecycleActionResult="CONTINUE",
    )


# The group takes the server out of the target group first; load balancers need moments to stop choosing it.
def main():
    while not terminating():
        time.sleep(5)
    time.sleep(SETTINGS["drainSeconds"])
    systemctl("stop", SETTINGS["service"])
    flush()
    systemctl("stop", "fluentd")
    while True:
        try:
            return complete()
        # The hook may not be waiting yet.
        except Exception as error:
            print(error, flush=True)
            time.sleep(5)


if __name__ == "__main__":
    main()
