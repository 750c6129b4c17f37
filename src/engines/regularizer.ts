/** What keeps the weights small or orthogonal, besides the loss. */
export interface Regularizer {
  /** Added to the gradient times the parameter, for weights and biases: PyTorch's `weight_decay`. */
  readonly weightDecay?: number;
  /** After each update the weights into a unit, or of a channel of a convolution, are scaled down to this Euclidean norm where theirs is larger. */
  readonly maxNorm?: number;
  /** After each update A ← A − parseval (A Aᵀ A − A), in all layers but the last (Cissé et al., ICML 2017); A is outputs × inputs, of a convolution channels out × numbers under a window. */
  readonly parseval?: number;
}
