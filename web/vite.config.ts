import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig } from "vitest/config";

// `DMP_SERVE` names the running `dmp serve` that `npm run dev` passes requests for the API to.
const server = process.env.DMP_SERVE ?? "http://127.0.0.1:8080";

export default defineConfig({
  plugins: [svelte()],
  css: { preprocessorOptions: { scss: { quietDeps: true, loadPaths: ["node_modules"] } } },
  build: {
    target: "es2022",
    // Nothing may be written into the page as text: the content security policy of `dmp serve` forbids it.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 1100,
    reportCompressedSize: true,
  },
  server: { host: "127.0.0.1", proxy: { "/api": { target: server, changeOrigin: true }, "/report": { target: server, changeOrigin: true } } },
  test: { include: ["src/**/*.test.ts"], environment: "node" },
});
