// A keyboard alone: map, charts, sliders and the plan board; and nothing that moves where motion is unwanted.
import type { Page } from "@playwright/test";
import { expect, open, pages, settled, test } from "./browsing";

/** Presses Tab until what is wanted has the focus: what a reader without a mouse does. Fails where it cannot be reached. */
async function tabTo(page: Page, wanted: string, most = 120): Promise<void> {
  for (let i = 0; i < most; i++) {
    await page.keyboard.press("Tab");
    const found = await page.evaluate((selector) => document.activeElement?.matches(selector) ?? false, wanted);
    if (!found) continue;
    // What has the focus is seen: on the screen, and marked by an outline, a shadow or a ring of its own.
    const seen = await page.evaluate(() => {
      const at = document.activeElement!;
      const box = at.getBoundingClientRect();
      const style = getComputedStyle(at);
      const ring = at.querySelector(".focus-ring");
      return { onScreen: box.bottom > 0 && box.top < window.innerHeight && box.width > 0, marked: style.outlineStyle !== "none" || style.boxShadow !== "none" || Boolean(ring && parseFloat(getComputedStyle(ring).strokeWidth) >= 2) };
    });
    expect(seen, wanted).toEqual({ onScreen: true, marked: true });
    return;
  }
  throw new Error(`${wanted} cannot be reached with Tab`);
}
const focused = (page: Page) => page.evaluate(() => document.activeElement?.textContent?.trim() ?? "");

test("adds an action to the plan, changes it and reads its history @short", async ({ page }) => {
  // A name of its own: the plan of a profile that was looked at before keeps what was added then.
  const number = String(Date.now());
  const title = `Test naloxone kits ${number}`;
  await open(page, "/plan");
  await tabTo(page, "main button.button:not(.button--quiet)");
  expect(await focused(page)).toBe("Add an action");
  await page.keyboard.press("Enter");
  await tabTo(page, "form textarea");
  await page.keyboard.type(title);
  await tabTo(page, "form button.button:not([type=button])");
  await page.keyboard.press("Enter");
  const card = page.getByRole("link", { name: title });
  await expect(card).toBeVisible();
  await settled(page);
  // The board: filtered by words, turned into a table, and back.
  await tabTo(page, "input[type=search]");
  await page.keyboard.type(number);
  await expect(page.getByText(/^1 action/)).toBeVisible();
  await tabTo(page, "button[aria-pressed=false]");
  await page.keyboard.press("Space");
  await expect(page).toHaveURL(/view=table/);
  await tabTo(page, "table a");
  await page.keyboard.press("Enter");
  await settled(page);
  await expect(page.locator("h1")).toHaveText(title);
  await expect(page.locator("h1")).toBeFocused();
  await tabTo(page, "main button.button:not(.button--quiet)");
  await page.keyboard.press("Enter");
  await tabTo(page, "form select");
  await page.keyboard.press("ArrowDown");
  await tabTo(page, "form button.button:not([type=button])");
  await page.keyboard.press("Enter");
  await expect(page.getByText("Saved.")).toBeVisible();
  await settled(page);
  await expect(page.getByRole("region", { name: "History" }).getByRole("row", { name: /status/i }).first()).toBeVisible();
});

test("goes through the marks of a chart, opens its table, and leaves it with one Tab @short", async ({ page }) => {
  await open(page, "/market?drug=crack");
  await tabTo(page, ".mark");
  const chart = page.locator("figure").filter({ has: page.locator(".mark:focus") });
  const tip = chart.locator(".tip");
  const first = await tip.textContent();
  await page.keyboard.press("End");
  await expect(tip).not.toHaveText(first!);
  await page.keyboard.press("Home");
  await expect(tip).toHaveText(first!);
  await page.keyboard.press("Escape");
  await expect(tip).toHaveCount(0);
  await page.keyboard.press("Tab");
  expect(await page.evaluate(() => document.activeElement?.closest(".plot"))).toBeNull();
  await tabTo(page, "figure summary", 3);
  await page.keyboard.press("Enter");
  await expect(page.locator("figure details[open] table").first()).toBeVisible();
});

test("moves a slider of the back-solver and lets it vary again", async ({ page }) => {
  await open(page, "/market/solver?drug=crack");
  const spend = page.locator(".result .figure-card .number").first();
  const before = await spend.textContent();
  await tabTo(page, ".sliders input[type=range]");
  for (let i = 0; i < 30; i++) await page.keyboard.press("ArrowRight");
  await expect(spend).not.toHaveText(before!);
  await settled(page);
  await tabTo(page, ".sliders .link-button", 5);
  await page.keyboard.press("Enter");
  await expect(spend).toHaveText(before!);
});

test("moves the map, zooms it, goes from area to area and through time", async ({ page }) => {
  await open(page, "/places?layer=drug_offence_rate");
  await expect(page.locator(".map[data-drawn=yes]")).toBeVisible();
  await tabTo(page, "#time");
  await page.keyboard.press("ArrowLeft");
  await expect(page).toHaveURL(/period=2023/);
  await tabTo(page, "canvas");
  await page.keyboard.press("Shift+ArrowRight");
  await expect(page).toHaveURL(/area=E0/);
  const card = page.getByRole("region", { name: "Area", exact: true });
  await expect(card.getByRole("link", { name: "All figures of this area" })).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(page).not.toHaveURL(/area=E0/);
  const scale = page.locator(".maplibregl-ctrl-scale");
  const far = await scale.textContent();
  await page.keyboard.press("+");
  await page.keyboard.press("+");
  await expect(scale).not.toHaveText(far!);
});

test("nothing moves where motion is unwanted, on any page", async ({ page, watching }) => {
  test.setTimeout(300_000);
  watching.expected.push("404");
  await page.emulateMedia({ reducedMotion: "reduce" });
  for (const path of pages) {
    await page.goto(path);
    const moving = () => page.evaluate(() => document.getAnimations().filter((animation) => Number(animation.effect?.getComputedTiming().duration) > 1 && animation.playState === "running").length);
    expect(await moving(), path).toBe(0);
    await settled(page);
    expect(await moving(), path).toBe(0);
    expect(await page.evaluate(() => getComputedStyle(document.documentElement).scrollBehavior), path).toBe("auto");
  }
});
