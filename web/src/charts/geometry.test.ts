import { describe, expect, it } from "vitest";
import { bandPath, dodge, extent, flow, linear, linePath, logarithmic, spaced, textWidth, wrap } from "./geometry";

describe("scales", () => {
  it("maps the ends of the figures to the ends of the pixels", () => {
    const scale = linear(0, 50, 100, 600);
    expect([scale(0), scale(25), scale(50)]).toEqual([100, 350, 600]);
    expect(scale.ticks).toEqual([0, 10, 20, 30, 40, 50]);
  });
  it("puts everything into the middle when there is no range", () => expect(linear(3, 3, 0, 10)(3)).toBe(5));
  it("gives each power of ten the same room on a logarithmic scale", () => {
    const scale = logarithmic(1, 10000, 0, 400);
    expect(scale(100)).toBeCloseTo(200);
    expect(scale(0)).toBe(0);
    expect(scale.ticks).toEqual([1, 10, 100, 1000, 10000]);
  });
  it("covers the figures with round ends", () => {
    expect(extent([13.2, 17.8])).toEqual([13, 18]);
    expect(extent([3.2, 17.8], true)).toEqual([0, 20]);
    expect(extent([-4, 9], true)).toEqual([-5, 10]);
    expect(extent([null, undefined])).toEqual([0, 1]);
    expect(extent([0], true)).toEqual([0, 1]);
  });
});

describe("labels", () => {
  it("are moved apart without changing their order", () => expect(dodge([50, 52, 10], 14, 0, 100)).toEqual([50, 64, 10]));
  it("stay inside the picture", () => expect(Math.max(...dodge([99, 99, 99], 10, 0, 100))).toBeLessThanOrEqual(100));
  it("of an axis are left out until none meets the next, and 0 stays", () => {
    const marks = [-20, -10, 0, 10, 20, 30];
    const wide = () => 40;
    expect(spaced(marks, (tick) => tick * 6, wide)).toEqual(marks);
    expect(spaced(marks, (tick) => tick * 4, wide)).toEqual([-20, 0, 20]);
    expect(spaced(marks, (tick) => tick, wide)).toEqual([0]);
    expect(spaced([], (tick) => tick, wide)).toEqual([]);
  });
  it("are broken at words and shortened after the last line", () => {
    expect(wrap("Alcohol-specific hospital admissions", 130)).toHaveLength(2);
    expect(wrap("one two three four five six seven eight nine ten", 50, 14, 2)[1]).toMatch(/…$/);
  });
  it("are wider with more letters", () => expect(textWidth("Osterquay")).toBeGreaterThan(textWidth("Oster")));
});

describe("paths", () => {
  it("break where a figure is missing", () => expect(linePath([{ x: 0, y: 0 }, null, { x: 2, y: 2 }, { x: 3, y: 1 }])).toBe("M0,0M2,2L3,1"));
  it("close each piece of a band", () => {
    const band = bandPath([{ x: 0, low: 1, high: 2 }, { x: 1, low: 1, high: 3 }, null, { x: 3, low: 0, high: 1 }]);
    expect(band).toBe("M0,2L1,3L1,1L0,1Z");
  });
});

describe("flow", () => {
  const nodes = ["a", "b", "c"].map((id) => ({ id, label: id }));
  it("stands a node after all that flow into it and keeps heights in proportion", () => {
    const { nodes: placed, links } = flow(nodes, [{ from: "a", to: "b", value: 30 }, { from: "a", to: "c", value: 10 }, { from: "b", to: "c", value: 15 }], 600, 300);
    expect(placed.map((node) => node.column)).toEqual([0, 1, 2]);
    const height = (id: string) => placed.find((node) => node.id === id)!.height;
    expect(height("a") / height("b")).toBeCloseTo(40 / 30);
    expect(links).toHaveLength(3);
    expect(Math.max(...placed.map((node) => node.y + node.height))).toBeLessThanOrEqual(300.001);
  });
  it("leaves out what would run in a circle, and nothing", () => {
    const { links } = flow(nodes, [{ from: "a", to: "b", value: 1 }, { from: "b", to: "a", value: 1 }, { from: "a", to: "c", value: 0 }], 100, 100);
    expect(links).toHaveLength(1);
  });
});
