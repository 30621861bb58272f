#!/usr/bin/python3
# Fetches the application's jar from S3 before every start; half a file never takes the place of a whole one. (A zip
# ends with its table of contents, so what is empty or cut short is none.)
import json
import os
import shutil
import zipfile

import boto3

TARGET = "/var/lib/app/app.jar"
SETTINGS = json.load(open("/etc/three-tier/settings.json"))

answer = boto3.client("s3", region_name=SETTINGS["region"]).get_object(
    Bucket=SETTINGS["jar"]["bucket"],
    Key=SETTINGS["jar"]["key"],
)
with open(TARGET + ".new", "wb") as file:
    shutil.copyfileobj(answer["Body"], file)
if not zipfile.is_zipfile(TARGET + ".new"):
    raise SystemExit("{bucket}/{key} is no whole jar".format(**SETTINGS["jar"]))
os.chmod(TARGET + ".new", 0o644)
os.replace(TARGET + ".new", TARGET)
