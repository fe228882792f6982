// A few pictures kept as references: a page that falls apart is seen even where every word is still there.
import { expect, open, test } from "./browsing";

test.use({ viewport: { width: 1000, height: 720 }, reducedMotion: "reduce" } as object);

for (const [name, path, part] of [
  ["overview", "/", "main"],
  ["rug", "/indicators?domain=REC", "main"],
  ["trend", "/indicators/drug_offence_rate", "figure"],
] as const) {
  test(`${name} looks as it did`, async ({ page }) => {
    await open(page, path);
    if (part === "main") await expect(page).toHaveScreenshot(`${name}.png`, { clip: { x: 0, y: 0, width: 1000, height: 620 } });
    else await expect(page.locator(part).first()).toHaveScreenshot(`${name}.png`);
  });
}

test("the map looks as it did in the dark", async ({ page }) => {
  await page.emulateMedia({ colorScheme: "dark" });
  await open(page, "/places?layer=drug_offence_rate");
  await expect(page.locator(".map[data-drawn=yes]")).toBeVisible();
  await expect(page.locator(".map")).toHaveScreenshot("map-dark.png");
});
