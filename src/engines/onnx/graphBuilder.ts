import { type OnnxAttribute, type OnnxConstant, type OnnxNode, type OnnxValue, onnxModel } from "./onnxModel.js";

/** A value of the graph, by its name. */
export type Value = string;

/** Collects the nodes of a graph in the order of computation. */
export class GraphBuilder {
  private readonly nodes: OnnxNode[] = [];
  private readonly constants: OnnxConstant[] = [];
  private readonly known = new Map<string, Value>();
  private readonly inputs: OnnxValue[] = [];
  private readonly outputs: OnnxValue[] = [];

  /** A float32 tensor that is fed. */
  input(name: string, dims: readonly number[]): Value {
    this.inputs.push({ name, dims });
    return name;
  }

  /** Hands a value out. */
  output(name: string, value: Value, dims: readonly number[]): void {
    this.nodes.push({ operator: "Identity", inputs: [value], outputs: [name] });
    this.outputs.push({ name, dims });
  }

  constant(data: Float32Array | BigInt64Array, dims: readonly number[]): Value {
    const name = `c${this.constants.length}`;
    this.constants.push({ name, dims, data });
    return name;
  }

  /** A float32 number. */
  number(value: number): Value {
    return this.once(`f${value}`, () => this.constant(Float32Array.of(value), []));
  }

  /** A list of whole numbers: a shape, axes, sizes. */
  whole(...list: readonly number[]): Value {
    return this.once(`i${list.join()}`, () => this.constant(BigInt64Array.from(list, BigInt), [list.length]));
  }

  /** A single whole number. */
  index(value: number): Value {
    return this.once(`n${value}`, () => this.constant(BigInt64Array.of(BigInt(value)), []));
  }

  /** The output of a node. */
  node(operator: string, inputs: readonly Value[], attributes?: Readonly<Record<string, OnnxAttribute>>): Value {
    return this.nodeOf(operator, inputs, 1, attributes)[0];
  }

  /** The outputs of a node that has several. */
  nodeOf(operator: string, inputs: readonly Value[], count: number, attributes?: Readonly<Record<string, OnnxAttribute>>): Value[] {
    const outputs = Array.from({ length: count }, (_, i) => `v${this.nodes.length}${count > 1 ? `_${i}` : ""}`);
    this.nodes.push({ operator, inputs, outputs, ...(attributes && { attributes }) });
    return outputs;
  }

  add(a: Value, b: Value): Value {
    return this.node("Add", [a, b]);
  }

  subtract(a: Value, b: Value): Value {
    return this.node("Sub", [a, b]);
  }

  multiply(a: Value, b: Value): Value {
    return this.node("Mul", [a, b]);
  }

  divide(a: Value, b: Value): Value {
    return this.node("Div", [a, b]);
  }

  reshape(value: Value, dims: readonly number[]): Value {
    return this.node("Reshape", [value, this.whole(...dims)]);
  }

  transpose(value: Value, order: readonly number[]): Value {
    return this.node("Transpose", [value], { perm: order });
  }

  /** Sum over axes, which disappear. */
  sum(value: Value, axes: readonly number[]): Value {
    return this.node("ReduceSum", [value, this.whole(...axes)], { keepdims: 0 });
  }

  /** The file. */
  model(): Uint8Array {
    const { nodes, constants, inputs, outputs } = this;
    return onnxModel({ nodes, constants, inputs, outputs });
  }

  private once(key: string, make: () => Value): Value {
    const known = this.known.get(key) ?? make();
    this.known.set(key, known);
    return known;
  }
}
