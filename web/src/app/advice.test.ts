import { describe, expect, it } from "vitest";
import { advice } from "./advice";

describe("advice on an error", () => {
  it("names pages, not addresses of the interface", () => {
    expect(advice({ detail: "GET /api/areas lists them", nearest: "" })).toBe("Choose an area from the list on the page.");
    expect(advice({ detail: "did you mean 'drug_offence_rate'? GET /api/indicators lists them", nearest: "drug_offence_rate" })).toBe("Did you mean 'drug_offence_rate'? The page Indicators lists them.");
    expect(advice({ detail: "name a drug of GET /api/market. Did you mean 'heroin'?", nearest: "heroin" })).toBe("Choose a drug from the list on the page. Did you mean 'heroin'?");
    expect(advice({ detail: "GET /api/estimates?indicator=x lists those of the indicator", nearest: "" })).toBe("The page of the indicator lists its figures.");
  });
  it("leaves other advice as it is", () => {
    expect(advice({ detail: "build the profile again: dmp build", nearest: "" })).toBe("Build the profile again: dmp build.");
    expect(advice({ detail: "", nearest: "E06900001" })).toBe(" The nearest name is “E06900001”.");
  });
});
