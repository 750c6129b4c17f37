import { DomainError, informationPlane } from "infoplane";
import { figureSvg } from "src/figure/svg/figureSvg.js";
import { expect, test } from "vitest";
import { cutNumbers, planePoints } from "./sample.js";

interface Drawn {
  mode: string;
  name?: string;
  x: number[];
  y: number[];
  marker: { color: number[]; cmin: number; cmax: number; colorbar?: { ticktext: string[]; tickvals: number[] } };
}
const tracesOf = (figure: { data: readonly object[] }, mode: string): Drawn[] =>
  (figure.data as unknown as Drawn[]).filter((trace) => trace.mode === mode);

test("draws what the snapshot shows", () => {
  const figure = informationPlane(planePoints(), { title: "saxe2018/figure1", mode: "quick" });
  expect(cutNumbers(figureSvg(figure))).toMatchSnapshot();
});

test("one symbol per layer, one path per epoch, colours by the logarithm of the epoch", () => {
  const figure = informationPlane(planePoints(), { mode: "full" });
  const layers = tracesOf(figure, "markers");
  expect(layers.map((t) => t.name)).toEqual(["layer 1", "layer 2", "layer 3"]);
  expect(layers[0].marker.color).toEqual([0, 1, 2, 3]);
  expect([layers[0].marker.cmin, layers[0].marker.cmax]).toEqual([0, 3]);
  expect(layers[0].marker.colorbar!.ticktext).toEqual(["1", "10", "10<sup>2</sup>", "10<sup>3</sup>"]);
  expect(layers[1].marker.colorbar).toBeUndefined();
  expect(tracesOf(figure, "lines").map((t) => t.x)).toEqual([
    [7, 6, 5],
    [6.5, 5.5, 4.5],
    [6, 5, 4],
    [5.5, 4.5, 3.5],
  ]);
});

test("paths may run along the epochs, one network at a time", () => {
  const points = planePoints().flatMap((p) => [p, { ...p, ixt: p.ixt + 0.1, repetition: 1 }]);
  const paths = tracesOf(informationPlane(points, { connect: "epochs" }), "lines");
  expect(paths).toHaveLength(6);
  expect(paths[0].x).toEqual([7, 6.5, 6, 5.5]);
  expect(paths[1].x).toEqual([7.1, 6.6, 6.1, 5.6]);
});

test("bits on both axes are nats / ln 2", () => {
  const figure = informationPlane([{ epoch: 5, layer: 1, ixt: 12 * Math.LN2, ity: Math.LN2 }], { unit: "bits" });
  const [trace] = tracesOf(figure, "markers");
  expect([trace.x[0], trace.y[0]]).toEqual([12, 1]);
  const titles = ["xaxis", "yaxis"].map((name) => (figure.layout[name] as { title: { text: string } }).title.text);
  expect(titles).toEqual(["I(X;T) (bits)", "I(T;Y) (bits)"]);
});

test("epoch 0 has a place on the colour bar", () => {
  const points = [0, 1, 10, 100].map((epoch) => ({ epoch, layer: 1, ixt: 1, ity: 0.5 }));
  const [trace] = tracesOf(informationPlane(points), "markers");
  expect(trace.marker.color[0]).toBe(0);
  expect(trace.marker.colorbar!.ticktext).toEqual(["0", "1", "10", "10<sup>2</sup>"]);
  expect(trace.marker.colorbar!.tickvals[1]).toBeCloseTo(Math.log10(2), 5);
});

test("no points, and points that are no numbers, are refused", () => {
  expect(() => informationPlane([])).toThrow("informationPlane: there must be at least one point { epoch, layer, ixt, ity }; got none.");
  expect(() => informationPlane([{ epoch: 1, layer: 2, ixt: Number.NaN, ity: 0 }])).toThrow(
    "informationPlane: ixt must be a finite number; got NaN in point 0 (epoch 1, layer 2).",
  );
  expect(() => informationPlane([{ epoch: -1, layer: 2, ixt: 0, ity: 0 }])).toThrow(DomainError);
});
