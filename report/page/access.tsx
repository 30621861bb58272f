import { useRef, useState } from "preact/hooks";
import type { AccessCell, AccessMatrix, HopData, PathData } from "../report-data";
import type { Captions } from "./captions";
import { English, ResourceLink, ScrollBox } from "./parts";

interface Place {
  row: number;
  column: number;
}

/** A matrix of who reaches what; the chosen cell's paths below it. */
export function AccessSection({ access, captions }: { access: AccessMatrix; captions: Captions }) {
  const { froms, tos, cells } = access;
  const [chosen, setChosen] = useState<Place | undefined>();
  if (froms.length === 0) return <p>{captions.nothingReached}</p>;
  return (
    <>
      <p>{captions.accessHelp}</p>
      <ScrollBox label={captions.access}>
        <Matrix access={access} chosen={chosen} choose={setChosen} captions={captions} />
      </ScrollBox>
      <div id="path" class="path" aria-live="polite">
        {chosen && (
          <CellPaths
            from={froms[chosen.row]}
            to={tos[chosen.column]}
            cell={cells[chosen.row][chosen.column]}
            captions={captions}
          />
        )}
      </div>
      <AllPaths access={access} captions={captions} />
    </>
  );
}

interface MatrixProps {
  access: AccessMatrix;
  chosen: Place | undefined;
  choose: (place: Place) => void;
  captions: Captions;
}

function Matrix({ access: { froms, tos, cells }, chosen, choose, captions }: MatrixProps) {
  const table = useRef<HTMLTableElement>(null);
  // One cell is in the tab order; arrow keys lead to the others.
  const [current, setCurrent] = useState<Place>(() => firstOf(cells));
  const go = (event: KeyboardEvent) => {
    const next = neighbourOf(cells, current, event.key);
    if (next === undefined) return;
    event.preventDefault();
    setCurrent(next);
    table.current?.querySelector<HTMLElement>(`[data-place="${next.row},${next.column}"]`)?.focus();
  };
  return (
    <table class="matrix" ref={table} onKeyDown={go} lang="en">
      <thead>
        <tr>
          <th scope="col" lang={document.documentElement.lang}>
            {captions.from} ↓ {captions.to} →
          </th>
          {tos.map((to) => (
            <th key={to} scope="col">
              {to}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {cells.map((line, row) => (
          <tr key={froms[row]}>
            <th scope="row">{froms[row]}</th>
            {line.map((cell, column) => (
              <td key={tos[column]}>
                {cell && (
                  <CellButton
                    {...{ cell, captions }}
                    name={`${froms[row]} → ${tos[column]}`}
                    place={{ row, column }}
                    isChosen={isAt(chosen, row, column)}
                    isCurrent={isAt(current, row, column)}
                    press={() => {
                      setCurrent({ row, column });
                      choose({ row, column });
                    }}
                  />
                )}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

interface CellButtonProps {
  cell: AccessCell;
  name: string;
  place: Place;
  isChosen: boolean;
  isCurrent: boolean;
  press: () => void;
  captions: Captions;
}

function CellButton({ cell, name, place, isChosen, isCurrent, press, captions }: CellButtonProps) {
  const direct = [...new Set(cell.paths.filter(({ via }) => via === undefined).map(portsOf))];
  const passed = [...new Set(cell.paths.flatMap((path) => (path.via === undefined ? [] : portsOf(path))))];
  const says = [
    ...direct,
    ...cell.paths.flatMap((path) => (path.via === undefined ? [] : `${portsOf(path)} ${captions.via(path.via)}`)),
  ];
  return (
    <button
      type="button"
      class={cell.paths.length === 0 ? "none" : direct.length === 0 ? "passed-on" : "direct"}
      aria-pressed={isChosen}
      aria-controls="path"
      aria-label={`${name}: ${says.length === 0 ? captions.noPath : [...new Set(says)].join(", ")}`}
      tabIndex={isCurrent ? 0 : -1}
      data-place={`${place.row},${place.column}`}
      onClick={press}
    >
      {cell.paths.length === 0 && <span lang={document.documentElement.lang}>{captions.noPath}</span>}
      {direct.length > 0 && <strong>{direct.join(", ")}</strong>}
      {passed.length > 0 && <span class="via">⇢ {passed.join(", ")}</span>}
    </button>
  );
}

function CellPaths({
  from,
  to,
  cell,
  captions,
}: {
  from: string;
  to: string;
  cell: AccessCell | null;
  captions: Captions;
}) {
  if (cell === null) return null;
  return (
    <>
      <h3>
        <English>
          {from} → {to}
        </English>
      </h3>
      {cell.paths.length === 0 && <p>{captions.noPathFrom(from, to)}</p>}
      {cell.paths.map((path, index) => (
        <PathList key={index} path={path} captions={captions} />
      ))}
      {cell.heldBy.length > 0 && (
        <p>
          {captions.heldBy(cell.paths.length > 0)}{" "}
          {cell.heldBy.map((policy, index) => (
            <>
              {index > 0 && ", "}
              <a key={policy} href={`#policy-${policy}`}>
                <code>{policy}</code>
              </a>
            </>
          ))}
          .
        </p>
      )}
    </>
  );
}

function PathList({ path, captions }: { path: PathData; captions: Captions }) {
  return (
    <div class="path-of">
      <h4>
        <English>{path.ports}</English>
        {path.via !== undefined && ` ${captions.via(path.via)}`}
        {!path.isSure && <small> ({captions.unsure})</small>}
      </h4>
      <ol class="hops">
        {path.hops.map((hop, index) => (
          <li key={index} class={hop.kind.replace(" ", "-")}>
            <HopText hop={hop} captions={captions} />
          </li>
        ))}
      </ol>
    </div>
  );
}

function HopText({ hop: { kind, text, detail, resource }, captions }: { hop: HopData; captions: Captions }) {
  return (
    <>
      <span class="hop-kind">{captions.hops[kind]}</span>
      <span class="hop-text">
        <English>
          <ResourceLink id={resource}>{text}</ResourceLink>
        </English>
        {detail !== undefined && (
          <small>
            {captions.hopDetails[kind]} <English>{detail}</English>
          </small>
        )}
      </span>
    </>
  );
}

function AllPaths({ access: { froms, tos, cells }, captions }: { access: AccessMatrix; captions: Captions }) {
  const places = cells.flatMap((line, row) =>
    line.flatMap((cell, column) => (cell && cell.paths.length > 0 ? [{ row, column, cell }] : [])),
  );
  return (
    <details class="all-paths">
      <summary>{captions.allPaths}</summary>
      {places.map(({ row, column, cell }) => (
        <CellPaths key={`${row},${column}`} from={froms[row]} to={tos[column]} cell={cell} captions={captions} />
      ))}
    </details>
  );
}

function portsOf({ ports, isSure }: PathData): string {
  return isSure ? ports : `${ports} ?`;
}

function isAt(place: Place | undefined, row: number, column: number): boolean {
  return place?.row === row && place.column === column;
}

function firstOf(cells: (AccessCell | null)[][]): Place {
  return { row: 0, column: Math.max(0, cells[0]?.findIndex((cell) => cell !== null) ?? 0) };
}

const DIRECTIONS: Partial<Record<string, [rows: number, columns: number]>> = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
};

/** The next cell in a direction; those that say nothing are skipped. */
function neighbourOf(cells: (AccessCell | null)[][], from: Place, key: string): Place | undefined {
  const direction = DIRECTIONS[key];
  if (direction === undefined) return undefined;
  const [rows, columns] = direction;
  for (let row = from.row + rows, column = from.column + columns; ; row += rows, column += columns) {
    const cell = cells.at(row)?.[column];
    if (row < 0 || cell === undefined) return undefined;
    if (cell !== null) return { row, column };
  }
}
