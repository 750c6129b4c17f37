import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

// As the tests run, but against the build with the mutants in it, and one test file at a time.
const root = fileURLToPath(new URL("../../", import.meta.url));
export default defineConfig({
  root,
  resolve: {
    alias: [
      { find: /^infoplane$/, replacement: `${root}build/mutation/dist/index.js` },
      { find: /^src\/(.*)\.js$/, replacement: `${root}build/mutation/dist/$1.js` },
    ],
  },
  test: { include: ["test/**/*.test.ts"], testTimeout: 300_000, maxWorkers: 1, runner: `${root}test/mutation/runner.mjs` },
});
