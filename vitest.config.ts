import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

// Workers, loader hooks and WASM exist only in the build, so tests run against dist (source maps lead back to src).
const dist = fileURLToPath(new URL("./dist/", import.meta.url));
export default defineConfig({
  resolve: {
    alias: [
      { find: /^infoplane$/, replacement: `${dist}index.js` },
      { find: /^src\/(.*)\.js$/, replacement: `${dist}$1.js` },
    ],
  },
  test: { include: ["test/**/*.test.ts"], testTimeout: 30_000, maxWorkers: 2 },
});
