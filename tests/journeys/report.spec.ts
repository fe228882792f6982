// The report and its shorter forms as people open them: axe finds nothing, nothing is written to the console, the page fits a phone.
import { execFileSync } from "node:child_process";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Page } from "@playwright/test";
import { expect, test, violations } from "./browsing";
import { weakIn } from "./contrast";

/** The report stands as soon as it is loaded: it fetches nothing. */
async function opened(page: Page, address: string): Promise<void> {
  await page.goto(address);
  await expect(page.locator("h1").first()).toBeVisible();
}

/** Links within the page whose target is not on it. */
const linksToNowhere = (page: Page) =>
  page.evaluate(() => [...new Set([...document.querySelectorAll<HTMLAnchorElement>("a[href^='#']")].map((link) => link.getAttribute("href")!))].filter((href) => !document.getElementById(decodeURIComponent(href.slice(1)))));

const forms = ["needs_assessment", "market_profile", "board_paper", "annual_report", "public_summary", "press_fact_box", "scorecard"];

test("the report fits a phone and passes axe in its smaller chapters @short", async ({ page }) => {
  await page.setViewportSize({ width: 320, height: 700 });
  await opened(page, "/report");
  const beyond = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  expect(beyond, "the page scrolls sideways").toBeLessThanOrEqual(0);
  // The other chapters are left out of the page, so that the rest is looked at as it stands; the whole takes minutes and has its test below.
  await page.evaluate(() => {
    const kept = ["headlines", "summary", "introduction", "reading", "chapter-continuity", "chapter-voices", "quality"];
    for (const section of document.querySelectorAll("main section[id]")) if (!section.closest(kept.map((id) => `#${id}`).join(",")) && !section.querySelector("#headlines")) section.remove();
  });
  expect(await violations(page, ["skip-link"])).toEqual([]);
});

test("searches the report that the server shows @short", async ({ page }) => {
  await opened(page, "/report");
  await page.getByRole("searchbox").fill("naloxone");
  await expect(page.locator("#search-found a").first()).toBeVisible();
  await expect(page.locator("#search-said")).not.toBeEmpty();
});

test("every link within the report has its target @short", async ({ page }) => {
  await opened(page, "/report");
  expect(await page.locator("a[href^='#']").count()).toBeGreaterThan(100);
  expect(await linksToNowhere(page)).toEqual([]);
});

for (const scheme of ["light", "dark"] as const) {
  test(`the whole report passes axe, ${scheme}`, async ({ page }) => {
    test.setTimeout(1_800_000);
    await page.emulateMedia({ colorScheme: scheme });
    await opened(page, "/report");
    await page.evaluate(() => document.querySelectorAll("details").forEach((details) => (details.open = true)));
    expect(await violations(page)).toEqual([]);
  });
}

for (const scheme of ["light", "dark"] as const) {
  test(`letters and marks of every picture of the report stand out, ${scheme} @short`, async ({ page }) => {
    test.setTimeout(300_000);
    await page.emulateMedia({ colorScheme: scheme });
    await opened(page, "/report");
    await page.evaluate(() => document.querySelectorAll("details:has(svg)").forEach((details) => ((details as HTMLDetailsElement).open = true)));
    expect(await page.locator("main svg[role=img]").count()).toBeGreaterThan(40);
    expect(await weakIn(page, "main svg[role=img]")).toEqual([]);
    // And what is faint is found.
    await page.evaluate(() => (document.querySelector<SVGElement>("main .dmp-chart text")!.style.fill = "rgb(128 128 128 / 40%)"));
    expect(await weakIn(page, "main svg[role=img]")).toHaveLength(1);
  });
}

for (const form of forms) {
  test(`the form ${form} passes axe and fits a phone${form === "public_summary" ? " @short" : ""}`, async ({ page, watching }) => {
    test.setTimeout(300_000);
    // A file on disk, as it is sent to people.
    watching.ownFiles = true;
    const file = join(mkdtempSync(join(tmpdir(), "dmp-form-")), `${form}.html`);
    execFileSync(process.env.DMP_PROGRAM!, ["report", process.env.DMP_COUNTY!, "--form", form, "--as", "html", "-o", file]);
    await page.setViewportSize({ width: 320, height: 700 });
    await opened(page, pathToFileURL(file).href);
    await expect(page.locator("h1")).toHaveCount(1);
    expect(await linksToNowhere(page)).toEqual([]);
    const beyond = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    expect(beyond, "the page scrolls sideways").toBeLessThanOrEqual(0);
    expect(await violations(page)).toEqual([]);
  });
}
