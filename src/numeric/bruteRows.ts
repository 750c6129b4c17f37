import { kernels } from "./kernels.js";
import { blockSize, layBlocks } from "./layBlocks.js";
import { scratch } from "./scratch.js";

type Reals = Float32Array | Float64Array;

/** Neighbours of every row from its distances to all rows, `rows` rows to a piece; the arrays lie in shared memory, the variables in one precision. */
export interface BruteSearch {
  readonly variables: readonly { readonly data: Reals; readonly d: number }[];
  readonly n: number;
  readonly k: number;
  readonly norm: "max" | "euclidean";
  readonly subsets: readonly (readonly number[])[];
  readonly shape: "ball" | "rectangle";
  readonly edge: "open" | "closed" | "closedAtZero";
  readonly rows: number;
  /** Distance to the k-th neighbour, squared where the norm is Euclidean. */
  readonly reach: Float64Array;
  readonly counts: readonly Int32Array[];
}

type Kernel = (...addressesAndCounts: number[]) => number;

/** Puts the variables into WASM memory and searches for the rows of one piece at a time. */
export default function bruteRows(search: BruteSearch): (piece: number) => void {
  const { variables, n, k, norm, subsets, shape, edge, rows, reach, counts } = search;
  const single = variables[0].data instanceof Float32Array;
  const size = blockSize(variables[0].data);
  const padded = Math.ceil(n / size) * size;
  const room = scratch(variables.reduce((sum, { d }) => sum + (single ? 4 : 8) * (padded * (d + 1) + d) + 64, 12 * k + 64));
  const take = (length: number): Reals => (single ? room.f32(length) : room.f64(length));
  const wasm = kernels();
  const bits = single ? 32 : 64;
  const distances = wasm[`distances${bits}`] as Kernel;
  const nearest = wasm[`nearestOfRows${bits}`] as Kernel;
  const count = wasm[`countRows${bits}`] as Kernel;
  const parts = variables.map(({ data, d }) => {
    const blocks = take(padded * d);
    layBlocks(data, n, d, undefined, blocks);
    return { data, d, blocks: blocks.byteOffset, point: take(d), row: take(padded) };
  });
  const best = room.f64(k);
  const who = room.u32(k);
  const addresses = (subset: readonly number[]): number[] =>
    [0, 1, 2].map((s) => parts[subset[Math.min(s, subset.length - 1)]].row.byteOffset);
  const joint = addresses(variables.map((_, v) => v));
  const spaces = subsets.map(addresses);
  const euclidean = norm === "euclidean" ? 1 : 0;
  return (piece) => {
    for (let i = piece * rows; i < Math.min(n, (piece + 1) * rows); i++) {
      for (const { data, d, blocks, point, row } of parts) {
        point.set(data.subarray(i * d, (i + 1) * d));
        distances(point.byteOffset, blocks, n, d, euclidean, row.byteOffset);
      }
      nearest(joint[0], joint[1], joint[2], n, i, k, best.byteOffset, who.byteOffset);
      reach[i] = best[k - 1];
      for (let s = 0; s < subsets.length; s++) {
        let r = best[k - 1];
        if (shape === "rectangle") {
          const { row } = parts[subsets[s][0]];
          r = 0;
          for (let p = 0; p < k; p++) r = Math.max(r, row[who[p]]);
        }
        const closed = edge === "closed" || (r === 0 && edge === "closedAtZero");
        const found = count(spaces[s][0], spaces[s][1], spaces[s][2], n, r, closed ? 1 : 0);
        counts[s][i] = found - (r === 0 && !closed ? 0 : 1); // less the point itself
      }
    }
  };
}
