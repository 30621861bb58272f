"""Stands in for AWS: S3 and Secrets Manager are files in a directory, and what Auto Scaling is told goes to one."""
import json
import os

DIRECTORY = os.environ["AWS_STAND_IN"]


class S3:
    def get_object(self, Bucket, Key):
        return {"Body": open(os.path.join(DIRECTORY, "s3", Bucket, Key), "rb")}


class SecretsManager:
    def get_secret_value(self, SecretId):
        secrets = json.load(open(os.path.join(DIRECTORY, "secrets.json")))
        return {"SecretString": secrets[SecretId]}


class AutoScaling:
    def complete_lifecycle_action(self, **action):
        with open(os.path.join(DIRECTORY, "lifecycle-actions.jsonl"), "a") as file:
            file.write(json.dumps(action) + "\n")


def client(service, region_name):
    assert region_name
    return {"s3": S3, "secretsmanager": SecretsManager, "autoscaling": AutoScaling}[service]()
