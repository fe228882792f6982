// Nothing jumps while a page arrives: the cumulative layout shift that a reader sees, as the web's measure has it (the worst window of shifts that follow each other within
// a second, five seconds at most), stays below 0.1, which that measure calls good. Answers come late and one after another, as on a slow line.
import type { Page } from "@playwright/test";
import { expect, pages, settled, test } from "./browsing";

interface Shift {
  value: number;
  at: number;
  what: string[];
}
const good = 0.1;

/** Notes every shift of the page from its beginning on; those that follow within half a second on what the reader did are no jumps. */
async function watchShifts(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const shifts: { value: number; at: number; what: string[] }[] = [];
    Object.assign(window, { shifts });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries() as unknown as { value: number; startTime: number; hadRecentInput: boolean; sources: { node: Node | null; previousRect: DOMRect; currentRect: DOMRect }[] }[]) {
        if (entry.hadRecentInput) continue;
        const name = (node: Node | null) => (node instanceof Element ? `${node.tagName.toLowerCase()}${node.id ? `#${node.id}` : ""}${node.classList.length ? `.${[...node.classList].join(".")}` : ""}` : (node?.parentElement?.tagName.toLowerCase() ?? "gone"));
        shifts.push({ value: entry.value, at: entry.startTime, what: entry.sources.map((s) => `${name(s.node)} ${Math.round(s.previousRect.top)}+${Math.round(s.previousRect.height)} to ${Math.round(s.currentRect.top)}+${Math.round(s.currentRect.height)}`) });
      }
    }).observe({ type: "layout-shift", buffered: true });
  });
}

/** The worst window of shifts. */
function worst(shifts: readonly Shift[]): { score: number; what: string[] } {
  let best = { score: 0, what: [] as string[] };
  let from = 0;
  let last = -Infinity;
  let now = { score: 0, what: [] as string[] };
  for (const shift of shifts) {
    if (shift.at - last > 1000 || shift.at - from > 5000) {
      now = { score: 0, what: [] };
      from = shift.at;
    }
    last = shift.at;
    now = { score: now.score + shift.value, what: [...now.what, `${shift.value.toFixed(3)} at ${Math.round(shift.at)} ms: ${shift.what.join("; ")}`] };
    if (now.score > best.score) best = now;
  }
  return best;
}

for (const look of [
  { name: "phone", width: 320, height: 700, tag: "@full" },
  { name: "desk", width: 1280, height: 900, tag: "@short" },
  { name: "wall", width: 3840, height: 2160, tag: "@full" },
]) {
  test.describe(`${look.name} ${look.tag}`, () => {
    test.use({ viewport: { width: look.width, height: look.height } });
    for (const path of pages) {
      test(`${path} does not jump`, async ({ page }) => {
        await watchShifts(page);
        let asked = 0;
        await page.route("**/api/**", async (route) => {
          await new Promise((done) => setTimeout(done, 150 + 120 * (asked++ % 6)));
          await route.continue();
        });
        await page.goto(path);
        await settled(page);
        await page.waitForLoadState("networkidle");
        // The rest of the page comes into view as it does for a reader who scrolls.
        for (let i = 0; i < 40; i++) {
          await page.mouse.wheel(0, look.height * 0.8);
          await page.waitForTimeout(60);
          if (await page.evaluate(() => window.scrollY + window.innerHeight >= document.documentElement.scrollHeight - 2)) break;
        }
        await page.waitForTimeout(200);
        const { score, what } = worst(await page.evaluate(() => (window as unknown as { shifts: Shift[] }).shifts));
        expect(score, what.join("\n")).toBeLessThan(good);
      });
    }
  });
}
