import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Figure, informationPlane, lines, save } from "infoplane";
import { afterAll, expect, test } from "vitest";
import { planePoints, sampleLines } from "./sample.js";

const folder = mkdtempSync(join(tmpdir(), "infoplane-save-"));
afterAll(() => rmSync(folder, { recursive: true }));

test("writes SVG, PNG and JSON whole, makes folders, leaves no part behind", () => {
  const path = (name: string): string => join(folder, "a/b", name);
  expect(save(sampleLines(), path("x.svg"))).toBe(path("x.svg"));
  save(sampleLines(), path("x.PNG"));
  save(sampleLines(), path("x.json"));
  expect(readFileSync(path("x.svg"), "utf8")).toMatch(/^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg" width="720"[\s\S]*<\/svg>$/);
  expect(readFileSync(path("x.PNG")).subarray(1, 4).toString()).toBe("PNG");
  const { data, layout, mode, key } = JSON.parse(readFileSync(path("x.json"), "utf8")) as Figure;
  expect({ data, layout, mode, key }).toEqual({ ...pick(sampleLines()) });
  expect(readdirSync(join(folder, "a/b")).sort()).toEqual(["x.PNG", "x.json", "x.svg"]);
});

function pick({ data, layout, mode, key }: Figure): object {
  return { data, layout, mode, key };
}

test("CSV holds the drawn numbers, tidy, with units in the header", () => {
  const figure = lines(
    [
      { name: 'a, "b"', x: [1, 2], y: [Math.LN2, Number.NaN], error: [Math.LN2 / 2, 0.1] },
      { name: "=cmd()", x: [1], y: [2 * Math.LN2] },
    ],
    { unit: "bits", y: { label: "H(T<sub>1</sub>)" } },
  );
  expect(readFileSync(save(figure, join(folder, "x.csv")), "utf8")).toBe(
    ["series,epoch,H(T1) (bits),H(T1) (bits) error", '"a, ""b""",1,1,0.5', '"a, ""b""",2,,0.14427', "'=cmd(),1,2,", ""].join("\n"),
  );
});

test("CSV of an information plane names the epoch and leaves the paths out", () => {
  const rows = readFileSync(save(informationPlane(planePoints()), join(folder, "plane.csv")), "utf8")
    .trim()
    .split("\n");
  expect(rows).toHaveLength(1 + 12);
  expect(rows.slice(0, 2)).toEqual(["series,epoch,I(X;T) (nats),I(T;Y) (nats)", "layer 1,1,7,0"]);
});

test("another extension is refused by name, and nothing is written", () => {
  expect(() => save(sampleLines(), join(folder, "x.gif"))).toThrow(
    /^save: the path must end in \.svg, \.png, \.json, \.csv; got ".*x\.gif"/,
  );
  expect(readdirSync(folder)).not.toContain("x.gif");
});

test("what is no figure is refused", () => {
  expect(() => save({} as Figure, join(folder, "x.svg"))).toThrow("save: the first argument must be a figure");
});
