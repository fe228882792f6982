// The analyst: from a coloured cell to the rows behind it, across methods, and a claim turned round.
import { readFileSync } from "node:fs";
import { expect, open, settled, test, violations } from "./browsing";

test("follows a figure of the rug down to its SQL @short", async ({ page }) => {
  await open(page, "/");
  await page.getByRole("navigation", { name: "Pages" }).getByRole("link", { name: "Indicators", exact: true }).click();
  await settled(page);
  await page.getByLabel("Topic").selectOption("CRI");
  await page.getByLabel("Name holds").fill("police-recorded drug");
  await expect(page.getByRole("row", { name: /Police-recorded drug offences/ })).toBeVisible();
  await page.getByRole("row", { name: /Police-recorded drug offences/ }).getByRole("cell").getByRole("link").first().click();
  await settled(page);
  await expect(page).toHaveURL(/\/explain\/drug_offence_rate/);
  await expect(page.getByRole("heading", { name: "Numerator: the SQL as executed" })).toBeVisible();
  await expect(page.locator("pre").first()).toContainText(/SELECT/i);
  await page.goBack();
  await settled(page);
  await expect(page.getByLabel("Topic")).toHaveValue("CRI");
  await expect(page.getByLabel("Name holds")).toHaveValue("police-recorded drug");
});

test("reads a trend by keyboard, sees its table and takes it away as csv @short", async ({ page }) => {
  await open(page, "/indicators/drug_offence_rate");
  const chart = page.getByRole("figure", { name: /over time/ });
  await chart.locator(".mark").first().focus();
  const first = await chart.locator(".tip").textContent();
  await page.keyboard.press("ArrowRight");
  await expect(chart.locator(".tip")).not.toHaveText(first!);
  await expect(chart.locator(".tip")).toContainText("95% interval");
  await chart.getByText(/^Table of/).click();
  const row = chart.getByRole("row", { name: /2024\/25/ });
  await expect(row).toBeVisible();
  const [download] = await Promise.all([page.waitForEvent("download"), chart.getByRole("button", { name: "Download as CSV" }).click()]);
  const text = readFileSync(await download.path(), "utf8");
  expect(text.split("\r\n")[0]).toContain("Period");
  expect(text).toContain("2024/25");
});

test("compares areas that are kept in the address", async ({ page }) => {
  await open(page, "/compare?indicator=drug_offence_rate");
  await page.getByRole("group", { name: "Areas" }).getByLabel("Eldermarshire").uncheck();
  await expect(page).toHaveURL(/areas=E06900001/);
  await settled(page);
  const address = page.url();
  await open(page, address);
  await expect(page.getByRole("group", { name: "Areas" }).getByLabel("Osterquay")).toBeChecked();
  await expect(page.getByRole("group", { name: "Areas" }).getByLabel("Eldermarshire")).not.toBeChecked();
});

test("sizes the market and balances it", async ({ page }) => {
  await open(page, "/market?drug=crack");
  await expect(page.getByRole("figure", { name: /Spent in a year by drug/ })).toBeVisible();
  await expect(page.getByRole("figure", { name: /what moves the yearly spend/ })).toBeVisible();
  await page.getByRole("link", { name: "Balance: in, out, seized" }).click();
  await settled(page);
  await expect(page).toHaveURL(/drug=crack/);
  await expect(page.getByRole("figure", { name: /where it comes from and goes/ })).toBeVisible();
});

test("turns a claim round with sliders that compute again @short", async ({ page }) => {
  await open(page, "/market/solver?drug=crack");
  await page.getByLabel(/Claimed figure/).fill("not a number");
  await page.getByRole("button", { name: "Test the claim" }).click();
  await expect(page.getByText("Enter a number above 0")).toBeVisible();
  await page.getByLabel(/Claimed figure/).fill("300 million");
  await page.getByRole("button", { name: "Test the claim" }).click();
  await expect(page.getByRole("heading", { name: "What would have to be true" })).toBeVisible();
  await settled(page);
  const spend = page.locator(".result .figure-card").filter({ hasText: "Pounds spent" }).locator(".number");
  const before = await spend.textContent();
  const slider = page.locator(".sliders input[type=range]").first();
  await slider.focus();
  await page.keyboard.press("End");
  await expect(spend).not.toHaveText(before!);
  await expect(page).toHaveURL(/p\..+=/);
  await page.reload();
  await settled(page);
  await expect(page.getByRole("button", { name: /vary again/ }).first()).toBeVisible();
});

test("sees what was read and what moved", async ({ page }) => {
  await open(page, "/data");
  await expect(page.getByRole("row", { name: /population/i }).first()).toBeVisible();
  await page.getByLabel(/Explain a figure/).fill("drug_offence_rate:E10900001:2024/25");
  await page.getByRole("button", { name: "Explain" }).click();
  await settled(page);
  await expect(page.getByRole("heading", { level: 2, name: /Police-recorded drug offences, Eldermarshire/ })).toBeVisible();
  await open(page, "/editions");
  await expect(page.getByRole("heading", { name: "What moved" })).toBeVisible();
});

test("reads an older edition on every page, and takes the address with it @short", async ({ page, context }) => {
  await open(page, "/editions");
  const older = page.getByRole("region", { name: "Editions" }).getByRole("link", { name: /^Show it/ }).first();
  const id = new URL((await older.getAttribute("href"))!, page.url()).searchParams.get("edition")!;
  await older.click();
  await settled(page);
  const note = page.getByRole("region", { name: "Edition shown" }).filter({ hasText: "An older edition" });
  await expect(note).toContainText(id);
  expect(await violations(page)).toEqual([]);
  await page.getByRole("navigation", { name: "Pages" }).getByRole("link", { name: "Indicators", exact: true }).click();
  await settled(page);
  await expect(page).toHaveURL(new RegExp(`/indicators\\?edition=${id}`));
  const [asked] = await Promise.all([page.waitForRequest(/\/api\/rug/), page.getByLabel("Topic").selectOption("CRI")]);
  expect(new URL(asked.url()).searchParams.get("edition")).toBe(id);
  // Sent to somebody: the address alone shows the same.
  const other = await context.newPage();
  await other.goto(page.url());
  await settled(other);
  await expect(other.getByRole("region", { name: "Edition shown" })).toContainText(id);
  await other.close();
  await note.getByRole("link", { name: "Show the latest edition" }).click();
  await settled(page);
  await expect(note).toHaveCount(0);
  expect(new URL(page.url()).searchParams.has("edition")).toBe(false);
});

test("is told of an edition that is not there", async ({ page, watching }) => {
  watching.expected.push("404");
  await page.goto("/findings?edition=ffffffffffff");
  await expect(page.getByRole("alert").first()).toContainText("There is no edition");
  await page.getByRole("link", { name: "Show the latest edition" }).click();
  await settled(page);
  await expect(page.getByText(/^\d+ findings?\.$/)).toBeVisible();
});

test("reads what was found in the extracts", async ({ page }) => {
  await open(page, "/data");
  const table = page.getByRole("region", { name: "What was found in the extracts" });
  await expect(table.getByRole("row").nth(1)).toBeVisible();
  await page.getByLabel("Severity").selectOption("error");
  await expect(page).toHaveURL(/severity=error/);
  await expect(table.getByRole("cell", { name: "Warning" })).toHaveCount(0);
});

for (const [kind, what] of [["map", /County lines from place to place/], ["survival", /Still in treatment/], ["rug", /national framework/]] as const) {
  test(`reads the ${kind} of the report and its table`, async ({ page }) => {
    await open(page, `/charts?kind=${kind}`);
    const chart = page.getByRole("figure").filter({ hasText: what }).first();
    await expect(chart).toBeVisible();
    if (kind !== "rug") {
      await chart.locator(".mark").first().focus();
      await expect(chart.locator(".tip")).not.toBeEmpty();
      await chart.getByText(/^Table of/).click();
    }
    await expect(chart.getByRole("row").nth(1)).toBeVisible();
  });
}
