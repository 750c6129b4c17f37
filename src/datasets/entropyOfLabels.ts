import { entropyOfCounts } from "../numeric/entropyOfCounts.js";

/** Entropy of the empirical distribution of labels, nats. */
export function entropyOfLabels(labels: Uint8Array): number {
  const counts = new Int32Array(256);
  for (const y of labels) counts[y]++;
  return entropyOfCounts(counts, "plugIn");
}
