/** A file of a dataset cannot be had, or is not what it must be: names the file, what was tried or expected, and what to do. */
export class DataError extends Error {
  override name = "DataError";
}
