// The public reader: a phone, a keyboard, a map, a press release, a wrong address, a server that is gone.
import { expect, open, settled, test } from "./browsing";

test("finds the way with a keyboard alone @short", async ({ page }) => {
  await open(page, "/");
  await page.keyboard.press("Tab");
  await expect(page.getByRole("link", { name: "Skip to main content" })).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page.locator("#main")).toBeFocused();
  await page.goto("/");
  await settled(page);
  for (let i = 0; i < 4; i++) await page.keyboard.press("Tab");
  await expect(page.getByRole("navigation", { name: "Pages" }).getByRole("link", { name: "Market" })).toBeFocused();
  await page.keyboard.press("Enter");
  await settled(page);
  await expect(page.locator("h1")).toHaveText("Drug market");
  await expect(page.locator("h1")).toBeFocused();
});

test("opens the menu on a phone", async ({ page }) => {
  await page.setViewportSize({ width: 320, height: 700 });
  await open(page, "/");
  const menu = page.getByRole("button", { name: "Menu" });
  await expect(menu).toHaveAttribute("aria-expanded", "false");
  await menu.click();
  await page.getByRole("link", { name: "Findings", exact: true }).click();
  await settled(page);
  await expect(page.locator("h1")).toHaveText("Findings");
  await expect(menu).toHaveAttribute("aria-expanded", "false");
});

test("reads the map by keyboard and the same in a table @short", async ({ page }) => {
  await open(page, "/places?layer=drug_offence_rate");
  await expect(page.locator(".map[data-drawn=yes]")).toBeVisible();
  const canvas = page.locator(".map canvas");
  await expect(canvas).toHaveAttribute("aria-label", /Map of Police-recorded drug offences.*380/);
  await canvas.focus();
  await page.keyboard.press("Shift+ArrowRight");
  await expect(page).toHaveURL(/area=E0/);
  const first = new URL(page.url()).searchParams.get("area");
  await page.keyboard.press("Shift+ArrowUp");
  await expect.poll(() => new URL(page.url()).searchParams.get("area")).not.toBe(first);
  await expect(page.getByRole("region", { name: "Area", exact: true }).getByRole("link", { name: "All figures of this area" })).toBeVisible();
  await page.getByLabel("Find an area").fill("Osterquay 005");
  const button = page.getByRole("region", { name: "Figures by area" }).getByRole("button", { name: /Osterquay 005/ }).first();
  await button.click();
  await expect(button).toHaveAttribute("aria-pressed", "true");
});

test("moves the map through time and over a second layer", async ({ page }) => {
  await open(page, "/places?layer=drug_offence_rate&with=violence_rate");
  await expect(page.getByText(/in the highest third of both/)).toBeVisible();
  const slider = page.getByLabel(/^Period/);
  await slider.focus();
  await page.keyboard.press("ArrowLeft");
  await expect(page).toHaveURL(/period=2023/);
  await expect(page.getByLabel(/^Period: 2023\/24/)).toBeVisible();
});

test("checks the numbers of a press release @short", async ({ page }) => {
  await open(page, "/claims");
  await page.getByRole("button", { name: "Check the numbers" }).click();
  await expect(page.getByText("Paste or write a text that holds numbers")).toBeVisible();
  await page.getByLabel("Text to check").fill("In 2024/25 police recorded 99,999 drug offences in Eldermarshire. Drug crime rose by 12%.");
  await page.getByRole("button", { name: "Check the numbers" }).click();
  await expect(page.getByRole("heading", { name: /numbers? found/ })).toBeVisible();
  const marks = page.getByRole("region", { name: "The text with marks" }).getByRole("button");
  await marks.first().click();
  await expect(marks.first()).toHaveAttribute("aria-pressed", "true");
});

test("is told what to do at a wrong address", async ({ page, watching }) => {
  watching.expected.push("404");
  await open(page, "/indicators/drug_offence_rat");
  await expect(page.getByRole("alert").first()).toContainText("drug_offence_rate");
  await open(page, "/areas/E99999999");
  await expect(page.getByRole("alert").first()).toBeVisible();
  await open(page, "/explain/nothing:like:this");
  await expect(page.getByRole("alert").first()).toBeVisible();
  await open(page, "/places?layer=nowhere");
  await expect(page.getByText("There is no layer “nowhere”")).toBeVisible();
});

test("is told what to do at absurd addresses, and never left waiting", async ({ page, watching }) => {
  test.setTimeout(300_000);
  watching.expected.push("400", "404", "422");
  await page.setViewportSize({ width: 320, height: 700 });
  const said: [string, RegExp][] = [
    ["/areas/" + "A".repeat(3000), /has no area.*Choose an area/s],
    ["/indicators?domain=XXX", /no domain.*Choose a topic/s],
    ["/indicators?period=1066", /No indicator fits/],
    ["/market?drug=heorin", /Did you mean 'heroin'/],
    ["/market?area=nowhere", /no market of the area/],
    ["/market/solver?claim=1e300&p.foo=1", /no parameter 'foo'/],
    ["/market/solver?drug=crack&p.crack.quantity.dependent=1e308", /too extreme/],
    ["/plan?status=zzz", /no status 'zzz'/],
    ["/plan/P-9999", /no item 'P-9999'/],
    ["/editions?before=zzz", /no edition 'zzz'.*page Editions/s],
    ["/charts?kind=zzz", /No chart fits/],
    ["/findings/none", /no finding 'none'.*page Findings/s],
    ["/findings?strength=foo", /no strength 'foo'/],
    ["/places?layer=" + "x".repeat(2000), /There is no layer/],
    ["/places?layer=drug_offence_rate&with=nothing&period=1066&area=zzz", /no layer “nothing”/],
    ["/compare?indicator=nope&areas=a,b,c", /no indicator 'nope'/],
    ["/compare?indicator=drug_offence_rate&areas=" + Array(50).fill("E06900001").join(","), /Osterquay/],
    ["/treatment?area=nowhere", /no area 'nowhere'/],
    ["/explain/" + encodeURIComponent("a:b<script>alert(1)</script>"), /no indicator 'a'/],
    ["/%E0%A4%A", /encode/],
    ["/supply?area=%00", /.{20}/],
  ];
  for (const [path, words] of said) {
    await page.goto(path);
    await expect(page.locator("body"), path.slice(0, 80)).toContainText(words);
    await expect(page.locator("main .waiting, main .stale"), path.slice(0, 80)).toHaveCount(0);
    expect(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth), path.slice(0, 80)).toBeLessThanOrEqual(0);
    expect(await page.locator("body").innerText(), path.slice(0, 80)).not.toContain("/api/");
  }
});

test("is told when the server is gone, and goes on when it is back", async ({ page, watching }) => {
  watching.expected.push("ERR_FAILED", "net::");
  await open(page, "/");
  await page.route("**/api/findings*", (route) => route.abort());
  await page.getByRole("link", { name: "Findings", exact: true }).first().click();
  await expect(page.getByRole("alert")).toContainText("The server does not answer");
  await page.unroute("**/api/findings*");
  await page.getByRole("button", { name: "Try again" }).click();
  await settled(page);
  await expect(page.getByText(/^\d+ findings?\.$/)).toBeVisible();
});

test("sees a sign while the server thinks", async ({ page }) => {
  await open(page, "/help");
  await page.route("**/api/quality*", async (route) => {
    await new Promise((done) => setTimeout(done, 800));
    await route.continue();
  });
  await page.getByRole("link", { name: "Data and methods", exact: true }).first().click();
  await expect(page.getByRole("status").filter({ hasText: "Fetching the data quality" })).toBeVisible();
  await settled(page);
});

test("chooses dark and keeps it; nothing moves where motion is unwanted", async ({ page }) => {
  await page.emulateMedia({ reducedMotion: "reduce" });
  await open(page, "/");
  await page.getByLabel("Colours").selectOption("dark");
  const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const dark = await ground();
  await page.reload();
  await settled(page);
  expect(await ground()).toBe(dark);
  await page.getByLabel("Colours").selectOption("light");
  expect(await ground()).not.toBe(dark);
  expect(await page.evaluate(() => document.getAnimations().filter((animation) => Number(animation.effect?.getComputedTiming().duration) > 1).length)).toBe(0);
});

test("prints without menus", async ({ page }) => {
  await open(page, "/treatment");
  await page.emulateMedia({ media: "print" });
  await expect(page.getByRole("navigation", { name: "Pages" })).toBeHidden();
  await expect(page.locator("h1")).toBeVisible();
});
