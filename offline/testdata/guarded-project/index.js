const pulumi = require("@pulumi/pulumi");

for (const name of new pulumi.Config().requireObject("names")) {
  const box = new pulumi.ComponentResource("guarded:index:Box", name);
  box.registerOutputs({ password: pulumi.secret("hush-hush") });
}
