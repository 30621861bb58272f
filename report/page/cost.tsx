import type { ComponentCostData, CostData, PricedData } from "../report-data";
import type { Captions } from "./captions";
import { dollars, ScrollBox } from "./parts";

/** What a month costs: a row for each component, what is paid for in it, and what is in no total. */
export function CostSection({ cost, captions }: { cost: CostData; captions: Captions }) {
  if ("reason" in cost) return <p>{captions.notPriced(cost.reason)}</p>;
  return (
    <>
      <p>{captions.costHelp(cost.region, cost.prices)}</p>
      <Totals cost={cost} captions={captions} />
      <Lines components={cost.components} captions={captions} />
      <h3>{captions.notInTotal}</h3>
      <Texts title={captions.withoutPrice} texts={cost.notPriced} />
      <Texts title={captions.byUse} texts={cost.byUse} />
      <Texts title={captions.excluded} texts={cost.excluded} />
    </>
  );
}

function Totals({ cost, captions }: { cost: PricedData; captions: Captions }) {
  const { components, total, maximum, other } = cost;
  return (
    <ScrollBox label={captions.cost}>
      <table class="amounts">
        <thead>
          <tr>
            <th scope="col">{captions.component}</th>
            <th scope="col">{captions.monthly}</th>
            <th scope="col">{captions.maximum}</th>
            {other && <th scope="col">{other.stack}</th>}
          </tr>
        </thead>
        <tbody>
          {components.map(({ label, monthly, maximum: most, isPartial, other: theirs }) => (
            <tr key={label}>
              <th scope="row" lang="en">
                {label}
              </th>
              <td>
                {dollars(monthly)}
                {isPartial && <small>{captions.orMore}</small>}
              </td>
              <td>{dollars(most)}</td>
              {other && <td>{theirs === undefined ? "–" : dollars(theirs)}</td>}
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row">{captions.total}</th>
            <td>{dollars(total)}</td>
            <td>{dollars(maximum)}</td>
            {other && <td>{dollars(other.total)}</td>}
          </tr>
        </tfoot>
      </table>
    </ScrollBox>
  );
}

function Lines({ components, captions }: { components: ComponentCostData[]; captions: Captions }) {
  const lines = components.flatMap(({ label, lines: own }) => own.map((line) => ({ label, ...line })));
  return (
    <details>
      <summary>{captions.costLines}</summary>
      <ScrollBox label={captions.costLines}>
        <table class="amounts">
          <thead>
            <tr>
              <th scope="col">{captions.component}</th>
              <th scope="col">{captions.resource}</th>
              <th scope="col">{captions.charged}</th>
              <th scope="col">{captions.quantity}</th>
              <th scope="col">{captions.unitPrice}</th>
              <th scope="col">{captions.monthly}</th>
            </tr>
          </thead>
          <tbody lang="en">
            {lines.map(({ label, name, what, quantity, unitPrice, per, monthly }, index) => (
              <tr key={index}>
                <td class="text">{label}</td>
                <td class="text">{name}</td>
                <td class="text">{what}</td>
                <td>{quantity}</td>
                <td>
                  {unitPrice} / {per}
                </td>
                <td>{dollars(monthly)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollBox>
    </details>
  );
}

function Texts({ title, texts }: { title: string; texts: string[] }) {
  if (texts.length === 0) return null;
  return (
    <>
      <h4>{title}</h4>
      <ul lang="en">
        {texts.map((text) => (
          <li key={text}>{text}</li>
        ))}
      </ul>
    </>
  );
}
