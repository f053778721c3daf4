import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const src = fileURLToPath(new URL("./src", import.meta.url));

/** One self-contained script; nothing is fetched but the DomIQ server it came from. */
export default defineConfig({
  resolve: { alias: { "@": src } },
  build: {
    lib: { entry: `${src}/main.ts`, formats: ["iife"], name: "DomIQWidget", fileName: () => "widget.js" },
    cssTarget: ["chrome123", "safari17.5", "firefox121"],
    target: "es2022",
    reportCompressedSize: false,
  },
  test: {
    include: ["tests/**/*.test.ts"],
    environment: "node",
    fileParallelism: false,
    testTimeout: 8000,
  },
});
