import { resource, UNKNOWN } from "../test-support";
import { imdsv2 } from "./imdsv2";
import { describePolicy } from "./three-tier.test";

type Inputs = Record<string, unknown>;

const instance = (inputs: Inputs) => [resource("ec2/instance:Instance", "web-base", inputs)];
const template = (inputs: Inputs) => [resource("ec2/launchTemplate:LaunchTemplate", "web", inputs)];
const configuration = (inputs: Inputs) => [resource("ec2/launchConfiguration:LaunchConfiguration", "old", inputs)];
const spotRequest = (inputs: Inputs) => [resource("ec2/spotInstanceRequest:SpotInstanceRequest", "cheap", inputs)];
const required = { metadataOptions: { httpTokens: "required" } };

describePolicy(imdsv2, {
  denies: {
    "a server that says nothing": [
      instance({}),
      "web-base: answers requests for its metadata without a session (IMDSv1)\n" +
        'Mend: set metadataOptions.httpTokens to "required".',
    ],
    "optional sessions": [instance({ metadataOptions: { httpTokens: "optional" } }), /^web-base: answers requests/],
    "options without tokens": [instance({ metadataOptions: { httpPutResponseHopLimit: 1 } }), /without a session/],
    "tokens that are not known yet": [
      instance({ metadataOptions: { httpTokens: UNKNOWN } }),
      "web-base: cannot be proven: metadataOptions.httpTokens is not known yet\n" +
        'Mend: set metadataOptions.httpTokens to "required".',
    ],
    "options that are not known yet": [instance({ metadataOptions: UNKNOWN }), /^web-base: cannot be proven: /],
    "optional sessions of an endpoint that may be off": [
      instance({ metadataOptions: { httpTokens: "optional", httpEndpoint: UNKNOWN } }),
      /^web-base: /,
    ],
    "a launch template": [template({}), /^web: answers requests/],
    "a launch template that is not known yet": [template({ metadataOptions: UNKNOWN }), /^web: cannot be proven: /],
    "a launch configuration": [configuration({}), /^old: answers requests/],
    "a spot instance": [spotRequest({}), /^cheap: answers requests/],
    "each server by itself": [[...instance({}), ...template(required), ...configuration({})], /^web-base: /, /^old: /],
    "launch specifications of a spot fleet, which cannot ask for sessions": [
      [resource("ec2/spotFleetRequest:SpotFleetRequest", "fleet", { launchSpecifications: [{ ami: "ami-1" }] })],
      /^fleet: .*IMDSv1/,
    ],
  },
  allows: {
    "a server that requires sessions": instance(required),
    "a launch template that requires sessions": template(required),
    "a launch configuration that requires sessions": configuration(required),
    "a spot instance that requires sessions": spotRequest(required),
    "a server without a metadata service": instance({ metadataOptions: { httpEndpoint: "disabled" } }),
    "a server without a metadata service, whatever its tokens are": instance({
      metadataOptions: { httpEndpoint: "disabled", httpTokens: UNKNOWN },
    }),
    "a spot fleet that launches from a template": [
      resource("ec2/spotFleetRequest:SpotFleetRequest", "fleet", {
        launchTemplateConfigs: [{ launchTemplateSpecification: { id: "lt-1", version: "1" } }],
      }),
    ],
    "what is no server": [resource("s3/bucket:Bucket", "logs", {})],
  },
});
