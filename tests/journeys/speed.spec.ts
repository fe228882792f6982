// Budgets. Bytes are always held to; times only where DMP_SPEED is set, on a machine with nothing else to do.
import { expect, open, settled, test } from "./browsing";

const timed = Boolean(process.env.DMP_SPEED);

test("the first page loads at most 250 KB of compressed script @short", async ({ page }) => {
  let bytes = 0;
  page.on("response", async (response) => {
    if (!/\.js(\?|$)/.test(response.url())) return;
    bytes += Number((await response.allHeaders())["content-length"] ?? 0);
  });
  await open(page, "/");
  await page.waitForLoadState("networkidle");
  console.log(`script of the first page: ${(bytes / 1024).toFixed(0)} KB compressed`);
  expect(bytes).toBeGreaterThan(0);
  expect(bytes).toBeLessThan(250 * 1024);
});

test("pages stand within their time", async ({ page, browser, baseURL }) => {
  test.skip(!timed, "set DMP_SPEED=1 on a quiet machine");
  const took: string[] = [];
  const context = await browser.newContext({ baseURL: baseURL! });
  const cold = await context.newPage();
  const begin = Date.now();
  await cold.goto("/");
  await settled(cold);
  const first = Date.now() - begin;
  took.push(`first page ${first} ms`);
  await context.close();
  await open(page, "/");
  for (const name of ["Market", "Indicators", "Treatment", "Supply", "Findings", "Actions and plan", "Data and methods", "Editions", "Overview"]) {
    const start = await page.evaluate(() => performance.now());
    await page.getByRole("navigation", { name: "Pages" }).getByRole("link", { name, exact: true }).click();
    const end = await page.evaluate(
      () =>
        new Promise<number>((done) => {
          const look = () => (document.querySelector("main h1") && !document.querySelector("main .waiting, main .stale") ? done(performance.now()) : requestAnimationFrame(look));
          requestAnimationFrame(() => requestAnimationFrame(look));
        }),
    );
    took.push(`${name} ${Math.round(end - start)} ms`);
  }
  const map = Date.now();
  await page.goto("/places?layer=drug_offence_rate");
  await expect(page.locator(".map[data-drawn=yes]")).toBeVisible();
  took.push(`map ${Date.now() - map} ms`);
  console.log(took.join("; "));
  expect(first).toBeLessThan(1000);
});
