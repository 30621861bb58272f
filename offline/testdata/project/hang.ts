import * as aws from "@pulumi/aws";

new aws.ec2.Vpc("stuck", { cidrBlock: new Promise<string>(() => undefined) });
