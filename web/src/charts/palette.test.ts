import { describe, expect, it } from "vitest";
import { contrast, dark, inkOn, light, mixed } from "./palette";

describe("colours of maps and heat maps", () => {
  it("knows the contrast of black and white, and of the example of WCAG", () => {
    expect(contrast("#000000", "#ffffff")).toBeCloseTo(21, 6);
    expect(contrast("#777777", "#ffffff")).toBeCloseTo(4.48, 2);
  });
  it("writes on every shade so that it can be read", () => {
    for (const palette of [light, dark])
      for (let share = 0; share <= 1; share += 0.01) {
        const shade = mixed(palette.cell, palette.empty, share);
        expect(contrast(inkOn(shade), shade)).toBeGreaterThanOrEqual(4.5);
      }
  });
  it("draws outlines, the chosen area and hotspots so that they stand out from the map", () => {
    for (const palette of [light, dark]) {
      for (const colour of [palette.line, palette.chosen]) expect(contrast(colour, palette.ground)).toBeGreaterThanOrEqual(3);
      for (const heat of ["both", "own"]) expect(contrast(palette.heat[heat]!, palette.heat.none!)).toBeGreaterThanOrEqual(3);
      for (const colour of palette.categories) expect(contrast(colour, palette.ground)).toBeGreaterThanOrEqual(3);
    }
  });
  it("goes from pale to strong in steps that can be told apart in grey", () => {
    for (const palette of [light, dark]) {
      const steps = palette.sequence.map((colour) => contrast(colour, palette.ground));
      for (let i = 1; i < steps.length; i++) expect(steps[i]! / steps[i - 1]!).toBeGreaterThan(1.25);
      expect(contrast(palette.sequence[0]!, palette.sequence.at(-1)!)).toBeGreaterThan(7);
    }
  });
});
