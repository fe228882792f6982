import { describe, expect, it } from "vitest";
import { correction, parameterName } from "./parts";

describe("parameters", () => {
  it("are named without the drug", () => expect(parameterName("powder_cocaine.days.frequent", "powder_cocaine")).toBe("Days, frequent"));
  it("keep decimals together", () => expect(parameterName("crack.price.0.1", "crack")).toBe("Price of 0.1 g"));
  it("name areas", () => expect(parameterName("crack.users.E06000055", "crack", [{ area_code: "E06000055", area_name: "Bedford" }])).toBe("Users, Bedford"));
  it("keep ages", () => expect(parameterName("amphetamine.prevalence.16-24", "amphetamine")).toBe("Prevalence, 16-24"));
});

describe("corrections", () => {
  it("have words, and unknown ones keep theirs", () => expect([correction("age_sex"), correction("some_new.step")]).toEqual(["Local age and sex", "Some new step"]));
});
