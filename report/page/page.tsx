/** The page as a whole: its head, its contents and its sections. */
import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import type { Report } from "../report-data";
import { AccessSection } from "./access";
import type { Captions } from "./captions";
import { CostSection } from "./cost";
import { DiagramsSection } from "./diagrams";
import { DifferencesSection } from "./differences";
import { Overview } from "./overview";
import { Section, Values } from "./parts";
import { PoliciesSection } from "./policies";
import { ResourcesSection } from "./resources";
import { SettingsSection } from "./settings";
import { CapacitySection, TimelineSection } from "./timeline";

export interface PageProps {
  report: Report;
  captions: Captions;
  /** The library that draws the diagrams, packed. */
  mermaid: string;
}

export function Page({ report, captions, mermaid }: PageProps) {
  const sections = sectionsOf(report, captions, mermaid);
  return (
    <>
      <a class="skip" href="#overview">
        {captions.skip}
      </a>
      <header>
        <h1>{captions.title(report.project, report.stack)}</h1>
        <ThemeButton label={captions.theme} />
      </header>
      <div class="columns">
        <nav aria-label={captions.contents}>
          <ul>
            {sections.map(({ id, title }) => (
              <li key={id}>
                <a href={`#${id}`}>{title}</a>
              </li>
            ))}
          </ul>
        </nav>
        <main>
          {sections.map(({ id, title, content }) => (
            <Section key={id} id={id} title={title}>
              {content}
            </Section>
          ))}
        </main>
      </div>
      <footer>{captions.madeWith}</footer>
    </>
  );
}

interface SectionContent {
  id: string;
  title: string;
  content: ComponentChildren;
}

function sectionsOf(report: Report, captions: Captions, mermaid: string): SectionContent[] {
  const { differences, cost, timeline, capacity, outputs, stack } = report;
  const of = (id: string, title: string, content: ComponentChildren) => ({ id, title, content });
  return [
    of("overview", captions.overview, <Overview report={report} captions={captions} />),
    ...(differences
      ? [
          of(
            "differences",
            captions.differences,
            <DifferencesSection differences={differences} stack={stack} captions={captions} />,
          ),
        ]
      : []),
    of(
      "diagrams",
      captions.diagrams,
      <DiagramsSection diagrams={report.diagrams} language={report.language} packed={mermaid} captions={captions} />,
    ),
    of("access", captions.access, <AccessSection access={report.access} captions={captions} />),
    of("policies", captions.policies, <PoliciesSection packs={report.packs} captions={captions} />),
    ...(cost ? [of("cost", captions.cost, <CostSection cost={cost} captions={captions} />)] : []),
    of("timeline", captions.timeline, <TimelineSection timeline={timeline} captions={captions} />),
    ...(capacity.length > 0
      ? [of("capacity", captions.capacity, <CapacitySection tiers={capacity} captions={captions} />)]
      : []),
    of("settings", captions.settings, <SettingsSection report={report} captions={captions} />),
    ...(outputs.length > 0 ? [of("outputs", captions.outputs, <Values values={outputs} captions={captions} />)] : []),
    of(
      "resources",
      captions.resources,
      <ResourcesSection resources={report.resources} all={report.resourceCount} captions={captions} />,
    ),
  ];
}

/** Changes what the reader's system prefers to the other. */
function ThemeButton({ label }: { label: string }) {
  const [isDark, setDark] = useState(() => matchMedia("(prefers-color-scheme: dark)").matches);
  return (
    <button
      type="button"
      class="theme"
      aria-pressed={isDark}
      onClick={() => {
        document.documentElement.style.colorScheme = isDark ? "light" : "dark";
        setDark(!isDark);
      }}
    >
      <span aria-hidden="true">{isDark ? "☾" : "☀"}</span> {label}
    </button>
  );
}
