import { defineConfig } from "@playwright/test";

// script/journeys starts `dmp serve` and names its address here. The browser is Debian's; nothing is downloaded.
const address = process.env.DMP_ADDRESS;
if (!address) throw new Error("DMP_ADDRESS is not set: run script/journeys, which starts the server");

export default defineConfig({
  testDir: ".",
  outputDir: "results",
  fullyParallel: false,
  workers: 1,
  // Generous: a busy machine is slow, a broken page stays broken.
  timeout: 180_000,
  expect: { timeout: 45_000, toHaveScreenshot: { maxDiffPixelRatio: 0.06, threshold: 0.3, animations: "disabled" } },
  snapshotPathTemplate: "{testDir}/pictures/{arg}{ext}",
  reporter: [["list"]],
  use: {
    baseURL: address,
    viewport: { width: 1280, height: 900 },
    locale: "en-GB",
    timezoneId: "Europe/London",
    trace: "off",
    launchOptions: {
      executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
      // Drawn by the processor, so that maps are drawn on machines without a graphics card.
      args: ["--no-sandbox", "--disable-dev-shm-usage", "--use-gl=angle", "--use-angle=swiftshader", "--enable-unsafe-swiftshader", "--font-render-hinting=none"],
    },
  },
});
