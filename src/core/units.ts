/** Inside the library every entropy and every mutual information is in nats; 1 nat = 1 / ln 2 bits = 1.4427 bits. */
export type Unit = "nats" | "bits";

export function natsToBits(nats: number): number {
  return nats / Math.LN2;
}

export function bitsToNats(bits: number): number {
  return bits * Math.LN2;
}
