import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

/**
 * ts-blank-space on the TypeScript that `require` gives. Its own `import "typescript"` takes 0.4 s more: before Node imports a CommonJS module it
 * reads all of its text, here 9 MB, for names of exports. That was most of the time from a kernel's start to its first result.
 */
const entry = createRequire(import.meta.url).resolve("ts-blank-space");
const shim = new URL("./typescript.js", import.meta.url).href;
const source = readFileSync(entry, "utf8")
  .replace('from "typescript"', () => `from ${JSON.stringify(shim)}`)
  .replaceAll(/from "(\.\/[^"]+)"/g, (_, path: string) => `from ${JSON.stringify(new URL(path, pathToFileURL(entry)).href)}`);
const loaded = (await import(`data:text/javascript,${encodeURIComponent(source)}`)) as typeof import("ts-blank-space");

export const blankSourceFile = loaded.blankSourceFile;
