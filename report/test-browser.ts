/** A real browser without a window, for tests; they are skipped where none is installed. */
import type { Browser } from "playwright-core";
import { findExecutable, searchPath } from "../command-line/executables";

const NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

/**
 * Starts Chromium.
 *
 * @returns undefined where there is none
 * @throws where there is none although REQUIRE_BROWSER says that there has to be
 */
export async function startBrowser(): Promise<Browser | undefined> {
  const found = NAMES.map((name) => findExecutable(name, searchPath())).find((file) => file !== undefined);
  if (found === undefined) {
    const reason = `there is no browser on the PATH (${NAMES.join(", ")})`;
    if (process.env.REQUIRE_BROWSER === "1") throw new Error(reason);
    console.warn(`      skipped: ${reason}`);
    return undefined;
  }
  const { chromium } = await import("playwright-core");
  // Chromium refuses to keep root in its sandbox.
  const args = process.getuid?.() === 0 ? ["--no-sandbox"] : [];
  return chromium.launch({ executablePath: found, args });
}
