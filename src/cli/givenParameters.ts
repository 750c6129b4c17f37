import { readFileSync } from "node:fs";
import { parse } from "yaml";
import { text, texts, UsageError, type Values } from "./command.js";

/** Parameters from `-f FILE` (JSON or YAML), then from `-p NAME=VALUE`, which win. */
export function givenParameters(values: Values): Record<string, unknown> {
  const parameters: Record<string, unknown> = {};
  const file = text(values, "parameters-file");
  if (file !== undefined) {
    const content: unknown = read(file);
    if (typeof content !== "object" || content === null || Array.isArray(content))
      throw new UsageError(
        `infoplane run: ${file} must hold names and values; got ${Array.isArray(content) ? "a list" : JSON.stringify(content)}.`,
      );
    Object.assign(parameters, content);
  }
  for (const pair of texts(values, "parameter")) {
    const at = pair.indexOf("=");
    if (at < 1) throw new UsageError(`infoplane run: -p needs NAME=VALUE; got ${JSON.stringify(pair)}.`);
    parameters[pair.slice(0, at)] = pair.slice(at + 1);
  }
  return parameters;
}

function read(file: string): unknown {
  try {
    const content = readFileSync(file, "utf8");
    return file.endsWith(".json") ? JSON.parse(content) : parse(content); // YAML 1.2 contains JSON
  } catch (error) {
    throw new UsageError(`infoplane run: ${file} cannot be read as parameters: ${(error as Error).message}`);
  }
}
