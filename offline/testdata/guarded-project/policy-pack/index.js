const { PolicyPack } = require("@pulumi/policy");

new PolicyPack("guards", {
  policies: [
    {
      name: "no-bad-box",
      description: "No box is bad.",
      enforcementLevel: "mandatory",
      severity: "critical",
      configSchema: { properties: { word: { type: "string", default: "bad" } } },
      validateStack: ({ resources, getConfig }, reportViolation) => {
        const boxes = resources.filter(({ type }) => type === "guarded:index:Box");
        process.send?.({ type: "examined", policy: "no-bad-box", counts: { boxes: boxes.length } });
        for (const { name, urn, props } of boxes) {
          if (name === "crash") throw new Error(`cannot judge ${props.password}`);
          if (name === getConfig().word) reportViolation(`${name} is bad:\n  its password is ${props.password}`, urn);
        }
        if (boxes.length > 2) console.error(`saw ${boxes[0].props.password}`);
      },
    },
  ],
});
