export { column } from "./core/column.js";
export type { Dataset } from "./core/dataset.js";
export { DomainError, ShapeError } from "./core/errors.js";
export type { Estimate } from "./core/estimate.js";
export { clearOutput, display } from "./core/host.js";
export { type Matrix, matrix } from "./core/matrix.js";
export { progress } from "./core/progress.js";
export { type Random, random } from "./core/random.js";
export { bitsToNats, natsToBits } from "./core/units.js";
