/** Draws the report that stands beside this script in the page. */
import { render } from "preact";
import type { Report } from "../report-data";
import { captionsOf } from "./captions";
import { Page } from "./page";
import { expandForPrint } from "./printing";

function embedded(id: string): string {
  return document.getElementById(id)?.textContent ?? "";
}

const report = JSON.parse(embedded("report")) as Report;
const page = document.getElementById("page");
if (page) {
  render(<Page report={report} captions={captionsOf(report.language)} mermaid={embedded("mermaid")} />, page);
  expandForPrint();
}
