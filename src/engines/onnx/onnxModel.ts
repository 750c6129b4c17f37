import { varint } from "./varint.js";

/** A whole number, a list of them, a real number, or a word. */
export type OnnxAttribute = number | readonly number[] | { readonly real: number } | string;

export interface OnnxNode {
  readonly operator: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes?: Readonly<Record<string, OnnxAttribute>>;
}

export interface OnnxConstant {
  readonly name: string;
  readonly dims: readonly number[];
  readonly data: Float32Array | BigInt64Array;
}

/** A float32 tensor that comes from or goes to the outside. */
export interface OnnxValue {
  readonly name: string;
  readonly dims: readonly number[];
}

const FLOAT = 1;
const INT64 = 7;
/** ONNX 1.13 and its operators. */
const IR_VERSION = 8;
const OPERATORS = 18;

/** The bytes of an ONNX file, by the field numbers of onnx.proto3. */
export function onnxModel(graph: {
  readonly nodes: readonly OnnxNode[];
  readonly constants: readonly OnnxConstant[];
  readonly inputs: readonly OnnxValue[];
  readonly outputs: readonly OnnxValue[];
}): Uint8Array {
  const body = [
    ...graph.nodes.flatMap((n) => message(1, node(n))),
    ...text(2, "infoplane"),
    ...graph.constants.flatMap((c) => message(5, constant(c))),
    ...graph.inputs.flatMap((v) => message(11, value(v))),
    ...graph.outputs.flatMap((v) => message(12, value(v))),
  ];
  return Buffer.concat([...number(1, IR_VERSION), ...text(2, "infoplane"), ...message(8, number(2, OPERATORS)), ...message(7, body)]);
}

function node({ operator, inputs, outputs, attributes = {} }: OnnxNode): Buffer[] {
  return [
    ...inputs.flatMap((name) => text(1, name)),
    ...outputs.flatMap((name) => text(2, name)),
    ...text(4, operator),
    ...Object.entries(attributes).flatMap(([name, a]) => message(5, [...text(1, name), ...attribute(a)])),
  ];
}

function attribute(a: OnnxAttribute): Buffer[] {
  if (typeof a === "number") return [...number(3, a), ...number(20, 2)];
  if (typeof a === "string") return [...text(4, a), ...number(20, 3)];
  if ("real" in a) {
    const bits = Buffer.alloc(4);
    bits.writeFloatLE(a.real);
    return [Buffer.from([(2 << 3) | 5]), bits, ...number(20, 1)];
  }
  return [...a.flatMap((each) => number(8, each)), ...number(20, 7)];
}

function constant({ name, dims, data }: OnnxConstant): Buffer[] {
  const bytes = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
  const type = data instanceof Float32Array ? FLOAT : INT64;
  return [...dims.flatMap((d) => number(1, d)), ...number(2, type), ...text(8, name), ...message(9, [bytes])];
}

function value({ name, dims }: OnnxValue): Buffer[] {
  const shape = dims.flatMap((d) => message(1, number(1, d)));
  return [...text(1, name), ...message(2, message(1, [...number(1, FLOAT), ...message(2, shape)]))];
}

function number(field: number, whole: number): Buffer[] {
  return [varint(field << 3), varint(whole)];
}

function text(field: number, word: string): Buffer[] {
  return message(field, [Buffer.from(word)]);
}

/** In pieces: weights are copied once, at the end. */
function message(field: number, parts: readonly Buffer[]): Buffer[] {
  const length = parts.reduce((n, part) => n + part.length, 0);
  return [varint((field << 3) | 2), varint(length), ...parts];
}
