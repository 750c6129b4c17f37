import { GraphBuilder } from "./graphBuilder.js";
import type { OnnxDevice } from "./onnxDevice.js";
import type { OnnxTensor } from "./onnxRuntime.js";

/** Lists of numbers that every step reads and writes anew: what it was fed with is what the step before has left. */
export interface TrainedNumbers {
  feeds(): Record<string, OnnxTensor>;
  /** Where the outputs `name1` of a step go; null for those that stay where they were computed. */
  fetches(): Record<string, OnnxTensor | null>;
  /** Takes the outputs over. */
  take(outputs: Record<string, OnnxTensor>): void;
  /** Valid until the next step. */
  read(name: string): Promise<Float32Array>;
  write(name: string, values: Float32Array): void;
  dispose(): Promise<void>;
}

/** In memory of this thread: two arrays for each list, of which a step reads one and writes the other. */
export function hostNumbers(device: OnnxDevice, names: readonly string[], size: number): TrainedNumbers {
  const room = () => {
    const values = new Float32Array(size);
    return { values, tensor: device.tensor(values, [size]) };
  };
  const rooms = () => new Map(names.map((name) => [name, room()]));
  let now = rooms();
  let next = rooms();
  return {
    feeds: () => Object.fromEntries([...now].map(([name, { tensor }]) => [name, tensor])),
    fetches: () => Object.fromEntries([...next].map(([name, { tensor }]) => [`${name}1`, tensor])),
    take() {
      [now, next] = [next, now];
    },
    read: async (name) => now.get(name)!.values,
    write: (name, values) => now.get(name)!.values.set(values),
    dispose: async () => {},
  };
}

/** In the memory of a GPU, where they stay from step to step; a graph that only hands its input out reads them. */
export async function residentNumbers(device: OnnxDevice, names: readonly string[], size: number): Promise<TrainedNumbers> {
  const b = new GraphBuilder();
  b.output("out", b.add(b.input("list", [size]), b.number(0)), [size]);
  const reader = await device.session(b.model(), []);
  const lists = new Map(names.map((name) => [name, device.tensor(new Float32Array(size), [size])]));
  const replace = (name: string, tensor: OnnxTensor): void => {
    const old = lists.get(name)!;
    if (old.location !== "cpu") old.dispose();
    lists.set(name, tensor);
  };
  return {
    feeds: () => Object.fromEntries(lists),
    fetches: () => Object.fromEntries(names.map((name) => [`${name}1`, null])),
    take(outputs) {
      for (const name of names) replace(name, outputs[`${name}1`]);
    },
    async read(name) {
      const values = new Float32Array(size);
      await reader.run({ list: lists.get(name)! }, { out: device.tensor(values, [size]) });
      return values;
    },
    write: (name, values) => replace(name, device.tensor(values.slice(), [size])),
    async dispose() {
      for (const name of names) replace(name, device.tensor(new Float32Array(size), [size]));
      await reader.release();
    },
  };
}
