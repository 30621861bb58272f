import type { Report } from "../report-data";
import type { Captions } from "./captions";
import { dollars } from "./parts";

/** What one wants to know first, each leading to its section. */
export function Overview({ report, captions }: { report: Report; captions: Captions }) {
  const { packs, cost, timeline, mode, region, resourceCount } = report;
  const policies = packs.flatMap((pack) => pack.policies);
  const judged = policies.filter(({ status }) => status !== "disabled" && status !== "not applicable");
  const violations = policies.flatMap((policy) => policy.violations);
  const ofLevel = (wanted: string) => violations.filter(({ level }) => level === wanted).length;
  const [mandatory, advisory] = [ofLevel("mandatory"), ofLevel("advisory")];
  const passed = judged.filter(({ status }) => status === "passed").length;
  const state = mandatory > 0 ? "bad" : advisory > 0 ? "fair" : "good";
  return (
    <>
      <p>{captions.intro(mode)}</p>
      {captions.untranslated !== undefined && <p>{captions.untranslated}</p>}
      <ul class="cards">
        <li class={policies.length > 0 ? state : ""}>
          <a href="#policies">{captions.policies}</a>
          <strong>{policies.length > 0 ? captions.policySummary(passed, judged.length) : captions.noPolicies}</strong>
          {policies.length > 0 && <span>{captions.violationSummary(mandatory, advisory)}</span>}
        </li>
        {cost && (
          <li>
            <a href="#cost">{captions.cost}</a>
            {"reason" in cost ? (
              <span>{captions.notPriced(cost.reason)}</span>
            ) : (
              <>
                <strong>{captions.perMonth(`${dollars(cost.total)} USD`, cost.isComplete)}</strong>
                {cost.other && (
                  <span>
                    {cost.other.stack}: {dollars(cost.other.total)} USD
                  </span>
                )}
              </>
            )}
          </li>
        )}
        <li>
          <a href="#timeline">{captions.timeline}</a>
          <strong>{timeline.total}</strong>
          {timeline.other && (
            <span>
              {timeline.other.stack}: {timeline.other.total}
            </span>
          )}
        </li>
        <li>
          <a href="#resources">{captions.resources}</a>
          <strong>{resourceCount}</strong>
          {region !== undefined && (
            <span>
              {captions.region} {region}
            </span>
          )}
        </li>
      </ul>
    </>
  );
}
