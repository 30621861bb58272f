import { component, type TestResource, UNKNOWN } from "../test-support";
import { scalingWithinApprovedBounds } from "./scaling-within-approved-bounds";
import { aws, configured, describePolicy, idOf, refreshed } from "./three-tier.test";

type Inputs = Record<string, unknown>;

const SIZES = ["minSize", "maxSize", "desiredCapacity"];
const VENDOR = { owner: "vendor", minSize: 1, maxSize: 4 };

const group = (inputs: Inputs, ignoreChanges: string[] = [], tier?: TestResource) =>
  aws(
    "autoscaling/group:Group",
    tier?.name ?? "stray",
    { minSize: 1, maxSize: 4, ...inputs },
    { parent: tier, ignoreChanges },
  );
const tierOf = (type: "WebTier" | "WasTier", name: string, inputs: Inputs, ignoreChanges: string[] = []) => {
  const tier = component(type, name);
  return [tier, group(inputs, ignoreChanges, tier)];
};
const web = (inputs: Inputs, ignoreChanges?: string[]) => tierOf("WebTier", "web", inputs, ignoreChanges);
const was = (inputs: Inputs, ignoreChanges?: string[]) => tierOf("WasTier", "was", inputs, ignoreChanges);

/** A WAS whose scaling belongs to the vendor, with what the program has beside it. */
const vendors = (ignoreChanges: string[], others: (group: TestResource) => TestResource[] = () => []) => {
  const [tier, ofTier] = was({}, ignoreChanges);
  return configured({ was: VENDOR }, [tier, ofTier, ...others(ofTier)]);
};
const policy = (autoscalingGroupName: unknown, from: TestResource[] = []) =>
  aws("autoscaling/policy:Policy", "cpu", { autoscalingGroupName }, { dependencies: { autoscalingGroupName: from } });
const schedule = (of: TestResource) =>
  aws("autoscaling/schedule:Schedule", "nights", { autoscalingGroupName: idOf(of) });

/** A WAS with a schedule, or a prediction, of the program. */
const scheduled = (sizes: Inputs) => {
  const [tier, ofTier] = was({});
  return [
    tier,
    ofTier,
    aws("autoscaling/schedule:Schedule", "nights", { autoscalingGroupName: idOf(ofTier), ...sizes }),
  ];
};
const predicted = (maxCapacityBreachBehavior: unknown) => {
  const [tier, ofTier] = was({});
  const cpu = policy(idOf(ofTier), [ofTier]);
  cpu.inputs.predictiveScalingConfiguration = { maxCapacityBreachBehavior };
  return [tier, ofTier, cpu];
};

describePolicy(scalingWithinApprovedBounds, {
  denies: {
    "more servers than are approved": [
      web({ maxSize: 5 }),
      'group "web" has maxSize 5; 1 to 4 are approved for WEB\n' +
        "Mend: choose sizes from 1 to 4, or have others approved.",
    ],
    "fewer servers than are approved": [was({ minSize: 0 }), /^group "was" has minSize 0; 1 to 4 are approved for WAS/],
    "a size out of bounds to begin with": [web({ desiredCapacity: 9 }), /^group "web" has desiredCapacity 9; /],
    "sizes that are written as text": [web({ maxSize: "12" }), /^group "web" has maxSize 12; /],
    "each size by itself": [web({ minSize: 0, maxSize: 100 }), /minSize 0/, /maxSize 100/],
    "bounds of another configuration": [
      configured({ web: { owner: "program", minSize: 2, maxSize: 2 } }, [...web({}), ...was({})]),
      'group "web" has minSize 1; 2 to 2 are approved for WEB\n' +
        "Mend: choose sizes from 2 to 2, or have others approved.",
      /^group "web" has maxSize 4; 2 to 2/,
    ],
    "a size that is not known yet": [
      web({ maxSize: UNKNOWN }),
      'group "web" cannot be proven to keep its bounds: maxSize is not known yet\n' +
        "Mend: choose sizes from 1 to 4, or have others approved.",
    ],
    "what the vendor has scaled to beyond the bounds": [
      refreshed(
        was({}, SIZES).map((one) => (one.custom ? { ...one, outputs: { ...one.outputs, desiredCapacity: 7 } } : one)),
        { was: VENDOR },
      ),
      /^group "was" has desiredCapacity 7; 1 to 4 are approved for WAS/,
    ],
    "a group of no tier": [
      [group({})],
      'group "stray" is part of no tier, so no sizes are approved for it\n' +
        "Mend: make it part of WebTier or WasTier, or remove it.",
    ],
    "a group of a component that is no tier": [
      (() => {
        const bastion = component("Bastion", "bastion");
        return [bastion, group({}, [], bastion)];
      })(),
      /^group "bastion" is part of no tier/,
    ],
    "servers that a fleet starts": [
      [aws("ec2/fleet:Fleet", "fleet"), aws("ec2/spotFleetRequest:SpotFleetRequest", "spots")],
      '"fleet" (aws:ec2/fleet:Fleet) starts servers within no approved sizes\n' +
        "Mend: let the groups of WebTier and WasTier start them.",
      /^"spots" \(aws:ec2\/spotFleetRequest:SpotFleetRequest\) starts servers/,
    ],
    "a scaling plan": [
      [aws("autoscalingplans/scalingPlan:ScalingPlan", "plan")],
      /^"plan" .* starts servers within no approved sizes/,
    ],
    "a schedule that goes beyond the bounds": [
      scheduled({ maxSize: 20, minSize: -1, desiredCapacity: 3 }),
      '"nights" has maxSize 20; 1 to 4 are approved for WAS\n' +
        "Mend: choose sizes from 1 to 4, or have others approved.",
    ],
    "a schedule whose sizes are not known yet": [
      scheduled({ maxSize: UNKNOWN }),
      /^"nights" cannot be proven to keep its bounds: maxSize is not known yet/,
    ],
    "a schedule of a group that is not known yet": [
      [...was({}), aws("autoscaling/schedule:Schedule", "nights", { autoscalingGroupName: UNKNOWN, maxSize: 20 })],
      /^"nights" has maxSize 20/,
    ],
    "a prediction that raises the largest size": [
      predicted("IncreaseMaxCapacity"),
      '"cpu" lets AWS raise maxSize beyond what is approved\n' +
        'Mend: set maxCapacityBreachBehavior to "HonorMaxCapacity".',
    ],
    "a prediction that may raise the largest size": [predicted(UNKNOWN), /^"cpu" .*(cannot be proven|may).*maxSize/],
    "sizes that the program would set back for the vendor": [
      vendors([]),
      'group "was" belongs to the vendor, and the program would set minSize, maxSize, desiredCapacity back\n' +
        'Mend: set scaling.owner to "vendor".',
    ],
    "one size that the program would set back": [vendors(["minSize", "maxSize"]), /would set desiredCapacity back/],
    "a scaling policy beside the vendor": [
      vendors(SIZES, (ofTier) => [policy(idOf(ofTier), [ofTier])]),
      /^"cpu" (scales|may scale) group "was", which belongs to the vendor \(WAS\)\nMend: remove it, and leave scaling to the vendor's support\.$/,
    ],
    "a schedule beside the vendor": [
      vendors(SIZES, (ofTier) => [schedule(ofTier)]),
      /^"nights" (scales|may scale) group "was"/,
    ],
    "a scaling policy of a group that is not known yet": [
      vendors(SIZES, () => [policy(UNKNOWN)]),
      /^"cpu" may scale group "was", which belongs to the vendor \(WAS\)/,
    ],
  },
  allows: {
    "sizes within the default bounds": [...web({ desiredCapacity: 2 }), ...was({ minSize: 2, maxSize: 2 })],
    "a group that leaves the number of servers to begin with open": web({ desiredCapacity: undefined }),
    "sizes within bounds that are configured": configured(
      { web: { owner: "program", minSize: 0, maxSize: 20 } },
      web({ minSize: 0, maxSize: 20 }),
    ),
    "scaling policies of the program": [
      ...was({}),
      policy("Group-was"),
      schedule(group({}, [], component("WasTier", "was"))),
    ],
    "a schedule within the bounds, which leaves the rest as it is": scheduled({
      minSize: -1,
      maxSize: 4,
      desiredCapacity: 2,
    }),
    "a schedule of another group": [
      ...was({}),
      aws("autoscaling/schedule:Schedule", "nights", { autoscalingGroupName: "somewhere-else", maxSize: 20 }),
    ],
    "a prediction within the bounds": predicted("HonorMaxCapacity"),
    "a vendor whose sizes the program leaves alone": vendors(SIZES),
    "a scaling policy of the tier that the program owns": vendors(SIZES, () => {
      const others = web({});
      return [...others, policy(idOf(others[1]), [others[1]])];
    }),
    "a policy of a group outside of the stack, whoever owns those of the stack": vendors(SIZES, () => [
      policy("somewhere-else"),
    ]),
    "a stack without groups": [],
  },
});
