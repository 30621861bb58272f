import { useEffect, useState } from "preact/hooks";
import type { DiagramData, Language } from "../report-data";
import type { Captions } from "./captions";
import { drawDiagrams } from "./draw-diagrams";
import { ZoomBox } from "./zoom-box";

export interface DiagramsProps {
  diagrams: DiagramData[];
  language: Language;
  packed: string;
  captions: Captions;
}

export function DiagramsSection({ diagrams, language, packed, captions }: DiagramsProps) {
  /** SVG by the diagram's id, once drawn; nothing for what cannot be. */
  const [drawn, setDrawn] = useState<ReadonlyMap<string, string> | undefined>();
  useEffect(() => {
    void drawDiagrams(diagrams, packed).then(setDrawn);
  }, []);
  return (
    <>
      <p>{captions.diagramHelp}</p>
      {diagrams.map(({ id, title, mermaid }) => {
        const svg = drawn?.get(id);
        return (
          <figure key={id} aria-busy={drawn === undefined}>
            <figcaption>
              <h3>{title[language]}</h3>
            </figcaption>
            {svg === undefined ? (
              <p class="drawing">{drawn === undefined ? captions.drawing : captions.notDrawn}</p>
            ) : (
              <ZoomBox svg={svg} title={title[language]} captions={captions} />
            )}
            <details class="source" open={drawn !== undefined && svg === undefined}>
              <summary>{captions.diagramSource}</summary>
              <pre lang="en" tabIndex={0} role="group" aria-label={`${title[language]}: ${captions.diagramSource}`}>
                {mermaid}
              </pre>
            </details>
          </figure>
        );
      })}
    </>
  );
}
