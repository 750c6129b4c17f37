import { kernels } from "./kernels.js";
import { scratch } from "./scratch.js";

type Reals = Float32Array | Float64Array;

/**
 * Sums over all pairs of points, in strips: strip s holds the pairs (i, j), j ≥ i, whose i lies from `starts[s]` to `starts[s + 1]`. The arrays lie
 * in shared memory.
 */
export interface PairJob {
  /** Distances from differences of coordinates, or from scalar products. */
  readonly form: "differences" | "products";
  /** Blocks of `size` points, dimension by dimension. */
  readonly points: Reals;
  /** The boxes of the blocks (differences), or scale |c|² for each point and 1e30 where there is none (products). */
  readonly beside: Reals;
  readonly n: number;
  readonly d: number;
  readonly size: number;
  readonly scale: number;
  /** Nats beyond which pairs of blocks are left out. */
  readonly cut: number;
  /** So many points, and as many again, lie in WASM memory at a time; a multiple of {@link GROUP}. */
  readonly panel: number;
  /** Multiples of {@link GROUP}, and n. */
  readonly starts: readonly number[];
  /** Results: for each strip what it adds to the sum of each point from its first on. */
  readonly sums: readonly Float64Array[];
}

/** Points whose boxes lie together: panels and strips hold whole groups. */
export const GROUP = 64;

type Kernel = (...addressesAndCounts: number[]) => void;

/** Part of the points in WASM memory. */
interface Panel {
  readonly points: Reals;
  readonly beside: Reals;
  readonly sums: Float64Array;
  loaded?: number;
}

/** Computes strips, each the same on any thread. */
export default function pairStrips(job: PairJob): (strip: number) => void {
  const { form, points, beside, n, d, size, scale, cut, panel, starts, sums } = job;
  const single = points instanceof Float32Array;
  const besideGroup = form === "products" ? GROUP : (2 * d * GROUP) / size;
  const half = panel * (d + besideGroup / GROUP) * points.BYTES_PER_ELEMENT + 8 * panel + 64;
  const work = single ? 4 * Math.max(panel / size, 1024) : 8 * (panel / size); // one number per block, or four tiles of 16 × 16
  const room = scratch((panel < n ? 2 : 1) * half + work + 64);
  const take = (length: number): Reals => (single ? room.f32(length) : room.f64(length));
  const some = (): Panel => ({ points: take(panel * d), beside: take((panel / GROUP) * besideGroup), sums: room.f64(panel) });
  const rows = some();
  const columns = panel < n ? some() : rows;
  const workAt = room.u8(work).byteOffset;
  const wasm = kernels();

  function load(to: Panel, which: number): void {
    if (to.loaded === which) return;
    const [first, last] = [which * panel, Math.min((which + 1) * panel, n)];
    to.points.set(points.subarray(first * d, Math.ceil(last / size) * size * d));
    to.beside.set(beside.subarray((first / GROUP) * besideGroup, Math.ceil(last / GROUP) * besideGroup));
    to.loaded = which;
  }

  /** Adds what rows (`countA` points from place `a` of a panel) and columns add to each other. */
  function add(from: Panel, a: number, countA: number, to: Panel, b: number, countB: number): void {
    const at = ({ points: p, beside: q }: Panel, place: number): [number, number] => [
      p.byteOffset + place * d * p.BYTES_PER_ELEMENT,
      q.byteOffset + (place / GROUP) * besideGroup * p.BYTES_PER_ELEMENT,
    ];
    const [sumsA, sumsB] = [from.sums.byteOffset + 8 * a, to.sums.byteOffset + 8 * b];
    if (form === "products") {
      const [blocksA, blocksB] = [Math.ceil(countA / size), Math.ceil(countB / size)];
      (wasm.pairProducts32 as Kernel)(...at(from, a), blocksA, sumsA, ...at(to, b), blocksB, sumsB, d, 2 * scale, workAt);
    } else {
      const kernel = wasm[single ? "pairSums32" : "pairSums64"] as Kernel;
      kernel(...at(from, a), countA, sumsA, ...at(to, b), countB, sumsB, d, scale, cut, workAt);
    }
  }

  return (strip) => {
    const start = starts[strip];
    const end = starts[strip + 1];
    const out = new Float64Array(n - start);
    const keep = ({ sums: part }: Panel, first: number, from: number, to: number): void => {
      for (let i = from; i < to; i++) out[i - start] += part[i - first];
    };
    for (let from = start, to = 0; from < end; from = to) {
      const which = Math.floor(from / panel);
      const last = Math.min((which + 1) * panel, n);
      to = Math.min(end, last);
      load(rows, which);
      rows.sums.fill(0);
      add(rows, from - which * panel, to - from, rows, from - which * panel, last - from);
      for (let other = which + 1; other * panel < n; other++) {
        const first = other * panel;
        const count = Math.min(panel, n - first);
        load(columns, other);
        columns.sums.fill(0);
        add(rows, from - which * panel, to - from, columns, 0, count);
        keep(columns, first, first, first + count);
      }
      keep(rows, which * panel, from, last);
    }
    sums[strip].set(out);
  };
}
