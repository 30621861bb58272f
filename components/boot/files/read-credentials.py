#!/usr/bin/python3
# Puts the database user and password where only the application can read them, in memory and never on a disk.
#
# Runs as root before every start of the application, so a rotated password takes a restart and nothing else.
import json
import os
import shutil

import boto3

TARGET = "/run/app/credentials.json"
SETTINGS = json.load(open("/etc/three-tier/settings.json"))

answer = boto3.client("secretsmanager", region_name=SETTINGS["region"]).get_secret_value(
    SecretId=SETTINGS["environment"]["DATABASE_SECRET_ARN"],
)
secret = json.loads(answer["SecretString"])
with open(os.open(TARGET, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o400), "w") as file:
    json.dump({"DATABASE_USERNAME": secret["username"], "DATABASE_PASSWORD": secret["password"]}, file)
shutil.chown(TARGET, "app", "app")
