// What all journeys share: a page whose console must stay empty, waiting for figures, the check by axe.
import { expect, test as base, type Page } from "@playwright/test";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const axeSource = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

interface Watching {
  /** Answers with an error that the journey asked for on purpose, as "404 /api/indicators/x". */
  expected: string[];
  /** The journey opens files of its own from the disk. */
  ownFiles?: boolean;
}

/** A page that fails its test when something is written to the console as an error, a script fails, or another site is asked for anything. */
export const test = base.extend<{ watching: Watching }>({
  watching: [
    async ({ page, baseURL }, use) => {
      const watching: Watching = { expected: [] };
      const found: string[] = [];
      page.on("console", (message) => {
        if (message.type() !== "error") return;
        const about = `${message.text()} ${message.location().url}`;
        if (!watching.expected.some((text) => about.includes(text))) found.push(about);
      });
      page.on("pageerror", (error) => found.push(String(error)));
      page.on("request", (request) => {
        const url = request.url();
        if (!url.startsWith(baseURL!) && !/^(data|blob|about):/.test(url) && !(watching.ownFiles && url.startsWith("file:"))) found.push(`asked another site: ${url}`);
      });
      await use(watching);
      expect(found).toEqual([]);
    },
    { auto: true },
  ],
});
export { expect };

/** Opens a page and waits until nothing is on its way any more. */
export async function open(page: Page, path: string): Promise<void> {
  await page.goto(path);
  await settled(page);
}

/** Waits until the page stands: heading there, nothing being fetched, every picture drawn. */
export async function settled(page: Page): Promise<void> {
  await expect(page.locator("h1")).toBeVisible();
  await expect(page.locator("main .waiting")).toHaveCount(0);
  await expect(page.locator("main .stale")).toHaveCount(0);
  await expect(page.locator("main .undrawn")).toHaveCount(0);
}

/** Violations of WCAG 2.2 AA and of axe's best practice, one line each; `without` names rules that the page as it was made for the test cannot keep. */
export async function violations(page: Page, without: readonly string[] = []): Promise<string[]> {
  // Evaluated over the debugger's channel, which the content security policy of the page does not bind.
  await page.evaluate(`${axeSource};0`);
  return page.evaluate(async (off) => {
    const axe = (window as unknown as { axe: { run: (context: Document, options: object) => Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> } }).axe;
    const result = await axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"], rules: Object.fromEntries(off.map((rule) => [rule, { enabled: false }])), resultTypes: ["violations"] });
    return result.violations.map((violation) => `${violation.id}: ${violation.nodes.slice(0, 3).map((node) => node.html.slice(0, 140)).join(" | ")}`);
  }, without);
}

/** The pages of the dashboard; the last ones need what the edition holds. */
export const pages = [
  "/", "/market", "/market/balance", "/market/solver", "/places", "/indicators", "/indicators/drug_offence_rate", "/areas/E06900001", "/compare", "/charts", "/treatment", "/supply", "/findings", "/findings?show=contradictions", "/actions",
  "/plan", "/plan?view=table", "/claims", "/data", "/methods", "/explain/drug_offence_rate:E10900001:2024%2F25", "/editions", "/accessibility", "/help", "/no-such-page",
];
