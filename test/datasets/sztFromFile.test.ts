import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { szt, sztFromFile } from "infoplane";
import { afterAll, expect, test } from "vitest";
import { missingPython, peerTest, runPython } from "../peers.js";

const folder = mkdtempSync(join(tmpdir(), "infoplane-szt-"));
afterAll(() => rmSync(folder, { recursive: true }));

const originals = fileURLToPath(new URL("../../data/raw/szt/", import.meta.url));
for (const [file, variant] of [
  ["var_u.mat", "rule"],
  ["g1.mat", "g1"],
  ["g2.mat", "g2"],
] as const) {
  const missing = existsSync(join(originals, file)) ? "" : ` (skipped: data/raw/szt/${file} is not there; it comes with the authors' code)`;
  test.skipIf(missing)(`the authors' ${file} equals szt, inputs and all 4096 labels${missing}`, () => {
    const [theirs, ours] = [sztFromFile(join(originals, file)), szt({ variant })];
    expect(Buffer.compare(Buffer.from(theirs.inputs.data.buffer), Buffer.from(ours.inputs.data.buffer))).toBe(0);
    expect([...theirs.labels!]).toEqual([...ours.labels!]);
    expect(theirs.facts!.check).toMatch(/^4096 of 4096 labels equal szt\(/);
    for (const key of ["H(X)", "H(Y)", "I(X;Y)"]) expect(theirs.exact[key].nats).toBeCloseTo(ours.exact[key].nats, 12);
  });
}

const save =
  "import json,sys,numpy as np,scipy.io\nd=json.load(sys.stdin)\nscipy.io.savemat(d['path'],{k:np.array(v,dtype='u1') for k,v in d['arrays'].items()},do_compression=True)\nprint(0)";

peerTest(
  missingPython("scipy", "numpy"),
  "a file in another row order keeps its order, is checked by its patterns, and tells how many labels differ",
  () => {
    const { inputs, labels } = szt();
    const rows = Array.from({ length: 4096 }, (_, i) => [...inputs.data.subarray(i * 12, i * 12 + 12)]).reverse();
    const y = [...labels!].reverse();
    y[0] = 1 - y[0];
    const path = join(folder, "reversed.mat");
    runPython(save, { path, arrays: { F: rows, y: [y] } });
    const data = sztFromFile(path);
    expect([...data.inputs.data.subarray(0, 12)]).toEqual(new Array(12).fill(1));
    expect(data.facts!.check).toBe("4095 of 4096 labels equal szt()");
  },
);

peerTest(missingPython("scipy", "numpy"), "other files are refused by name", () => {
  const path = join(folder, "other.mat");
  runPython(save, {
    path,
    arrays: {
      F: [
        [1, 2],
        [3, 4],
      ],
      y: [[1, 0]],
    },
  });
  expect(() => sztFromFile(path)).toThrow(`${path} must hold F (n × 12) and y (n labels); got F (2 × 2), y (1 × 2).`);
  runPython(save, { path, arrays: { F: [new Array(12).fill(2)], y: [[1]] } });
  expect(() => sztFromFile(path)).toThrow(`${path}: F must hold 0 and 1; row 0, column 0 is 2.`);
});
