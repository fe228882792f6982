// Contrast inside pictures, which axe does not look at (WCAG 2.2, 1.4.3 and 1.4.11): every word of a chart stands out 4.5 to 1 from what lies beneath it, everything that
// carries a figure 3 to 1 from the page, in light and in dark. A shaded cell or area may carry its figure by a word on it or by the line around it.
import type { Page } from "@playwright/test";
import { expect, open, test } from "./browsing";
import { inPage } from "./contrast";

/** Marks and words of the pictures of a page that stand out too little, one line each, and how many were looked at. */
async function tooFaint(page: Page): Promise<{ faint: string[]; marks: number; looked: number }> {
  return inPage(page, ({ over, contrast, paint, page: shown, beneath }) => {
    const faint = new Set<string>();
    let marks = 0;
    let looked = 0;
    const name = (element: Element) => `${element.closest("figure")?.querySelector("h3")?.textContent?.slice(0, 60) ?? element.closest("svg")?.getAttribute("aria-label")?.slice(0, 60) ?? ""}`;
    for (const svg of document.querySelectorAll<SVGSVGElement>("main svg")) {
      if (svg.getBoundingClientRect().width < 60) continue;
      const ground = shown(svg);
      for (const word of svg.querySelectorAll<SVGTextElement>("text")) {
        const colour = paint(word, "fill");
        if (!word.textContent?.trim() || !colour || word.closest("defs")) continue;
        looked++;
        const behind = beneath(word, svg);
        const found = contrast(over(colour, behind), behind);
        if (found < 4.5) faint.add(`${name(word)}: the word “${word.textContent.trim().slice(0, 30)}” ${found.toFixed(2)} to 1`);
      }
      for (const mark of svg.querySelectorAll(".mark")) {
        marks++;
        looked++;
        let best = 0;
        for (const shape of mark.querySelectorAll<SVGGraphicsElement>("rect, path, circle, line, polygon, text")) {
          if (shape.classList.contains("focus-back")) continue;
          for (const kind of ["fill", "stroke"] as const) {
            const behind = shape.tagName === "text" ? beneath(shape, svg) : ground;
            // A hatched or patterned fill has no one colour: its lines are looked at as words and strokes are.
            const colour = paint(shape, kind);
            if (colour) best = Math.max(best, contrast(over(colour, behind), behind));
          }
        }
        if (best < 3) faint.add(`${name(mark)}: the mark “${(mark as SVGElement).dataset.tip?.replaceAll("\n", ", ").slice(0, 50)}” ${best.toFixed(2)} to 1`);
      }
      // Lines that join figures belong to no mark.
      for (const line of svg.querySelectorAll<SVGPathElement>("path[stroke]")) {
        if (line.closest(".mark, defs") || parseFloat(getComputedStyle(line).strokeWidth) < 1.5) continue;
        looked++;
        const colour = paint(line, "stroke");
        if (colour && contrast(over(colour, ground), ground) < 3) faint.add(`${name(line)}: a line ${contrast(over(colour, ground), ground).toFixed(2)} to 1`);
      }
    }
    return { faint: [...faint], marks, looked };
  }, null);
}

for (const scheme of ["light", "dark"] as const) {
  test.describe(`colours forced by the system, ${scheme}`, () => {
    test.use({ colorScheme: scheme, contextOptions: { forcedColors: "active" } });
    for (const path of ["/market", "/treatment"]) {
      test(`${path} has nothing faint in its pictures, whatever was chosen here`, async ({ page }) => {
        await page.addInitScript((other) => localStorage.setItem("theme", other), scheme === "light" ? "dark" : "light");
        await open(page, path);
        const { faint, looked } = await tooFaint(page);
        expect(looked).toBeGreaterThan(0);
        expect(faint).toEqual([]);
      });
    }
    test("says what colours say elsewhere, and shows the focus", async ({ page }) => {
      await open(page, "/places?layer=drug_offence_rate");
      const menu = page.getByRole("navigation", { name: "Pages" });
      const border = (name: string) => menu.getByRole("link", { name, exact: true }).evaluate((link) => getComputedStyle(link).borderBottomColor);
      expect(await border("Places")).not.toBe(await border("Market"));
      const keys = await page.locator(".key .swatch").evaluateAll((swatches) => swatches.map((swatch) => getComputedStyle(swatch).backgroundColor));
      expect(new Set(keys).size).toBe(keys.length);
      await page.keyboard.press("Tab");
      await page.keyboard.press("Tab");
      await page.keyboard.press("Tab");
      const focus = await page.evaluate(() => {
        const { outlineStyle, outlineWidth } = getComputedStyle(document.activeElement!);
        return { outlineStyle, outlineWidth };
      });
      expect(focus.outlineStyle).toBe("solid");
      expect(parseFloat(focus.outlineWidth)).toBeGreaterThanOrEqual(2);
      await open(page, "/plan");
      const ground = (name: string) => page.getByRole("group", { name: "View" }).getByRole("button", { name }).evaluate((button) => getComputedStyle(button).backgroundColor);
      expect(await ground("Board")).not.toBe(await ground("Table"));
    });
  });
}

const kinds = ["trend", "intervals", "bars", "panels", "pyramid", "funnel", "scatter", "survival", "sankey", "tornado", "heat_map", "map"];
for (const scheme of ["light", "dark"] as const) {
  test.describe(scheme, () => {
    test.use({ colorScheme: scheme });
    for (const path of ["/", "/market", "/market/balance", "/market/solver?claim=300000000", "/indicators/drug_offence_rate", "/compare?indicator=drug_offence_rate", "/treatment", "/supply", "/places?layer=drug_offence_rate&with=violence_rate"]) {
      test(`${path} has nothing faint in its pictures${path === "/market" ? " @short" : ""}`, async ({ page }) => {
        await open(page, path);
        const { faint, looked } = await tooFaint(page);
        expect(looked).toBeGreaterThan(0);
        expect(faint).toEqual([]);
      });
    }
    for (const kind of kinds) {
      test(`charts of the kind ${kind} have nothing faint`, async ({ page }) => {
        await open(page, `/charts?kind=${kind}`);
        const { faint, marks } = await tooFaint(page);
        expect(marks).toBeGreaterThan(0);
        expect(faint).toEqual([]);
      });
    }
  });
}
