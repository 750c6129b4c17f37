/** Entropy of the empirical distribution of labels 0 … classes − 1, nats. */
export function entropyOfLabels(labels: Uint8Array, classes: number): number {
  const counts = new Float64Array(Math.max(classes, 256));
  for (const y of labels) counts[y]++;
  let sum = 0;
  for (const c of counts) if (c > 0) sum -= (c / labels.length) * Math.log(c / labels.length);
  return sum;
}
