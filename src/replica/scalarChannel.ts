/** What a layer contributes to the state evolution and to the potential, at one point. */
export interface ScalarChannel {
  /** g = E (∂_w ln P)²: how sharply what follows tells the conditional mean w of the pre-activation. */
  precision: number;
  /** 1 − gV, the share of Var(h | w) = V that stays open, without cancellation. */
  open: number;
  /** E Var(x | r, w); 0 where nothing is observed after the layer. */
  mmse: number;
  /** 1/mmse − a, what the layer itself says about x, without cancellation; 0 where nothing is observed after the layer. */
  extrinsic: number;
  /** Interface: I(r; x | w) = H(r | w) − ½ ln 2πe/a. Output: −H(y | w). Nats. */
  entropy: number;
}

export function scalarChannel(): ScalarChannel {
  return { precision: 0, open: 0, mmse: 0, extrinsic: 0, entropy: 0 };
}

/**
 * 1/mmse − a from E (∂_r ln P)² = a(1 − a · mmse), where the direct difference would cancel.
 *
 * @param score a² E (E[x | r, w] − r)²
 */
export function extrinsicPrecision(mmse: number, a: number, score: number): number {
  return a * mmse > 0.5 ? score / (a * mmse) : 1 / mmse - a;
}
