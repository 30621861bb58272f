/** For `npm run test:engine`: without a `pulumi` command nothing is tested, which is a failure only where it is required. */
import { installedPulumi } from "../deploy/pulumi-command";

if (!installedPulumi()) {
  const required = process.env.REQUIRE_ENGINE === "1";
  console.log(
    "There is no pulumi command: nothing was tested under the real engine. To install it: npx pulumi version, or " +
      "https://www.pulumi.com/docs/install/",
  );
  process.exit(required ? 1 : 0);
}
