import type { Dataset } from "../core/dataset.js";
import { fashionMnistSource } from "./fashionMnistSource.js";
import { type ImageOptions, imageSet } from "./imageSet.js";

/**
 * Fashion-MNIST: 28 × 28 grey pictures of clothes in ten classes, in the files and with the options of {@link mnist}. Looked for also in the
 * Debian package `dataset-fashion-mnist`.
 *
 * @returns inputs n × 784, labels 0 … 9 (T-shirt, trouser, pullover, dress, coat, sandal, shirt, sneaker, bag, ankle boot)
 * @throws {DataError} no place has the right files; names every place tried, and what to do
 * @see Xiao, Rasul & Vollgraf, arXiv:1708.07747 (2017)
 */
export function fashionMnist(options: ImageOptions = {}): Promise<Dataset> {
  return imageSet("fashionMnist", fashionMnistSource, options);
}
