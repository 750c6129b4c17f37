import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";

/** Where TensorFlow.js is installed for the tests: it is as large as half of all other packages together, so the library's own do not have it. */
export const tfjsFolder = fileURLToPath(new URL("./fixtures/danfo/", import.meta.url));

export const missingTfjs = existsSync(`${tfjsFolder}node_modules/@tensorflow/tfjs`)
  ? undefined
  : "@tensorflow/tfjs is not installed: npm ci --prefix test/fixtures/danfo";

/** The package itself; tests are written as its users write, so it has no types here. */
// biome-ignore lint/suspicious/noExplicitAny: the package is not installed with the others, so its types may be absent
export const tf: any = missingTfjs ? undefined : createRequire(tfjsFolder)("@tensorflow/tfjs");
