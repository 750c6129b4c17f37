/** Bytes that are not what their format promises: names the file, what was expected and what came. */
export class FormatError extends Error {
  override name = "FormatError";
}
