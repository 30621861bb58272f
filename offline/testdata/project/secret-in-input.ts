import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

const token = pulumi.secret("tell-nobody");
const parameter = new aws.ssm.Parameter("token", { type: "SecureString", value: token });
new aws.ec2.Instance("server", { instanceType: "t3.micro", tags: { plain: "yes", hidden: token } });
export const failure = parameter.urn.apply(() => token.apply((text) => Promise.reject(new Error(`bad token ${text}`))));
