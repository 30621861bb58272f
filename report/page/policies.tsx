import type { PackData, PolicyData, ViolationData } from "../report-data";
import type { Captions } from "./captions";
import { English, ResourceLink, ScrollBox } from "./parts";

const SIGNS: Record<PolicyData["status"], string> = {
  passed: "✓",
  violated: "✗",
  advisory: "!",
  "not applicable": "–",
  disabled: "–",
};

/** What policies say: violations first, then each policy with what it has examined. */
export function PoliciesSection({ packs, captions }: { packs: PackData[]; captions: Captions }) {
  if (packs.length === 0) return <p>{captions.noPolicies}</p>;
  return (
    <>
      {packs.map((pack) => (
        <Pack key={pack.name} pack={pack} captions={captions} />
      ))}
    </>
  );
}

function Pack({ pack: { name, version, policies }, captions }: { pack: PackData; captions: Captions }) {
  const violated = policies.filter(({ violations }) => violations.length > 0);
  return (
    <>
      <h3 lang="en">
        {name} {version}
      </h3>
      {violated.length === 0 && <p>{captions.noViolations}</p>}
      {violated.flatMap((policy) =>
        policy.violations.map((violation, index) => (
          <Violation key={`${policy.name} ${index}`} policy={policy} violation={violation} captions={captions} />
        )),
      )}
      <ScrollBox label={`${name} ${version}`}>
        <table class="policies">
          <thead>
            <tr>
              <th scope="col">{captions.status}</th>
              <th scope="col">{captions.policy}</th>
              <th scope="col">{captions.level}</th>
              <th scope="col">{captions.examined}</th>
            </tr>
          </thead>
          <tbody>
            {policies.map((policy) => (
              <PolicyRow key={policy.name} policy={policy} captions={captions} />
            ))}
          </tbody>
        </table>
      </ScrollBox>
    </>
  );
}

function PolicyRow({ policy, captions }: { policy: PolicyData; captions: Captions }) {
  const { name, description, level, severity, status, examined } = policy;
  return (
    <tr id={`policy-${name}`}>
      <td>
        <span class={`status ${status.replace(" ", "-")}`}>
          <span aria-hidden="true">{SIGNS[status]}</span> {captions.statuses[status]}
        </span>
      </td>
      <th scope="row" lang="en">
        <code>{name}</code>
        <p>{description}</p>
      </th>
      <td>
        {captions.levels[level] ?? level}
        {severity !== undefined && <small>{captions.severity(severity)}</small>}
      </td>
      <td lang="en">{examined}</td>
    </tr>
  );
}

interface ViolationProps {
  policy: PolicyData;
  violation: ViolationData;
  captions: Captions;
}

function Violation({ policy, violation: { level, where, resource, message, mend }, captions }: ViolationProps) {
  return (
    <article class={`violation ${level}`}>
      <h4>
        <span class={`status ${level === "mandatory" ? "violated" : "advisory"}`}>{captions.levels[level]}</span>{" "}
        <a href={`#policy-${policy.name}`}>
          <code>{policy.name}</code>
        </a>{" "}
        <English>
          <ResourceLink id={resource}>{where}</ResourceLink>
        </English>
      </h4>
      <p lang="en" class="message">
        {message}
      </p>
      {mend !== undefined && (
        <p class="message">
          <strong>{captions.mend}:</strong> <English>{mend}</English>
        </p>
      )}
    </article>
  );
}
