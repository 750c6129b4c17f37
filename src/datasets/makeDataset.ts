import type { Dataset } from "../core/dataset.js";
import type { MimeBundle } from "../core/host.js";
import type { Pixels } from "../formats/png.js";
import { datasetBundle } from "./datasetBundle.js";

/**
 * Freezes the fields of a dataset and gives it its display: a table of facts, and a picture.
 *
 * @param fields a dataset; its lazy properties stay lazy
 * @param picture draws the picture when it is asked for; by default images are shown as a grid, and one or two columns as a scatter
 */
export function makeDataset(fields: Dataset, picture?: () => Pixels): Dataset {
  const made = {
    ...fields,
    [Symbol.for("Jupyter.display")](): MimeBundle {
      return datasetBundle(this as unknown as Dataset, picture);
    },
  };
  return Object.freeze(made);
}
