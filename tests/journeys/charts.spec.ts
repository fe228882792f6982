// The charts of the report as the dashboard draws them: every figure of the description is in the picture that responds, and nothing of it runs into anything else.
import type { Page } from "@playwright/test";
import { expect, open, settled, test } from "./browsing";

interface Described {
  id: string;
  kind: string;
  title: string;
  series?: { name: string; role: string; data: { value?: number; lower?: number; upper?: number }[] }[];
  flows?: { value?: number }[];
}

/** How many figures a description has that its picture must have too. */
function figures(chart: Described): number {
  if (chart.flows?.length) return chart.flows.filter((flow) => flow.value !== undefined).length;
  const drawn = (chart.series ?? []).filter((series) => !["scatter", "funnel"].includes(chart.kind) || !["limit", "line"].includes(series.role));
  return drawn.flatMap((series) => series.data).filter((datum) => (chart.kind === "tornado" ? datum.lower : datum.value) !== undefined).length;
}

/** Cells of the tables of a chart (of each of its panels) that hold a number; the tables are opened first. */
async function cells(page: Page, title: string): Promise<number> {
  return page.evaluate(async (wanted) => {
    const own = [...document.querySelectorAll("figure.chart")].filter((figure) => ((name) => name === wanted || name?.startsWith(`${wanted}: `))(figure.querySelector("h3")?.textContent?.trim()));
    for (const details of own.flatMap((figure) => [...figure.querySelectorAll("details")])) details.open = true;
    await new Promise((done) => setTimeout(done, 200));
    return own.flatMap((figure) => [...figure.querySelectorAll("tbody td")]).filter((cell) => /^[−-]?£?\d/.test(cell.textContent!.trim())).length;
  }, title);
}

// Maps and rugs are their own tables; trends and intervals, of which there are hundreds, are looked at one by one below.
const kinds = ["heat_map", "pyramid", "bars", "panels", "sankey", "tornado", "survival", "funnel", "scatter"];

for (const kind of kinds) {
  test(`a ${kind} of the report has all its figures in the dashboard @short`, async ({ page, request }) => {
    const { items } = (await (await request.get(`/api/charts?kind=${kind}`)).json()) as { items: Described[] };
    expect(items.length).toBeGreaterThan(0);
    await open(page, `/charts?kind=${kind}`);
    for (const chart of items) {
      expect(figures(chart), chart.id).toBeGreaterThan(0);
      expect(await cells(page, chart.title), chart.id).toBeGreaterThanOrEqual(figures(chart));
    }
  });
}

/** Labels of pictures that stand beyond their picture or on one another. */
function collisions(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const found: string[] = [];
    for (const picture of document.querySelectorAll("main figure.chart .plot > svg")) {
      const name = picture.closest("figure")!.querySelector("h3")!.textContent;
      const frame = picture.getBoundingClientRect();
      const texts = [...picture.querySelectorAll("text")].map((text) => ({ words: text.textContent, place: text.getBoundingClientRect() })).filter(({ words, place }) => words.trim() && place.width > 0);
      for (const { words, place } of texts)
        if (place.left < frame.left - 3 || place.right > frame.right + 3) found.push(`${name}: "${words}" is cut off`);
      // Figures along an axis stand in one line.
      texts.forEach((one, i) => {
        for (const other of texts.slice(i + 1))
          if (Math.abs(one.place.top - other.place.top) < 1 && Math.min(one.place.right, other.place.right) - Math.max(one.place.left, other.place.left) > 2) found.push(`${name}: "${one.words}" runs into "${other.words}"`);
      });
    }
    return found;
  });
}

for (const [name, width, height] of [["phone", 320, 700], ["desk", 1280, 900], ["wall", 3840, 2160]] as const) {
  test(`no label of a chart is cut off or runs into another, ${name}${name === "phone" ? " @short" : ""}`, async ({ page }) => {
    await page.setViewportSize({ width, height });
    for (const path of ["/", "/market", "/market/balance", "/places", "/indicators/drug_offence_rate", "/areas/E06900001", "/compare", "/treatment", "/supply", ...kinds.map((kind) => `/charts?kind=${kind}`)]) {
      await open(page, path);
      await settled(page);
      expect(await collisions(page), path).toEqual([]);
    }
  });
}

test("a page is printed with all its pictures, made for paper @short", async ({ page }) => {
  await page.setViewportSize({ width: 1280, height: 700 });
  for (const path of ["/treatment", "/supply", "/market"]) {
    await page.goto(path);
    await expect(page.locator("h1")).toBeVisible();
    await expect(page.locator("main .waiting")).toHaveCount(0);
    expect(await page.locator("main .undrawn").count(), "pictures that nobody has seen yet are not drawn").toBeGreaterThan(0);
    // Asked last of all before the pages are laid out.
    await page.evaluate(() =>
      window.addEventListener("beforeprint", () => {
        const widths = [...document.querySelectorAll("main figure.chart .plot > svg")].map((picture) => Number(picture.getAttribute("width")));
        Object.assign(window, { printed: { undrawn: document.querySelectorAll("main .undrawn").length, pictures: widths.length, widest: Math.max(...widths) } });
      }),
    );
    const pdf = await page.pdf({ format: "A4" });
    expect(pdf.length).toBeGreaterThan(20_000);
    const printed = await page.evaluate(() => (window as unknown as { printed: { undrawn: number; pictures: number; widest: number } }).printed);
    expect(printed.undrawn, path).toBe(0);
    expect(printed.pictures, path).toBe(await page.locator("main figure.chart").count());
    expect(printed.widest, path).toBeLessThanOrEqual(660);
    const own = () => page.locator("main figure.chart .plot > svg").evaluateAll((all) => all.every((one) => Math.abs(Number(one.getAttribute("width")) - one.parentElement!.clientWidth) <= 1));
    await expect.poll(own, { message: "afterwards the pictures fit the screen again" }).toBe(true);
  }
});

test("letters of pictures grow with those of the page", async ({ page }) => {
  const heights = async (width: number, size: string) => {
    await page.setViewportSize({ width, height: 900 });
    await page.addInitScript((text) => document.addEventListener("DOMContentLoaded", () => (document.documentElement.style.fontSize = text)), size);
    await open(page, "/indicators/drug_offence_rate");
    return page.locator("main figure.chart .plot > svg text").first().evaluate((text) => text.getBoundingClientRect().height);
  };
  const usual = await heights(1280, "16px");
  expect(await heights(1280, "32px")).toBeGreaterThan(1.8 * usual);
  expect(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)).toBeLessThanOrEqual(0);
});
