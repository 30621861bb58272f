import type { DifferenceCount, DifferenceData, DifferenceLine } from "../report-data";
import type { Captions } from "./captions";

const CLASSES: Record<DifferenceLine["sign"], string> = { "+": "come", "-": "gone", "~": "other", " ": "same" };

/** What differs from another stack or revision: how much, then one thing after the other. */
export function DifferencesSection({
  differences: { name, kind, counts, sections },
  stack,
  captions,
}: {
  differences: DifferenceData;
  stack: string;
  captions: Captions;
}) {
  const totals = (Object.keys(counts) as DifferenceCount[]).filter((count) => counts[count] > 0);
  return (
    <>
      <h3>{captions.differencesFrom(name, kind)}</h3>
      {sections.length === 0 ? <p>{captions.noDifferences}</p> : <p>{captions.differencesHelp(name, stack, kind)}</p>}
      <ul class="counts">
        {totals.map((count) => (
          <li key={count}>{captions.counts[count](counts[count])}</li>
        ))}
      </ul>
      {sections.map(({ about, title, blocks }) => (
        <div key={`${about} ${title}`} class="difference">
          <h4>{about === "component" ? <span lang="en">{title}</span> : captions.aboutDifferences[about]}</h4>
          {blocks.map((block, index) => (
            <Block key={index} lines={block} />
          ))}
        </div>
      ))}
    </>
  );
}

function Block({ lines: [first, ...rest] }: { lines: DifferenceLine[] }) {
  if (rest.length === 0) return <Line line={first} />;
  return (
    <details>
      <summary>
        <Line line={first} />
      </summary>
      {rest.map((line, index) => (
        <Line key={index} line={line} />
      ))}
    </details>
  );
}

function Line({ line: { sign, text } }: { line: DifferenceLine }) {
  return (
    <span class={`line ${CLASSES[sign]}`} lang="en">
      <span class="sign">{sign}</span>
      {text}
    </span>
  );
}
