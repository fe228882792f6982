// Contrast inside pictures, which axe does not look at (WCAG 2.2, 1.4.3 and 1.4.11): every word of a chart stands out 4.5 to 1 from what lies beneath it, everything that
// carries a figure 3 to 1 from the page, in light and in dark. A shaded cell or area may carry its figure by a word on it or by the line around it.
import type { Page } from "@playwright/test";
import { expect, open, test } from "./browsing";

/** Marks and words of the pictures of a page that stand out too little, one line each, and how many were looked at. */
async function tooFaint(page: Page): Promise<{ faint: string[]; marks: number; looked: number }> {
  return page.evaluate(() => {
    type Colour = [number, number, number, number];
    const parse = (text: string): Colour | null => {
      const parts = /^rgba?\(([^)]+)\)$/.exec(text)?.[1]?.split(/[\s,/]+/).map(Number);
      if (parts) return [parts[0]!, parts[1]!, parts[2]!, parts[3] ?? 1];
      const srgb = /^color\(srgb ([^)]+)\)$/.exec(text)?.[1]?.split(/[\s/]+/).map(Number);
      return srgb ? [srgb[0]! * 255, srgb[1]! * 255, srgb[2]! * 255, srgb[3] ?? 1] : null;
    };
    const over = (top: Colour, ground: Colour): Colour => [0, 1, 2].map((i) => top[i]! * top[3] + ground[i]! * (1 - top[3])).concat(1) as unknown as Colour;
    const light = (c: Colour) => {
      const [r, g, b] = c.slice(0, 3).map((v) => ((v /= 255) <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4));
      return 0.2126 * r! + 0.7152 * g! + 0.0722 * b!;
    };
    const contrast = (a: Colour, b: Colour) => ((x, y) => (Math.max(x, y) + 0.05) / (Math.min(x, y) + 0.05))(light(a), light(b));
    const thin = (element: Element): number => {
      let opacity = 1;
      for (let at: Element | null = element; at && at.tagName !== "figure"; at = at.parentElement) opacity *= Number(getComputedStyle(at).opacity);
      return opacity;
    };
    const paint = (element: Element, kind: "fill" | "stroke"): Colour | null => {
      const style = getComputedStyle(element);
      const colour = parse(style[kind]);
      if (!colour || (kind === "stroke" && parseFloat(style.strokeWidth) === 0)) return null;
      colour[3] *= thin(element) * Number(kind === "fill" ? style.fillOpacity : style.strokeOpacity);
      return colour[3] < 0.02 ? null : colour;
    };
    /** What the page shows behind an element of HTML. */
    const page = (element: Element | null): Colour => {
      const layers: Colour[] = [];
      for (let at = element; at; at = at.parentElement) {
        const colour = at instanceof SVGElement ? null : parse(getComputedStyle(at).backgroundColor);
        if (colour && colour[3] > 0) layers.push(colour);
        if (colour?.[3] === 1) break;
      }
      return layers.reduceRight<Colour>((ground, top) => over(top, ground), [255, 255, 255, 1]);
    };
    /** What lies beneath a word: the shapes painted before it that its middle is in. */
    const beneath = (word: SVGGraphicsElement, svg: SVGSVGElement): Colour => {
      const style = getComputedStyle(word);
      const halo = style.paintOrder.startsWith("stroke") ? paint(word, "stroke") : null;
      let ground = page(svg);
      if (halo) return over(halo, ground);
      const box = word.getBoundingClientRect();
      const [x, y] = [box.left + box.width / 2, box.top + box.height / 2];
      for (const shape of svg.querySelectorAll<SVGGeometryElement>("rect, path, circle, polygon")) {
        if (!(shape.compareDocumentPosition(word) & Node.DOCUMENT_POSITION_FOLLOWING) || shape.closest("defs, clipPath, pattern")) continue;
        const fill = paint(shape, "fill");
        const matrix = fill && shape.getScreenCTM();
        if (fill && matrix && shape.isPointInFill(new DOMPoint(x, y).matrixTransform(matrix.inverse()))) ground = over(fill, ground);
      }
      return ground;
    };
    const faint = new Set<string>();
    let marks = 0;
    let looked = 0;
    const name = (element: Element) => `${element.closest("figure")?.querySelector("h3")?.textContent?.slice(0, 60) ?? element.closest("svg")?.getAttribute("aria-label")?.slice(0, 60) ?? ""}`;
    for (const svg of document.querySelectorAll<SVGSVGElement>("main svg")) {
      if (svg.getBoundingClientRect().width < 60) continue;
      const ground = page(svg);
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
  });
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
