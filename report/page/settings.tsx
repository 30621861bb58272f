import type { Report } from "../report-data";
import type { Captions } from "./captions";
import { Prose, ScrollBox } from "./parts";

/** The settings in force, and where each comes from. */
export function SettingsSection({ report, captions }: { report: Report; captions: Captions }) {
  const { settings, stack, differences } = report;
  const sources = captions.sources(stack);
  const isCompared = settings.some(({ other }) => other !== undefined);
  return (
    <>
      <p>{captions.settingsHelp}</p>
      <ScrollBox label={captions.settings}>
        <table class="settings">
          <thead>
            <tr>
              <th scope="col">{captions.key}</th>
              <th scope="col">{captions.value}</th>
              <th scope="col">{captions.source}</th>
              {isCompared && <th scope="col">{differences?.name}</th>}
              <th scope="col">{captions.meaning}</th>
            </tr>
          </thead>
          <tbody>
            {settings.map(({ key, value, source, description, other }) => (
              <tr key={key} class={`${source}${isCompared && other !== (value ?? "") ? " differs" : ""}`}>
                <th scope="row" lang="en">
                  <code>{key}</code>
                </th>
                <td lang="en" class="value">
                  {value}
                </td>
                <td>{sources[source]}</td>
                {isCompared && (
                  <td lang="en" class="value">
                    {other}
                  </td>
                )}
                <td lang="en">
                  <Prose text={description} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollBox>
    </>
  );
}
