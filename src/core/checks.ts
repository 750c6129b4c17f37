import { DomainError, ShapeError } from "./errors.js";
import type { Matrix } from "./matrix.js";

/** Every message: who, what is required, what came. `me` is the name of the public function that the user called. */
export function checkInteger(
  me: string,
  name: string,
  value: unknown,
  min: number,
  max = Number.MAX_SAFE_INTEGER,
): asserts value is number {
  if (!Number.isInteger(value) || (value as number) < min || (value as number) > max) {
    const range = max === Number.MAX_SAFE_INTEGER ? `at least ${min}` : `from ${min} to ${max}`;
    throw new DomainError(`${me}: ${name} must be an integer ${range}; got ${show(value)}.`);
  }
}

export function checkPositive(me: string, name: string, value: unknown): asserts value is number {
  if (typeof value !== "number" || !(value > 0) || !Number.isFinite(value))
    throw new DomainError(`${me}: ${name} must be a positive finite number; got ${show(value)}.`);
}

export function checkNotNegative(me: string, name: string, value: unknown): asserts value is number {
  if (typeof value !== "number" || !(value >= 0) || !Number.isFinite(value))
    throw new DomainError(`${me}: ${name} must be a finite number, 0 or more; got ${show(value)}.`);
}

/** Also refuses what is no Matrix at all, so that a call from untyped code gets a sentence and not a TypeError. */
export function checkMatrix(me: string, name: string, value: unknown): asserts value is Matrix {
  const m = value as Partial<Matrix> | null | undefined;
  const typed = m?.data instanceof Float32Array || m?.data instanceof Float64Array;
  if (!typed || !Number.isInteger(m?.rows) || !Number.isInteger(m?.cols))
    throw new ShapeError(
      `${me}: ${name} must be a Matrix { rows, cols, data: Float32Array | Float64Array }; got ${show(value)}. Make one with matrix([[1, 2], [3, 4]]) or column([1, 2]).`,
    );
  if (m.data!.length !== m.rows! * m.cols!)
    throw new ShapeError(`${me}: ${name} says ${m.rows}×${m.cols} but holds ${m.data!.length} values.`);
}

export function checkSameRows(me: string, x: Matrix, y: Matrix, xName = "x", yName = "y"): void {
  if (x.rows !== y.rows)
    throw new ShapeError(
      `${me}: ${xName} and ${yName} must have the same number of rows, one per sample; got ${xName} ${x.rows}×${x.cols} and ${yName} ${y.rows}×${y.cols}.`,
    );
}

export function checkNotEmpty(me: string, name: string, m: Matrix): void {
  if (m.rows === 0 || m.cols === 0)
    throw new ShapeError(`${me}: ${name} must have at least one row and one column; got ${m.rows}×${m.cols}.`);
}

export function checkFinite(me: string, name: string, m: Matrix): void {
  const { data, cols } = m;
  for (let i = 0; i < data.length; i++)
    if (!Number.isFinite(data[i]))
      throw new DomainError(`${me}: ${name} must be finite; got ${data[i]} in row ${Math.floor(i / cols)}, column ${i % cols}.`);
}

export function checkOneOf<T extends string>(me: string, name: string, value: unknown, choices: readonly T[]): asserts value is T {
  if (!choices.includes(value as T))
    throw new DomainError(`${me}: ${name} must be one of ${choices.map((c) => `"${c}"`).join(", ")}; got ${show(value)}.`);
}

/** Misspelt options, and a bare value where they belong, are the commonest silent errors in a notebook: name them. */
export function checkKnownOptions(me: string, options: object, known: readonly string[]): void {
  if (typeof options !== "object" || options === null)
    throw new DomainError(`${me}: options must be an object with the fields ${known.join(", ")}; got ${show(options)}.`);
  const { rows, cols, data } = options as Partial<Matrix>;
  if (ArrayBuffer.isView(data) && !known.includes("data"))
    throw new DomainError(
      `${me}: options must be an object with the fields ${known.join(", ")}; got a ${rows}×${cols} matrix, one too many.`,
    );
  for (const key of Object.keys(options))
    if (!known.includes(key)) throw new DomainError(`${me}: unknown option "${key}"; known options are ${known.join(", ")}.`);
}

function show(value: unknown): string {
  if (typeof value === "string") return JSON.stringify(value);
  if (Array.isArray(value)) return `an array of length ${value.length}`;
  if (ArrayBuffer.isView(value)) return `a ${value.constructor.name}`;
  if (typeof value === "object" && value !== null) return `an object with keys ${Object.keys(value).slice(0, 6).join(", ") || "(none)"}`;
  return String(value);
}
