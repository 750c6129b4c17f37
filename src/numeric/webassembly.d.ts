/** The part of the WebAssembly API that we use; Node's types leave it to lib.dom, which would make every browser global look real. */
declare namespace WebAssembly {
  class Module {
    constructor(bytes: Uint8Array);
  }
  class Memory {
    readonly buffer: ArrayBuffer;
    grow(pages: number): number;
  }
  class Instance {
    constructor(module: Module, imports?: object);
    readonly exports: object;
  }
}
