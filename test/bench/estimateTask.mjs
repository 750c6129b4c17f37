/** Mean log-density of some draws, in a worker of the pool. */
import { blockCentres } from "../../dist/numeric/blockCentres.js";
import { mixtureSums } from "../../dist/numeric/mixtureSums.js";

export default function meanLog({ c, q, d, scale }) {
  const sums = mixtureSums(blockCentres(c, c.length / d, d), q, scale);
  let total = 0;
  for (let i = 0; i < sums.length; i += 3) total += sums[i] + Math.log(sums[i + 1]);
  return total / (sums.length / 3) - Math.log(c.length / d);
}
