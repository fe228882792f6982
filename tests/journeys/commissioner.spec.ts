// The commissioner: from what we know to what is done about it; two people who change one action at once.
import { expect, open, settled, test } from "./browsing";

test("takes a recommendation into the plan, changes it and sees the history @short", async ({ page, watching }) => {
  await open(page, "/findings");
  const finding = page.locator("article h3 a").first();
  const title = await finding.textContent();
  await finding.click();
  await settled(page);
  await expect(page.locator("h1")).toHaveText(title!);
  await expect(page.getByRole("heading", { name: "The figures that carry it" })).toBeVisible();

  await open(page, "/actions");
  await page.getByRole("button", { name: /Take into the plan/ }).first().click();
  await expect(page).toHaveURL(/\/plan\/P-\d+/);
  await settled(page);
  await page.getByRole("button", { name: "Change this action" }).click();
  const form = page.getByRole("form", { name: /Change P-/ });
  await form.getByLabel("Owner").fill("Director of Public Health");
  await form.getByLabel("Target", { exact: true }).fill("forty");
  await form.getByRole("button", { name: "Save the change" }).click();
  await expect(form.getByRole("alert")).toBeFocused();
  await expect(form.getByRole("alert")).toContainText("Target must be a number");
  await form.getByLabel("Target", { exact: true }).fill("40");
  await form.getByLabel("Your name").fill("A. Commissioner");
  await form.getByRole("button", { name: "Save the change" }).click();
  await expect(page.getByText("Saved.")).toBeVisible();
  await settled(page);
  await expect(page.getByRole("row", { name: /owner.*Director of Public Health/i })).toBeVisible();

  // Somebody else changes the same action while this form is open.
  const id = /P-\d+/.exec(page.url())![0];
  await page.getByRole("button", { name: "Change this action" }).click();
  await form.getByLabel("Funding").fill("Public health grant");
  const { token } = (await (await page.request.get("/api/session")).json()) as { token: string };
  const { version } = (await (await page.request.get(`/api/plan/${id}`)).json()) as { version: number };
  const other = await page.request.patch(`/api/plan/${id}`, { data: { owner: "Chief Constable", by: "B. Other" }, headers: { "X-DMP-Token": token, "If-Match": `"${version}"` } });
  expect(other.status()).toBe(200);
  watching.expected.push("412");
  await form.getByRole("button", { name: "Save the change" }).click();
  await expect(form.getByRole("alert")).toContainText("while you were writing");
  await expect(form.getByRole("row", { name: /Owner/ })).toContainText("Chief Constable");
  await form.getByRole("button", { name: /Keep both/ }).click();
  await expect(form.getByLabel("Owner")).toHaveValue("Chief Constable");
  await expect(form.getByLabel("Funding")).toHaveValue("Public health grant");
  await form.getByRole("button", { name: "Save the change" }).click();
  await expect(page.getByText("Saved.")).toBeVisible();
});

test("adds an action, filters the board and reads it as a table", async ({ page }) => {
  await open(page, "/plan");
  await page.getByRole("button", { name: "Add an action" }).click();
  const form = page.getByRole("form", { name: "Add an action" });
  await form.getByRole("button", { name: "Add to the plan" }).click();
  await expect(form.getByRole("alert")).toContainText("Enter what is to be done");
  await form.getByLabel("Action", { exact: true }).fill("Give naloxone to every hostel");
  await form.getByLabel("Owner").fill("Housing");
  await form.getByLabel("Due", { exact: true }).fill("2026-01-31");
  await form.getByRole("button", { name: "Add to the plan" }).click();
  await expect(page.getByRole("link", { name: "Give naloxone to every hostel" })).toBeVisible();
  await settled(page);
  await page.getByLabel("Holds the words").fill("hostel");
  await expect(page.getByText(/^1 action, 1 past/)).toBeVisible();
  await page.getByRole("button", { name: "Table" }).click();
  await expect(page.getByRole("row", { name: /hostel.*Housing.*31 January 2026/ })).toBeVisible();
  await page.getByLabel("Status", { exact: true }).selectOption("complete");
  await expect(page.getByText("that fit these choices")).toBeVisible();
});

test("reads the overview of another area", async ({ page }) => {
  await open(page, "/");
  await page.getByLabel("Area").selectOption({ label: "Osterquay" });
  await expect(page.getByRole("heading", { name: "Osterquay: the headlines" })).toBeVisible();
  await expect(page).toHaveURL(/area=E06900001/);
});
