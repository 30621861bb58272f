import * as pulumi from "@pulumi/pulumi";

export = async () => {
  pulumi.log.warn("take care");
  await Promise.resolve();
  return { answer: 42 };
};
