import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import type { ResourceData, ValueData } from "../report-data";
import type { Captions } from "./captions";
import { Marked, Values } from "./parts";

export interface ResourcesProps {
  resources: ResourceData[];
  all: number;
  captions: Captions;
}

/** The tree of resources; a search leaves what matches, and what that is in. */
export function ResourcesSection({ resources, all, captions }: ResourcesProps) {
  const [query, setQuery] = useState("");
  const tree = useRef<HTMLUListElement>(null);
  const texts = useMemo(() => searchTexts(resources), [resources]);
  const wanted = query.trim().toLowerCase();
  const matches = useMemo(
    () => new Set([...texts].filter(([, text]) => text.includes(wanted)).map(([id]) => id)),
    [texts, wanted],
  );
  useEffect(() => {
    const show = () => {
      setQuery("");
    };
    addEventListener("show-resources", show);
    return () => {
      removeEventListener("show-resources", show);
    };
  }, []);
  const openAll = (open: boolean) => {
    for (const details of tree.current?.querySelectorAll("details") ?? []) details.open = open;
  };
  return (
    <>
      <div class="search">
        <label for="search">{captions.search}</label>
        <input
          id="search"
          type="search"
          placeholder={captions.searchHelp}
          value={query}
          onInput={(event) => {
            setQuery(event.currentTarget.value);
          }}
        />
        <output for="search">{captions.found(matches.size, all)}</output>
        <button
          type="button"
          onClick={() => {
            openAll(true);
          }}
        >
          {captions.expandAll}
        </button>
        <button
          type="button"
          onClick={() => {
            openAll(false);
          }}
        >
          {captions.collapseAll}
        </button>
      </div>
      <ul class="tree" ref={tree}>
        {resources.map((resource) => (
          <Resource key={resource.id} depth={0} {...{ resource, matches, wanted, captions }} />
        ))}
      </ul>
    </>
  );
}

interface ResourceProps {
  resource: ResourceData;
  depth: number;
  matches: ReadonlySet<string>;
  /** What is searched for; empty where nothing is. */
  wanted: string;
  captions: Captions;
}

function Resource({ resource, depth, matches, wanted, captions }: ResourceProps) {
  const { id, type, name, isComponent, isRead, isProtected, inputs, children } = resource;
  if (!holdsMatch(resource, matches)) return null;
  const isFound = wanted !== "" && matches.has(id);
  const isFoundInside = isFound && !headText(resource).includes(wanted);
  const isFoundBelow = wanted !== "" && children.some((child) => holdsMatch(child, matches));
  const shown = isFoundInside ? inputs.filter((input) => inputText(input).includes(wanted)) : inputs;
  const values = inputs.length === 0 ? <p>{captions.noInputs}</p> : <Values values={shown} {...{ wanted, captions }} />;
  return (
    <li id={id}>
      <details open={depth === 0 || isFoundInside || isFoundBelow}>
        <summary lang="en">
          <span class={isComponent ? "type component" : "type"}>
            <Marked text={type} wanted={wanted} />
          </span>{" "}
          <strong>
            <Marked text={name} wanted={wanted} />
          </strong>
          <span lang={document.documentElement.lang}>
            {isRead && <small class="badge">{captions.isRead}</small>}
            {isProtected && <small class="badge">{captions.isProtected}</small>}
          </span>
        </summary>
        {children.length === 0 && values}
        {children.length > 0 && inputs.length > 0 && (
          <details open={isFoundInside}>
            <summary>{captions.inputs(inputs.length)}</summary>
            {values}
          </details>
        )}
        {children.length > 0 && (
          <ul>
            {children.map((child) => (
              <Resource key={child.id} resource={child} depth={depth + 1} {...{ matches, wanted, captions }} />
            ))}
          </ul>
        )}
      </details>
    </li>
  );
}

function holdsMatch(resource: ResourceData, matches: ReadonlySet<string>): boolean {
  return matches.has(resource.id) || resource.children.some((child) => holdsMatch(child, matches));
}

function headText({ type, name }: ResourceData): string {
  return `${type} ${name}`.toLowerCase();
}

function inputText({ name, text }: ValueData): string {
  return `${name} ${text}`.toLowerCase();
}

/** All that can be searched for, by the resource's id. */
function searchTexts(resources: ResourceData[]): Map<string, string> {
  const texts = new Map<string, string>();
  const add = (resource: ResourceData) => {
    const inputs = resource.inputs.map(inputText);
    texts.set(resource.id, [headText(resource), ...inputs].join("\n"));
    resource.children.forEach(add);
  };
  resources.forEach(add);
  return texts;
}
