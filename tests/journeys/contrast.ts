// Contrast within pictures, which axe does not look at: what a page paints, its colours laid over each other, and how far two of them stand apart (WCAG 2.2).
import type { Page } from "@playwright/test";

type Colour = [red: number, green: number, blue: number, opacity: number];

/** What is reckoned with in the page. Handed over as text (`inPage`), so it names nothing outside itself. */
const colours = () => {
  const parse = (text: string): Colour | null => {
    const parts = /^rgba?\(([^)]+)\)$/.exec(text)?.[1]?.split(/[\s,/]+/).map(Number);
    if (parts) return [parts[0]!, parts[1]!, parts[2]!, parts[3] ?? 1];
    const srgb = /^color\(srgb ([^)]+)\)$/.exec(text)?.[1]?.split(/[\s/]+/).map(Number);
    return srgb ? [srgb[0]! * 255, srgb[1]! * 255, srgb[2]! * 255, srgb[3] ?? 1] : null;
  };
  const over = (top: Colour, ground: Colour): Colour => [0, 1, 2].map((i) => top[i]! * top[3] + ground[i]! * (1 - top[3])).concat(1) as unknown as Colour;
  const light = (colour: Colour) => {
    const [r, g, b] = colour.slice(0, 3).map((v) => ((v /= 255) <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r! + 0.7152 * g! + 0.0722 * b!;
  };
  const contrast = (a: Colour, b: Colour) => ((x, y) => (Math.max(x, y) + 0.05) / (Math.min(x, y) + 0.05))(light(a), light(b));
  /** Opacity of an element and of all it stands in, up to its picture. */
  const thin = (element: Element): number => {
    let opacity = 1;
    for (let at: Element | null = element; at && at.tagName !== "figure" && at.tagName !== "FIGURE"; at = at.parentElement) opacity *= Number(getComputedStyle(at).opacity);
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
      const colour = at instanceof SVGElement && at.tagName !== "svg" ? null : parse(getComputedStyle(at).backgroundColor);
      if (colour && colour[3] > 0) layers.push(colour);
      if (colour?.[3] === 1) break;
    }
    return layers.reduceRight<Colour>((ground, top) => over(top, ground), [255, 255, 255, 1]);
  };
  /** What lies beneath a word: its halo, or the shapes painted before it that its middle is in. */
  const beneath = (word: SVGGraphicsElement, svg: SVGSVGElement): Colour => {
    const style = getComputedStyle(word);
    const halo = style.paintOrder.startsWith("stroke") ? paint(word, "stroke") : null;
    let ground = page(svg);
    if (halo) return over(halo, ground);
    const box = word.getBoundingClientRect();
    const [x, y] = [box.left + box.width / 2, box.top + box.height / 2];
    for (const shape of svg.querySelectorAll<SVGGeometryElement>("rect, path, circle, polygon, ellipse")) {
      if (!(shape.compareDocumentPosition(word) & Node.DOCUMENT_POSITION_FOLLOWING) || shape.closest("defs, clipPath, pattern")) continue;
      const fill = paint(shape, "fill");
      const matrix = fill && shape.getScreenCTM();
      if (fill && matrix && shape.isPointInFill(new DOMPoint(x, y).matrixTransform(matrix.inverse()))) ground = over(fill, ground);
    }
    return ground;
  };
  return { over, contrast, paint, page, beneath };
};

/** Runs a function in the page with what is reckoned with there. It may name nothing but its parameters. */
export const inPage = <Argument, Result>(page: Page, run: (tools: ReturnType<typeof colours>, argument: Argument) => Result, argument: Argument): Promise<Result> =>
  page.evaluate(`(${run.toString()})((${colours.toString()})(), ${JSON.stringify(argument)})`);

export interface Weak {
  chart: string;
  what: string;
  ratio: number;
}

/** Letters below 4.5:1 (large ones 3:1) and marks below 3:1 in the report's pictures that the selector names; each kind of fault once a picture. */
export const weakIn = (page: Page, pictures: string): Promise<Weak[]> =>
  inPage(
    page,
    ({ over, contrast, paint, page: ground, beneath }, selector) => {
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
          const ink = paint(text, "fill");
          if (!ink || !text.getBoundingClientRect().width || !text.textContent?.trim()) continue;
          const style = getComputedStyle(text), size = parseFloat(style.fontSize), below = beneath(text, svg), found = contrast(over(ink, below), below);
          if (found < (size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700) ? 3 : 4.5)) tell(chart, `letters "${text.textContent.trim().slice(0, 30)}"`, found);
        }
        if (!svg.matches(".dmp-chart")) continue; // maps of hotspots: classes beside their key
        for (const shape of svg.querySelectorAll<SVGElement>("rect, path, circle, line, polyline, polygon, ellipse")) {
          // Grids, classes of a map or a rug beside their key, fields that hold letters and patterns say nothing by themselves.
          if (shape.closest("defs, pattern, clipPath, [data-quiet]") || /(^| )(g|we|rg|sw|out|cn|v\d|w\d\d|st-[a-z]+)( |$)/.test(shape.getAttribute("class") ?? "")) continue;
          const best = Math.max(...[shape.tagName === "line" ? null : paint(shape, "fill"), paint(shape, "stroke")].map((colour) => (colour ? contrast(over(colour, paper), paper) : 0)));
          if (best > 0 && best < 3) tell(chart, `${shape.tagName} .${shape.getAttribute("class") ?? ""}`, best);
        }
      }
      return weak;
    },
    pictures,
  );
