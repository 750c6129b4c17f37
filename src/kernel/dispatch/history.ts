import { closeSync, mkdirSync, openSync, readdirSync, readFileSync, rmSync, writeSync } from "node:fs";
import { join } from "node:path";
import { log } from "../log.js";

type Content = Record<string, unknown>;
interface Entry {
  line: number;
  input: string;
  output?: string;
}
type Row = [number, number, string | [string, string | null]];

/** Sessions kept on disk. */
const KEPT = 1000;

/**
 * What was executed, on disk: one file of JSON lines per session, `<session>.jsonl`, made when the first cell is stored. Creating the file is
 * what takes the number, so two kernels never share one.
 */
export class History {
  readonly #dir: string;
  readonly #own: Entry[] = [];
  #session = 0;
  #file: number | undefined;
  #broken = false;

  constructor(dir: string) {
    this.#dir = dir;
  }

  add(line: number, input: string): void {
    this.#own.push({ line, input });
    this.#write({ line, input });
  }

  /** The result that a cell showed, as text. */
  addOutput(line: number, output: string): void {
    const entry = this.#own.findLast((e) => e.line === line);
    if (!entry) return;
    entry.output = output.slice(0, 10_000);
    this.#write({ line, input: entry.input, output: entry.output });
  }

  /** The reply to a history_request; an unknown access type gives an empty one. */
  reply({ hist_access_type, output, ...request }: Content): Content {
    const found =
      hist_access_type === "tail"
        ? this.#tail(count(request.n, 10))
        : hist_access_type === "range"
          ? this.#range(request)
          : this.#search(hist_access_type, request);
    const history = found.map(([session, { line, input, output: shown }]): Row => [session, line, output ? [input, shown ?? null] : input]);
    return { status: "ok", history };
  }

  #tail(n: number): [number, Entry][] {
    const rows: [number, Entry][] = [];
    for (const session of this.#sessions().reverse()) {
      rows.unshift(...this.#entries(session).map((e): [number, Entry] => [session, e]));
      if (rows.length >= n) break;
    }
    return n === 0 ? [] : rows.slice(-n);
  }

  /** `session` 0 is this one, negative ones count back from it; lines from `start` up to, without, `stop`. */
  #range({ session = 0, start = 1, stop = null }: Content): [number, Entry][] {
    const sessions = this.#sessions();
    const here = this.#session || (sessions.at(-1) ?? 0) + 1;
    const wanted =
      Number(session) > 0
        ? Number(session)
        : Number(session) === 0
          ? here
          : (sessions.filter((s) => s < here).at(Number(session)) ?? Number.NaN);
    const end = stop === null || stop === undefined ? Number.POSITIVE_INFINITY : Number(stop);
    const entries = wanted === here ? this.#own : this.#entries(wanted);
    return entries.filter((e) => e.line >= Number(start ?? 1) && e.line < end).map((e) => [Number(session) === 0 ? 0 : wanted, e]);
  }

  /** `*` and `?` stand for anything, as in file names; the pattern must match the whole input. */
  #search(type: unknown, { pattern = "*", n = null, unique = false }: Content): [number, Entry][] {
    if (type !== "search") return [];
    const glob = new RegExp(
      `^${String(pattern)
        .replaceAll(/[.+^${}()|[\]\\]/g, "\\$&")
        .replaceAll("*", "[^]*")
        .replaceAll("?", "[^]")}$`,
    );
    let rows = this.#tail(Number.POSITIVE_INFINITY).filter(([, e]) => glob.test(e.input));
    if (unique) rows = [...new Map(rows.map((row) => [row[1].input, row])).values()];
    const most = n === null || n === undefined ? rows.length : count(n, rows.length);
    return most === 0 ? [] : rows.slice(-most);
  }

  #sessions(): number[] {
    let names: string[] = [];
    try {
      names = readdirSync(this.#dir);
    } catch {
      // none yet
    }
    const numbers = names.flatMap((name) => (/^\d+\.jsonl$/.test(name) ? [Number.parseInt(name, 10)] : []));
    if (this.#own.length > 0 && this.#session === 0) numbers.push(Math.max(0, ...numbers) + 1); // nothing could be written: this one is in memory only
    return numbers.sort((a, b) => a - b);
  }

  #entries(session: number): Entry[] {
    if (session === this.#session) return this.#own;
    let text = "";
    try {
      text = readFileSync(join(this.#dir, `${session}.jsonl`), "utf8");
    } catch {
      return this.#session === 0 ? this.#own : [];
    }
    const byLine = new Map<string, Entry>();
    for (const [i, row] of text.split("\n").entries()) {
      const entry = parse(row);
      if (!entry) continue;
      const before = entry.output === undefined ? undefined : [...byLine].findLast(([, e]) => e.line === entry.line)?.[0];
      byLine.set(before ?? String(i), entry); // the row with an output replaces the one without
    }
    return [...byLine.values()];
  }

  #write(entry: Entry): void {
    if (this.#broken) return;
    try {
      this.#file ??= this.#create();
      writeSync(this.#file, `${JSON.stringify(entry)}\n`);
    } catch (error) {
      this.#broken = true;
      log(`history is not kept: ${(error as Error).message}`);
    }
  }

  #create(): number {
    mkdirSync(this.#dir, { recursive: true, mode: 0o700 });
    const before = this.#sessionsOnDisk();
    for (let session = (before.at(-1) ?? 0) + 1; ; session++) {
      try {
        const file = openSync(join(this.#dir, `${session}.jsonl`), "ax", 0o600);
        this.#session = session;
        for (const old of before.slice(0, -KEPT)) rmSync(join(this.#dir, `${old}.jsonl`), { force: true });
        return file;
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
      }
    }
  }

  #sessionsOnDisk(): number[] {
    return readdirSync(this.#dir)
      .flatMap((name) => (/^\d+\.jsonl$/.test(name) ? [Number.parseInt(name, 10)] : []))
      .sort((a, b) => a - b);
  }

  close(): void {
    if (this.#file !== undefined) closeSync(this.#file);
    this.#file = undefined;
    this.#broken = true;
  }
}

function parse(row: string): Entry | undefined {
  try {
    const entry = JSON.parse(row) as Entry;
    return typeof entry.line === "number" && typeof entry.input === "string" ? entry : undefined;
  } catch {
    return undefined; // the last line of a kernel that was killed
  }
}

function count(value: unknown, otherwise: number): number {
  const n = Number(value ?? otherwise);
  return Number.isFinite(n) && n >= 0 ? Math.floor(n) : otherwise;
}
