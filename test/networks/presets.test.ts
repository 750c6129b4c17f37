import { grabauskasNetwork, saxeMnist, sztNetwork } from "infoplane";
import { expect, test } from "vitest";
import { denseLayers } from "../engines/formulaNetwork.js";

const text = (value: object) => (value as Record<symbol, () => Record<string, string>>)[Symbol.for("Jupyter.display")]()["text/plain"];

test("the SZT network has the initial weights of the paper that is asked for, and names it", () => {
  const fanIn = sztNetwork({ seed: 1 });
  expect(fanIn.parameters).toBe(294);
  expect(denseLayers(fanIn).every((l) => l.init === "truncatedNormalFanIn")).toBe(true);
  expect(Math.max(...denseLayers(fanIn)[0].weights.data)).toBeLessThan(2 / Math.sqrt(12));
  const saxe = sztNetwork({ paper: "saxe2018", hidden: "relu" });
  expect(denseLayers(saxe).map((l) => l.init)).toEqual([...Array(5).fill("truncatedNormalOwnWidth"), "glorot"]);
  expect(Math.max(...denseLayers(saxe)[4].weights.data)).toBeGreaterThan(1 / Math.sqrt(4));
  expect(denseLayers(saxe).map((l) => l.activation)).toEqual([...Array(5).fill("relu"), "softmax"]);
  const goldfeld = sztNetwork({ paper: "goldfeld2019", noise: { sd: 0.005 } });
  expect(
    denseLayers(goldfeld)
      .slice(0, 5)
      .map((l) => l.noise),
  ).toEqual(Array(5).fill({ sd: 0.005, where: "after", when: "training" }));
  expect(denseLayers(goldfeld)[5].noise).toBeUndefined();
  expect(denseLayers(goldfeld)[0].bias.some((b) => b !== 0)).toBe(true);
  expect(text(goldfeld)).toMatch(/noise sd 0.005 after the activation \(training\)[\s\S]*Goldfeld et al., ICML 2019/);
  expect(() => sztNetwork({ paper: "tishby" as "saxe2018" })).toThrow(/paper must be one of "shwartzZiv2017", "saxe2018", "goldfeld2019"/);
});

test("the MNIST network of Saxe et al. and that of Grabauskas's thesis have their layers", () => {
  const mnist = saxeMnist({ seed: 1 });
  expect(denseLayers(mnist).map((l) => l.outputs)).toEqual([1024, 20, 20, 20, 10]);
  expect(mnist.parameters).toBe(784 * 1024 + 1024 + 1024 * 20 + 20 + 2 * 420 + 210);
  expect(denseLayers(mnist)[0].weights.data.every((w) => Math.abs(w) <= Math.sqrt(6 / (784 + 1024)))).toBe(true);
  const thesis = grabauskasNetwork();
  expect([thesis.inputs, ...denseLayers(thesis).map((l) => l.outputs)]).toEqual([12, 12, 10, 8, 6, 4, 2]);
  expect(text(thesis)).toContain("Grabauskas, dissertation (2019)");
});
