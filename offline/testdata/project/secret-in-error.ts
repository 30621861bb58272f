import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";

const password = new random.RandomPassword("p", { length: 24 });
export const text = pulumi.all([password.result, pulumi.secret("hush")]).apply(([value]) => {
  console.log("the password is", value);
  throw new Error(`cannot use ${value}`);
});
