import * as pulumi from "@pulumi/pulumi";

throw new pulumi.RunError("the settings are wrong");
