/** The page as readers have it: in a real browser, from a file, without a network. */
import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { AxeResults } from "axe-core";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { buildReport } from "./build-report";
import { htmlOf } from "./html";
import type { Language } from "./report-data";
import { startBrowser } from "./test-browser";
import { judgedStack } from "./test-report";

const AXE = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");

describe("the page of a report", function () {
  this.timeout(120_000);
  let browser: Browser | undefined;
  let directory: string;
  /** Where screenshots are kept. */
  let shots: string;

  before(async function () {
    browser = await startBrowser();
    if (browser === undefined) this.skip();
    directory = mkdtempSync(join(tmpdir(), "report-"));
    shots = process.env.REPORT_SCREENSHOTS ?? join(directory, "screenshots");
    mkdirSync(shots, { recursive: true });
    const [dev, prod] = [await judgedStack("dev"), await judgedStack("prod", "dev")];
    for (const language of ["en", "ko"] as const) {
      const report = buildReport(dev, language, { stack: prod });
      writeFileSync(join(directory, `${language}.html`), await htmlOf(report));
      writeFileSync(join(directory, `${language}-undrawn.html`), await htmlOf({ ...report, diagrams: [] }));
    }
  });
  after(async () => {
    await browser?.close();
    if (browser) rmSync(directory, { recursive: true });
  });

  interface Look extends BrowserContextOptions {
    language?: Language;
    /** Drawing takes time: without diagrams the rest is the same. */
    isDrawn?: boolean;
    /** What the page may complain of. */
    complaint?: RegExp;
  }

  /** Opens a page, has it looked at, and holds it to ask for nothing and to complain of nothing else. */
  async function withPage(options: Look, look: (page: Page) => Promise<void>): Promise<void> {
    const { language = "en", isDrawn = true, complaint, ...rest } = options;
    const context = await browser!.newContext({ viewport: { width: 1280, height: 900 }, offline: true, ...rest });
    try {
      const page = await context.newPage();
      const asked = new Set<string>();
      const complaints: string[] = [];
      page.on("request", (request) => asked.add(request.url().replace(/#.*/, "")));
      page.on("console", (message) => complaints.push(message.text()));
      page.on("pageerror", (error) => complaints.push(error.message));
      const url = pathToFileURL(join(directory, `${language}${isDrawn ? "" : "-undrawn"}.html`)).href;
      await page.goto(url);
      if (isDrawn) await page.waitForSelector("figure[aria-busy=false]");
      await look(page);
      assert.deepEqual(
        complaints.filter((text) => complaint?.test(text) !== true),
        [],
      );
      assert.deepEqual([...asked], [url]);
    } finally {
      await context.close();
    }
  }

  const open = (page: Page, selector: string) =>
    page.evaluate(`for (const details of document.querySelectorAll("${selector}")) details.open = true`);
  const shoot = (page: Page, name: string) => page.screenshot({ path: join(shots, `${name}.png`) });

  it("runs no script but its own, asks nobody, and holds no end of a script in its data", async () => {
    const html = readFileSync(join(directory, "en.html"), "utf8");
    assert.equal(html.match(/<\/script>/g)?.length, 3);
    assert.equal(html.match(/<!--/g)?.length, 1);
    await withPage({ isDrawn: false, complaint: /Content Security Policy/ }, async (page) => {
      const text = await page.locator(".violation").innerText();
      assert.match(text, /was-base accepts 22 from <\/script><!-- everyone/);
      await page.evaluate(`
        const script = document.createElement("script");
        script.textContent = "globalThis.ran = true";
        document.head.append(script);
      `);
      assert.equal(await page.evaluate("'ran' in globalThis"), false);
      assert.equal(await page.evaluate("fetch('http://127.0.0.1:9/').catch((error) => error.name)"), "TypeError");
    });
  });

  it("draws the three diagrams, and makes them larger and smaller", async () => {
    await withPage({}, async (page) => {
      assert.equal(await page.locator(".drawing-of svg").count(), 3);
      assert.match(await page.locator("figure").first().innerText(), /Bastion \(EC2 Server\)/);
      const box = page.locator(".zoom-box").first();
      const width = async () => (await box.locator("svg").boundingBox())!.width;
      const before = await width();
      await box.focus();
      await page.keyboard.press("+");
      assert.ok((await width()) > before);
      await page.keyboard.press("0");
      assert.equal(await width(), before);
      await page.getByRole("button", { name: "Zoom in: Summary" }).click();
      await page.getByRole("button", { name: "Zoom in: Summary" }).click();
      assert.ok((await width()) > 1.5 * before);
      await box.hover();
      await page.keyboard.down("Control");
      await page.mouse.wheel(0, 100);
      await page.keyboard.up("Control");
      assert.ok((await width()) < 1.5 * before);
      const scrollTop = () => page.evaluate("document.querySelector('.zoom-box').scrollTop");
      const scrolled = await scrollTop();
      await page.mouse.down();
      await page.mouse.move(300, 300);
      await page.mouse.up();
      assert.notEqual(await scrollTop(), scrolled);
    });
  });

  it("finds resources by name, type and the text of what they boot with", async () => {
    await withPage({ isDrawn: false }, async (page) => {
      const search = page.getByRole("searchbox");
      const shown = () => page.locator(".tree li").count();
      const all = await shown();
      assert.ok(all > 100);
      await search.fill("no such thing");
      assert.equal(await shown(), 0);
      assert.equal(await page.locator("output").innerText(), `0 of ${all} resources`);
      await search.fill("proxy_PASS");
      assert.deepEqual(await page.locator(".tree li summary").allInnerTexts(), [
        "pulumi:pulumi:Stack three-tier-dev",
        "three-tier:index:WebTier web",
        "aws:ec2:LaunchTemplate web",
        "aws:ec2:Instance web-base",
      ]);
      assert.equal(await page.locator(".tree mark").first().innerText(), "proxy_pass");
      await search.fill("");
      assert.equal(await shown(), all);
    });
  });

  it("shows the path of a cell by click, and leads to the resource of a hop", async () => {
    await withPage({ isDrawn: false }, async (page) => {
      await page.getByRole("button", { name: "was → database: 3306" }).click();
      const path = page.locator("#path");
      assert.match(await path.innerText(), /^was → database\n/);
      assert.deepEqual(await path.locator(".hop-kind").allInnerTexts(), [
        "From",
        "Lets out",
        "Lets in",
        "Security group",
        "To",
      ]);
      await page.getByRole("searchbox").fill("nothing of the kind");
      await path.getByRole("link", { name: 'group "database"' }).click();
      const group = page.locator(".tree summary:focus");
      assert.equal(await group.innerText(), "aws:ec2:SecurityGroup database");
      await group.waitFor({ state: "visible" });
    });
  });

  it("shows it by keyboard, also that there is none, and which policy sees to that", async () => {
    await withPage({ isDrawn: false }, async (page) => {
      const cells = page.locator(".matrix button");
      assert.equal(await page.locator(".matrix button[tabindex='0']").count(), 1);
      await cells.first().focus();
      await page.keyboard.press("ArrowDown");
      await page.keyboard.press("ArrowRight");
      await page.keyboard.press("ArrowRight");
      await page.keyboard.press("Enter");
      const path = page.locator("#path");
      assert.match(await path.innerText(), /^internet → web\n+80 through web load balancer\n[^]*listener "web-https"/);
      await page.keyboard.press("ArrowRight");
      assert.equal(await page.locator(":focus").getAttribute("aria-label"), "internet → was: no path");
      await page.keyboard.press("Enter");
      assert.equal(
        await path.innerText(),
        "internet → was\n\nThere is no path from internet to was.\n\n" +
          "Any way there is refused by was-stays-private, ssh-only-from-bastion.",
      );
    });
  });

  for (const [colorScheme, language] of [
    ["light", "en"],
    ["dark", "ko"],
  ] as const) {
    it(`is accessible, ${colorScheme}, ${language}`, async () => {
      await withPage({ colorScheme, language }, async (page) => {
        await page.locator(".matrix button.direct").first().click();
        await shoot(page, `${language}-${colorScheme}`);
        await open(
          page,
          "main > section:not(#resources) details, .tree > li > details > ul > li:nth-child(-n + 2) details",
        );
        await page.evaluate(AXE);
        const { violations } = await page.evaluate<AxeResults>("axe.run({ resultTypes: ['violations'] })");
        assert.deepEqual(
          violations.map(
            ({ id, nodes }) =>
              `${id}: ${nodes
                .map(({ html }) => html)
                .join(" ")
                .slice(0, 300)}`,
          ),
          [],
        );
      });
    });
  }

  it("shows how long a deployment takes, and what tiers lose, beside the other stack", async () => {
    await withPage({ isDrawn: false }, async (page) => {
      const timeline = page.locator("#timeline");
      assert.match(await timeline.innerText(), /about \d+ min.*; AWS and awsx themselves impose [^]*\nprod: about /);
      const path = timeline.getByRole("table").first();
      assert.match(await path.getByRole("row").first().innerText(), /^at\s+Resource\s+takes\s+prod\s+waits by$/);
      assert.match(
        await path.getByRole("row").last().innerText(),
        /^\d\d:\d\d\s+database-replica-1\s+aws:rds:Instance\s+10 min, estimated\s+10 min, estimated\s+identifier, /,
      );
      const capacity = page.locator("#capacity");
      assert.deepEqual(await capacity.getByRole("heading", { level: 3 }).allInnerTexts(), ["was", "web"]);
      assert.match(
        await capacity.getByRole("row", { name: "instance refresh" }).first().innerText(),
        /^instance refresh\s+0 of 2 \(0%\)\s+0 of 3 \(0%\)\s+new ones are in service before old ones go: /,
      );
      await page.locator("#overview").getByRole("link", { name: "Deployment time" }).click();
      assert.match(page.url(), /#timeline$/);
      await shoot(page, "timeline");
    });
  });

  it("changes its colours on demand", async () => {
    await withPage({ colorScheme: "light", isDrawn: false }, async (page) => {
      const background = () => page.evaluate("getComputedStyle(document.body).backgroundColor");
      const before = await background();
      await page.getByRole("button", { name: "Light or dark" }).click();
      assert.notEqual(await background(), before);
    });
  });

  it("fits a telephone: only tables and drawings scroll sideways", async () => {
    await withPage({ viewport: { width: 390, height: 844 } }, async (page) => {
      await page.locator(".matrix button.direct").first().click();
      await page.locator("#access").scrollIntoViewIfNeeded();
      await shoot(page, "telephone");
      await open(page, "details");
      assert.equal(await page.evaluate("document.documentElement.scrollWidth"), 390);
    });
  });

  it("prints everything, and is as before afterwards", async () => {
    await withPage({}, async (page) => {
      const folded = () => page.locator("details:not([open])").count();
      const before = await folded();
      assert.ok(before > 100);
      await page.evaluate(`
        globalThis.foldedOnPaper = [];
        addEventListener("beforeprint", () => {
          foldedOnPaper.push(document.querySelectorAll("details:not([open])").length);
        });
      `);
      const pdf = await page.pdf({ path: join(shots, "report.pdf"), format: "A4" });
      assert.equal(pdf.subarray(0, 5).toString(), "%PDF-");
      assert.deepEqual(await page.evaluate("foldedOnPaper"), [0]);
      assert.equal(await folded(), before);
      await page.emulateMedia({ media: "print" });
      assert.ok(!(await page.locator("nav").isVisible()));
      assert.ok(!(await page.getByRole("searchbox").isVisible()));
    });
  });

  it("speaks Korean", async () => {
    await withPage({ language: "ko" }, async (page) => {
      assert.equal(await page.evaluate("document.documentElement.lang"), "ko");
      assert.equal(await page.title(), "three-tier (dev) 인프라 아키텍처");
      assert.deepEqual(await page.getByRole("heading", { level: 2 }).allInnerTexts(), [
        ...[
          "요약",
          "차이점",
          "아키텍처 흐름도",
          "접근 경로",
          "정책",
          "월 비용",
          "배포 시간",
          "처리 용량",
          "설정",
          "출력값",
          "리소스",
        ],
      ]);
      assert.deepEqual(await page.locator("figcaption").allInnerTexts(), [
        ...["청년인턴 아키텍처 흐름도 요약", "개발자 접근 아키텍처 흐름도", "사용자 접근 아키텍처 흐름도"],
      ]);
      assert.match(await page.locator(".violation").innerText(), /^필수 was-stays-private [^]*해결 방법: shut it\.$/);
    });
  });
});
