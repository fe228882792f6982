// Every page, on a phone and on a desk, in light and in dark: it stands, fits, says who it is, and axe finds nothing.
import { expect, open, pages, test, violations } from "./browsing";

const looks = [
  { name: "desk, light", width: 1280, height: 900, scheme: "light" as const, tag: "@short" },
  { name: "phone, dark", width: 320, height: 700, scheme: "dark" as const, tag: "@short" },
  { name: "desk, dark", width: 1280, height: 900, scheme: "dark" as const, tag: "@full" },
  { name: "phone, light", width: 320, height: 700, scheme: "light" as const, tag: "@full" },
  { name: "wall, light", width: 3840, height: 2160, scheme: "light" as const, tag: "@full" },
];

for (const look of looks) {
  test.describe(`${look.name} ${look.tag}`, () => {
    test.use({ viewport: { width: look.width, height: look.height }, colorScheme: look.scheme });
    for (const path of pages) {
      test(path, async ({ page }) => {
        await open(page, path);
        await expect(page.locator("h1")).toHaveCount(1);
        await expect(page).toHaveTitle(/.+ – .+/);
        const beyond = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
        expect(beyond, "the page scrolls sideways").toBeLessThanOrEqual(0);
        expect(await violations(page)).toEqual([]);
      });
    }
  });
}
