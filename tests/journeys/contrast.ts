// Contrast within pictures, which axe does not look at: letters against what is painted below them, marks against the page.
import type { Page } from "@playwright/test";

export interface Weak {
  chart: string;
  what: string;
  ratio: number;
}

/** Letters below 4.5:1 (large ones 3:1) and marks below 3:1 in the pictures that the selector names; each kind of fault once a picture. */
export const weakIn = (page: Page, pictures: string): Promise<Weak[]> =>
  page.evaluate((selector) => {
    type Colour = [number, number, number];
    const parsed = (text: string): [...Colour, number] | undefined => {
      const numbers = /^rgba?\(([^)]*)\)$/.exec(text)?.[1]?.split(/[\s,/]+/).filter(Boolean).map(Number);
      return numbers && numbers.length >= 3 ? [numbers[0]!, numbers[1]!, numbers[2]!, numbers[3] ?? 1] : undefined;
    };
    const over = (top: Colour, opacity: number, below: Colour): Colour => [0, 1, 2].map((i) => top[i]! * opacity + below[i]! * (1 - opacity)) as Colour;
    const light = (colour: Colour) => {
      const [r, g, b] = colour.map((c) => (c / 255 <= 0.03928 ? c / 255 / 12.92 : ((c / 255 + 0.055) / 1.055) ** 2.4));
      return 0.2126 * r! + 0.7152 * g! + 0.0722 * b!;
    };
    const ratio = (a: Colour, b: Colour) => (Math.max(light(a), light(b)) + 0.05) / (Math.min(light(a), light(b)) + 0.05);
    const opacityOf = (element: Element): number => (element.parentElement && element.tagName !== "svg" ? opacityOf(element.parentElement) : 1) * Number(getComputedStyle(element).opacity);
    /** What the page itself paints below a picture. */
    const ground = (element: Element | null): Colour => {
      const layers: [...Colour, number][] = [];
      for (let at = element; at; at = at.parentElement) {
        const colour = parsed(getComputedStyle(at).backgroundColor);
        if (colour && colour[3] > 0) layers.push(colour);
      }
      return layers.reduceRight<Colour>((below, layer) => over([layer[0], layer[1], layer[2]], layer[3], below), [255, 255, 255]);
    };
    const isShape = (element: Element) => ["rect", "path", "circle", "polygon", "ellipse"].includes(element.tagName);
    const weak: Weak[] = [];
    const told = new Set<string>();
    const tell = (chart: string, what: string, found: number) => {
      if (told.has(`${chart} ${what}`)) return;
      told.add(`${chart} ${what}`);
      weak.push({ chart, what, ratio: Math.round(found * 100) / 100 });
    };
    for (const svg of document.querySelectorAll<SVGSVGElement>(selector)) {
      if (!svg.getBoundingClientRect().width) continue;
      const chart = svg.closest("[id]")?.id ?? svg.id;
      const paper = ground(svg);
      for (const text of svg.querySelectorAll<SVGTextElement>("text")) {
        // What lies below a point is known of what is in view only.
        if (text.getBoundingClientRect().top < 0 || text.getBoundingClientRect().bottom > innerHeight) text.scrollIntoView({ block: "center", behavior: "instant" });
        const style = getComputedStyle(text), box = text.getBoundingClientRect(), ink = parsed(style.fill);
        if (!ink || !box.width || !text.textContent?.trim()) continue;
        // A halo is the ground that letters stand on.
        const halo = parsed(style.stroke);
        let below = paper;
        if (halo && style.paintOrder.startsWith("stroke") && parseFloat(style.strokeWidth) >= 2) below = over([halo[0], halo[1], halo[2]], halo[3], paper);
        else {
          const stack = document.elementsFromPoint(box.x + box.width / 2, box.y + box.height / 2);
          for (const shape of stack.filter((element) => isShape(element) && svg.contains(element)).reverse()) {
            const fill = parsed(getComputedStyle(shape).fill);
            if (fill) below = over([fill[0], fill[1], fill[2]], fill[3] * Number(getComputedStyle(shape).fillOpacity) * opacityOf(shape), below);
          }
        }
        const found = ratio(over([ink[0], ink[1], ink[2]], ink[3] * opacityOf(text), below), below), size = parseFloat(style.fontSize);
        if (found < (size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700) ? 3 : 4.5)) tell(chart, `letters "${text.textContent.trim().slice(0, 30)}"`, found);
      }
      if (!svg.matches(".dmp-chart")) continue; // maps of hotspots: classes beside their key
      for (const shape of svg.querySelectorAll<SVGElement>("rect, path, circle, line, polyline, polygon, ellipse")) {
        // Grids, classes of a map or a rug beside their key, fields that hold letters and patterns say nothing by themselves.
        if (shape.closest("defs, pattern, clipPath, [data-quiet]") || /(^| )(g|we|rg|sw|out|cn|v\d|w\d\d|st-[a-z]+)( |$)/.test(shape.getAttribute("class") ?? "")) continue;
        const style = getComputedStyle(shape), fill = parsed(style.fill), stroke = parsed(style.stroke), faint = opacityOf(shape);
        const parts = [
          fill && shape.tagName !== "line" ? ratio(over([fill[0], fill[1], fill[2]], fill[3] * Number(style.fillOpacity) * faint, paper), paper) : 0,
          stroke && parseFloat(style.strokeWidth) > 0 ? ratio(over([stroke[0], stroke[1], stroke[2]], stroke[3] * Number(style.strokeOpacity) * faint, paper), paper) : 0,
        ];
        if (Math.max(...parts) > 0 && Math.max(...parts) < 3) tell(chart, `${shape.tagName} .${shape.getAttribute("class") ?? ""}`, Math.max(...parts));
      }
    }
    return weak;
  }, pictures);
