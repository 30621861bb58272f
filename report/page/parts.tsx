/** What several sections are made of. */
import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import type { ValueData } from "../report-data";
import type { Captions } from "./captions";
import { reveal } from "./reveal";

/** Texts of the project itself, which are English whatever the captions are. */
export function English({ children }: { children: ComponentChildren }) {
  return <span lang="en">{children}</span>;
}

/** `code` between backticks, as the comments of the code have it. */
export function Prose({ text }: { text: string }) {
  const parts = text.split("`");
  return <>{parts.map((part, index) => (index % 2 === 1 ? <code key={index}>{part}</code> : part))}</>;
}

export function Section({ id, title, children }: { id: string; title: string; children: ComponentChildren }) {
  return (
    <section id={id} aria-labelledby={`${id}-title`}>
      <h2 id={`${id}-title`}>{title}</h2>
      {children}
    </section>
  );
}

/** What is wider than the page scrolls by itself, with the keyboard too. */
export function ScrollBox({ label, children }: { label: string; children: ComponentChildren }) {
  return (
    <div class="scroll-box" role="group" aria-label={label} tabIndex={0}>
      {children}
    </div>
  );
}

/** Leads to a resource in the tree. */
export function ResourceLink({ id, children }: { id?: string; children: ComponentChildren }) {
  if (id === undefined) return <>{children}</>;
  return (
    <a
      href={`#${id}`}
      onClick={(event) => {
        event.preventDefault();
        dispatchEvent(new CustomEvent("show-resources"));
        // Once the tree shows all of them.
        requestAnimationFrame(() => {
          reveal(id);
        });
      }}
    >
      {children}
    </a>
  );
}

/** The text with what is searched for marked; it is in lower case, and empty where nothing is. */
export function Marked({ text, wanted }: { text: string; wanted: string }) {
  if (wanted === "") return <>{text}</>;
  const pieces: ComponentChildren[] = [];
  const lower = text.toLowerCase();
  let at = 0;
  for (let next = lower.indexOf(wanted); next >= 0; next = lower.indexOf(wanted, at)) {
    pieces.push(text.slice(at, next), <mark key={next}>{text.slice(next, next + wanted.length)}</mark>);
    at = next + wanted.length;
  }
  return <>{[...pieces, text.slice(at)]}</>;
}

/** Names with their values, which may be long; what is searched for is marked in them. */
export function Values({
  values,
  wanted = "",
  captions,
}: {
  values: ValueData[];
  wanted?: string;
  captions: Captions;
}) {
  return (
    <dl class="values" lang="en">
      {values.map(({ name, text, note, from }) => (
        <div key={name}>
          <dt>
            <code>
              <Marked text={name} wanted={wanted} />
            </code>
            {note && (
              <small lang={document.documentElement.lang} class={`note ${note}`}>
                {captions.notes[note]}
              </small>
            )}
          </dt>
          <dd>
            {note === "unknown" || note === "secret" ? <em>{text}</em> : <Text {...{ name, text, wanted }} />}
            {from && (
              <small class="from">
                <span lang={document.documentElement.lang}>{captions.comesFrom}</span> {from.join(", ")}
              </small>
            )}
          </dd>
        </div>
      ))}
    </dl>
  );
}

/** Longer texts scroll in their own box. */
const LONG_LINES = 12;

function Text({ name, text, wanted }: { name: string; text: string; wanted: string }) {
  const box = useRef<HTMLPreElement>(null);
  useEffect(() => {
    const mark = box.current?.querySelector("mark");
    if (box.current && mark) box.current.scrollTop = mark.offsetTop - box.current.clientHeight / 2;
  }, [wanted]);
  const isLong = text.split("\n").length > LONG_LINES;
  return (
    <pre ref={box} {...(isLong && { tabIndex: 0, role: "group", "aria-label": name })}>
      <Marked text={text} wanted={wanted} />
    </pre>
  );
}

export function dollars(amount: number): string {
  return amount.toLocaleString("en-US", { minimumFractionDigits: 2, maximumFractionDigits: 2 });
}
