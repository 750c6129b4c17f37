/** A value has the wrong shape: rows, columns or length. */
export class ShapeError extends Error {
  override name = "ShapeError";
}

/** A value has the right shape but lies outside the domain of the function. */
export class DomainError extends Error {
  override name = "DomainError";
}
