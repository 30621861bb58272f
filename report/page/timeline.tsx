import type { SlackData, StepData, TierData, TimelineData } from "../report-data";
import type { Captions } from "./captions";
import { English, ScrollBox } from "./parts";

/** How long a first deployment takes, by what, and what could take longer without lengthening it. */
export function TimelineSection({ timeline, captions }: { timeline: TimelineData; captions: Captions }) {
  const { summary, lengthening, path, slack, timesFile, sources, other } = timeline;
  return (
    <>
      <p>{captions.timelineHelp}</p>
      <p>
        <strong>{summary}</strong>
      </p>
      {other && (
        <p>
          {other.stack}: {other.summary}
        </p>
      )}
      {lengthening !== undefined && (
        <pre lang="en" tabIndex={0} role="group" aria-label={captions.lengthening}>
          {lengthening}
        </pre>
      )}
      <h3>{captions.criticalPath}</h3>
      <p>{captions.criticalPathHelp}</p>
      <Path steps={path} other={other?.stack} captions={captions} />
      {slack.length > 0 && (
        <>
          <h3>{captions.slack}</h3>
          <p>{captions.slackHelp}</p>
          <Slack rows={slack} captions={captions} />
        </>
      )}
      <h3>{captions.timeSources}</h3>
      <p>
        <code>{timesFile}</code>: <English>{sources}</English>
      </p>
      <p>{captions.timeExcluded}</p>
    </>
  );
}

function Path({ steps, other, captions }: { steps: StepData[]; other?: string; captions: Captions }) {
  return (
    <ScrollBox label={captions.criticalPath}>
      <table class="times">
        <thead>
          <tr>
            <th scope="col">{captions.startsAt}</th>
            <th scope="col">{captions.resource}</th>
            <th scope="col">{captions.takes}</th>
            {other !== undefined && <th scope="col">{other}</th>}
            <th scope="col">{captions.waitsBy}</th>
          </tr>
        </thead>
        <tbody>
          {steps.map(({ start, name, type, takes, waitsBy, other: theirs }) => (
            <tr key={`${type} ${name}`}>
              <td>{start}</td>
              <Resource type={type} name={name} />
              <td>{takes}</td>
              {other !== undefined && <td>{theirs ?? "–"}</td>}
              <td lang="en">{waitsBy !== "" && <code>{waitsBy}</code>}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollBox>
  );
}

function Slack({ rows, captions }: { rows: SlackData[]; captions: Captions }) {
  return (
    <ScrollBox label={captions.slack}>
      <table class="times">
        <thead>
          <tr>
            <th scope="col">{captions.readyAt}</th>
            <th scope="col">{captions.resource}</th>
            <th scope="col">{captions.takes}</th>
            <th scope="col">{captions.slack}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ end, name, type, takes, slack }) => (
            <tr key={`${type} ${name}`}>
              <td>{end}</td>
              <Resource type={type} name={name} />
              <td>{takes}</td>
              <td>{slack}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollBox>
  );
}

function Resource({ type, name }: { type: string; name: string }) {
  return (
    <th scope="row" lang="en">
      {name} <small>{type}</small>
    </th>
  );
}

/** What each tier loses of its servers, and what that means for requests. */
export function CapacitySection({ tiers, captions }: { tiers: TierData[]; captions: Captions }) {
  return (
    <>
      <p>{captions.capacityHelp}</p>
      {tiers.map((tier) => (
        <Tier key={tier.name} tier={tier} captions={captions} />
      ))}
    </>
  );
}

function Tier({ tier: { name, servers, events, other }, captions }: { tier: TierData; captions: Captions }) {
  return (
    <>
      <h3 lang="en">{name}</h3>
      <p>{servers}</p>
      {other && (
        <p>
          {other.stack}: {other.servers}
        </p>
      )}
      <ScrollBox label={`${captions.capacity}: ${name}`}>
        <table class="losses">
          <thead>
            <tr>
              <th scope="col">{captions.event}</th>
              <th scope="col">{captions.outOfService}</th>
              {other && <th scope="col">{other.stack}</th>}
              <th scope="col">{captions.forRequests}</th>
            </tr>
          </thead>
          <tbody>
            {events.map(({ event, lost, meaning, other: theirs }) => (
              <tr key={event}>
                <th scope="row">{event}</th>
                <td>{lost}</td>
                {other && <td>{theirs}</td>}
                <td>{meaning}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollBox>
    </>
  );
}
