import { DomainError } from "../../core/errors.js";
import { varint } from "./varint.js";

/** What is read of an ONNX file: the values that its nodes compute, its inputs and outputs. */
export interface OnnxGraph {
  /** In the order of the file, which is an order of computation. */
  readonly nodes: readonly { readonly operator: string; readonly outputs: readonly string[] }[];
  /** Without the weights. A dimension that the file leaves open is undefined. */
  readonly inputs: readonly { readonly name: string; readonly dims: readonly (number | undefined)[] }[];
  readonly outputs: readonly string[];
}

interface Field {
  readonly number: number;
  /** Where its key begins. */
  readonly key: number;
  /** Where the field's bytes lie, key and length left out; for a number its value. */
  readonly from: number;
  readonly to: number;
  readonly value: number;
}

// Field numbers of onnx.proto3.
const MODEL_GRAPH = 7;
const GRAPH_NODE = 1;
const GRAPH_INITIALIZER = 5;
const GRAPH_INPUT = 11;
const GRAPH_OUTPUT = 12;

/**
 * Reads the graph of an ONNX file.
 *
 * @throws {DomainError} the bytes are no ONNX model
 */
export function onnxGraph(me: string, bytes: Uint8Array): OnnxGraph {
  try {
    return read(bytes);
  } catch (error) {
    if (error instanceof RangeError) throw new DomainError(`${me}: the file is no ONNX model, or it is cut off.`);
    throw error;
  }
}

function read(bytes: Uint8Array): OnnxGraph {
  const graph = graphField(bytes);
  const all = [...fields(bytes, graph.from, graph.to)];
  const weights = new Set(all.filter((f) => f.number === GRAPH_INITIALIZER).map((f) => text(bytes, f, 8)));
  return {
    nodes: all
      .filter((f) => f.number === GRAPH_NODE)
      .map((f) => ({ operator: text(bytes, f, 4), outputs: within(bytes, f, 2).map((o) => decode(bytes, o)) })),
    inputs: all
      .filter((f) => f.number === GRAPH_INPUT)
      .map((f) => ({ name: text(bytes, f, 1), dims: dimensions(bytes, f) }))
      .filter(({ name }) => !weights.has(name)),
    outputs: all.filter((f) => f.number === GRAPH_OUTPUT).map((f) => text(bytes, f, 1)),
  };
}

/** The model with further values among its outputs, so that a session hands them out. */
export function withOutputs(bytes: Uint8Array, names: readonly string[]): Uint8Array {
  const graph = graphField(bytes);
  const added = Buffer.concat(
    names.map((name) => {
      const utf8 = Buffer.from(name);
      const info = Buffer.concat([Buffer.from([(1 << 3) | 2]), varint(utf8.length), utf8]); // ValueInfoProto { name }
      return Buffer.concat([Buffer.from([(GRAPH_OUTPUT << 3) | 2]), varint(info.length), info]);
    }),
  );
  const body = Buffer.concat([bytes.subarray(graph.from, graph.to), added]);
  return Buffer.concat([
    bytes.subarray(0, graph.key),
    Buffer.from([(MODEL_GRAPH << 3) | 2]),
    varint(body.length),
    body,
    bytes.subarray(graph.to),
  ]);
}

function graphField(bytes: Uint8Array): Field {
  const graph = [...fields(bytes, 0, bytes.length)].find((f) => f.number === MODEL_GRAPH);
  if (!graph) throw new RangeError("no graph");
  return graph;
}

/** The dimensions of ValueInfoProto.type.tensor_type.shape. */
function dimensions(bytes: Uint8Array, info: Field): (number | undefined)[] {
  const shape = within(bytes, info, 2).flatMap((type) => within(bytes, type, 1).flatMap((tensor) => within(bytes, tensor, 2)));
  return shape.flatMap((s) => within(bytes, s, 1)).map((dim) => within(bytes, dim, 1)[0]?.value);
}

function within(bytes: Uint8Array, outer: Field, number: number): Field[] {
  return [...fields(bytes, outer.from, outer.to)].filter((f) => f.number === number);
}

function text(bytes: Uint8Array, outer: Field, number: number): string {
  const field = within(bytes, outer, number)[0];
  return field ? decode(bytes, field) : "";
}

function decode(bytes: Uint8Array, { from, to }: Field): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset + from, to - from).toString("utf8");
}

/** The fields of a protobuf message. */
function* fields(bytes: Uint8Array, start: number, end: number): Generator<Field> {
  let at = start;
  const number = (): number => {
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      if (at >= end) throw new RangeError("cut off");
      const byte = bytes[at++];
      value += (byte & 127) * scale;
      if (byte < 128) return value;
    }
  };
  while (at < end) {
    const begin = at;
    const key = number();
    const wire = key & 7;
    const length = wire === 2 ? number() : wire === 1 ? 8 : wire === 5 ? 4 : 0;
    const from = at;
    const value = wire === 0 ? number() : 0;
    if (wire === 3 || wire === 4 || wire > 5) throw new RangeError("not protobuf");
    at = from + (wire === 0 ? at - from : length);
    if (at > end) throw new RangeError("cut off");
    yield { number: Math.floor(key / 8), key: begin, from, to: at, value };
  }
}
