import { type Kernels, kernels } from "./kernels.js";

/** Arrays inside WASM memory; the `byteOffset` of each is its address there. Valid until the next `scratch` on the same instance. */
export interface Scratch {
  f32(length: number): Float32Array;
  f64(length: number): Float64Array;
  u32(length: number): Uint32Array;
  u8(length: number): Uint8Array;
}

/**
 * Room for one call of a kernel. Memory grows once, before any view is made, so views stay valid; each array starts at a multiple of 16.
 *
 * @param bytes at least the sum of all arrays, plus 16 for each
 */
export function scratch(bytes: number, instance: Kernels = kernels()): Scratch {
  const { memory } = instance;
  let top = align(instance.heapBase());
  const end = top + bytes;
  if (end > memory.buffer.byteLength) memory.grow(Math.ceil((end - memory.buffer.byteLength) / 65536));
  const take = (size: number): number => {
    const at = top;
    top = align(top + size);
    if (at + size > end) throw new RangeError(`scratch: asked for ${at + size - (end - bytes)} bytes, announced ${bytes}.`);
    return at;
  };
  return {
    f32: (length) => new Float32Array(memory.buffer, take(4 * length), length),
    f64: (length) => new Float64Array(memory.buffer, take(8 * length), length),
    u32: (length) => new Uint32Array(memory.buffer, take(4 * length), length),
    u8: (length) => new Uint8Array(memory.buffer, take(length), length),
  };
}

function align(address: number): number {
  return (address + 15) & ~15;
}
