/** Serves the stand-in for awsx's components to the engine. Their children are registered with the aws provider. */
import * as pulumi from "@pulumi/pulumi";
import { packageVersion } from "../command-line/package-version";
import { Vpc } from "../offline/awsx-vpc";
import { outputsOf } from "../offline/construct";

export async function serveAwsx(): Promise<void> {
  const provider: pulumi.provider.Provider = {
    version: packageVersion("@pulumi/awsx"),
    construct: (name, type, inputs, options) => {
      if (type !== "awsx:ec2:Vpc") {
        return Promise.reject(new Error(`There is no stand-in for ${type}`));
      }
      const vpc = new Vpc(name, inputs, options);
      return Promise.resolve({ urn: vpc.urn, state: outputsOf(vpc) });
    },
  };
  await pulumi.provider.main(provider, process.argv.slice(2));
}
