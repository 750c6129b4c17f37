import { parseArgs } from "node:util";
import { nearest } from "../notebook/nearest.js";

/** What the user wrote cannot be understood: exit status 2. */
export class UsageError extends Error {
  override name = "UsageError";
}

export interface Option {
  type: "string" | "boolean";
  short?: string;
  multiple?: boolean;
  /** What stands for the value in the help, e.g. DIR. */
  value?: string;
  help: string;
}

export interface Command {
  name: string;
  /** After the name, e.g. `[NOTEBOOK ...]`. */
  positionals: string;
  summary: string;
  /** More, for `--help`. */
  details?: string;
  options: Record<string, Option>;
  /** @returns the exit status */
  run(values: Values, positionals: string[]): Promise<number> | number;
}

export type Values = Record<string, string | boolean | (string | boolean)[] | undefined>;

/**
 * Parses the arguments of a command and runs it; `--help` prints its help.
 *
 * @returns the exit status
 * @throws {UsageError} an unknown flag (the message names the nearest one), a flag without its value, or a value where none belongs
 */
export async function runCommand(command: Command, args: readonly string[]): Promise<number> {
  const options: Record<string, Option> = { ...command.options, help: { type: "boolean", short: "h", help: "show this text" } };
  const specs = Object.fromEntries(
    Object.entries(options).map(([name, { type, short, multiple = false }]) => [name, { type, multiple, ...(short && { short }) }]),
  );
  const { values, positionals, tokens } = parseArgs({
    args: [...args],
    options: specs,
    allowPositionals: true,
    strict: false,
    tokens: true,
  });
  for (const token of tokens) {
    if (token.kind !== "option") continue;
    const option = options[token.name];
    if (!option) {
      const near = nearest(token.name, Object.keys(options));
      throw new UsageError(
        `infoplane ${command.name}: unknown option ${token.rawName}; ${near ? `did you mean --${near}?` : `see infoplane ${command.name} --help`}`,
      );
    }
    const missing = token.value === undefined || (!token.inlineValue && /^-./.test(token.value) && Number.isNaN(Number(token.value)));
    if (option.type === "string" && missing)
      throw new UsageError(`infoplane ${command.name}: ${token.rawName} needs a value (${option.value ?? "VALUE"}).`);
    if (option.type === "boolean" && token.value !== undefined)
      throw new UsageError(`infoplane ${command.name}: ${token.rawName} takes no value; got ${JSON.stringify(token.value)}.`);
  }
  if (values.help) {
    console.log(helpText(command, options));
    return 0;
  }
  return command.run(values as Values, positionals);
}

function helpText(command: Command, options: Record<string, Option>): string {
  const lines = Object.entries(options).map(([name, { short, type, value, help }]) => {
    const flag = `${short ? `-${short}, ` : "    "}--${name}${type === "string" ? ` ${value ?? "VALUE"}` : ""}`;
    return `  ${flag.padEnd(30)} ${help}`;
  });
  const details = command.details ? `\n${command.details}\n` : "";
  return `infoplane ${command.name} ${command.positionals}\n\n${command.summary}\n${details}\nOptions:\n${lines.join("\n")}`;
}

/** The text of an option, if it was given. */
export function text(values: Values, name: string): string | undefined {
  const value = values[name];
  return typeof value === "string" ? value : undefined;
}

/** All texts of an option that may be given several times. */
export function texts(values: Values, name: string): string[] {
  const value = values[name];
  return Array.isArray(value) ? value.filter((v): v is string => typeof v === "string") : typeof value === "string" ? [value] : [];
}

/** A positive number of an option, if it was given. */
export function positive(command: string, values: Values, name: string): number | undefined {
  const value = text(values, name);
  if (value === undefined) return undefined;
  const number = Number(value);
  if (!(number > 0) || !Number.isFinite(number))
    throw new UsageError(`infoplane ${command}: --${name} must be a positive number; got ${JSON.stringify(value)}.`);
  return number;
}

/** A value of a list, if it was given. */
export function oneOf<T extends string>(command: string, values: Values, name: string, choices: readonly T[]): T | undefined {
  const value = text(values, name);
  if (value === undefined || choices.includes(value as T)) return value as T | undefined;
  throw new UsageError(`infoplane ${command}: --${name} must be one of ${choices.join(", ")}; got ${JSON.stringify(value)}.`);
}
