/** The pack: every policy, in the order in which a reader wants to see them fail. */
import "./decode-once";
import { PolicyPack } from "@pulumi/policy";
import { policies } from "./policies";

new PolicyPack("three-tier", { policies: [...policies] });
