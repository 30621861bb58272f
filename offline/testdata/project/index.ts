import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";

const config = new pulumi.Config();

class Shop extends pulumi.ComponentResource {
  readonly endpoint: pulumi.Output<string>;
  constructor(name: string) {
    super("fixture:index:Shop", name);
    const child = { parent: this };
    const password = new random.RandomPassword(name, { length: 20 }, child);
    const database = new aws.rds.Instance(
      name,
      { instanceClass: "db.t4g.micro", engine: "mariadb", password: password.result },
      { ...child, protect: true, ignoreChanges: ["engineVersion"] },
    );
    this.endpoint = database.endpoint;
    this.registerOutputs({ endpoint: this.endpoint });
  }
}

const shop = new Shop("shop");
console.log("size is", config.requireNumber("size"));

export const endpoint = shop.endpoint;
export const region = aws.config.region;
export const size = config.requireNumber("size");
export const note = pulumi.secret("hush-hush");
export const list = [1, { deep: pulumi.secret("hush-hush") }];
