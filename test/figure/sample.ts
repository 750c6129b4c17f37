import { type Figure, lines, type PlanePoint, type Series } from "infoplane";

/** Curves that rise to ln 4096 the faster, the smaller the bins; all closed forms. */
export function risingSeries(count = 4, points = 20): Series[] {
  const epochs = Array.from({ length: points }, (_, i) => Math.round(10 ** ((4 * i) / (points - 1)) * 10) / 10);
  return Array.from({ length: count }, (_, k) => ({
    name: `bin ${10 ** -k}`,
    x: epochs,
    y: epochs.map((epoch) => Math.log(4096) * (1 - 0.6 ** (k + 1) / (1 + Math.log10(epoch)))),
  }));
}

export const entropy = { y: Math.log(4096), label: "H(X) = ln 4096 = 8.3178 nats" };

export function sampleLines(): Figure {
  return lines(risingSeries(), {
    title: "goldfeld2019/figure1",
    references: [entropy],
    mode: "quick",
    y: { label: "I(X;Bin(T<sub>5</sub>))" },
  });
}

export function planePoints(): PlanePoint[] {
  return [1, 10, 100, 1000].flatMap((epoch) =>
    [1, 2, 3].map((layer) => ({ epoch, layer, ixt: 8 - layer - Math.log10(epoch) / 2, ity: (0.69 * Math.log10(epoch)) / 3 / layer })),
  );
}

/** One element per line, every number cut to three decimals, names without their hash: a snapshot says what is drawn. */
export function cutNumbers(svg: string): string {
  return svg
    .replace(/(clip|pattern|scale)-[0-9a-f]{8}-/g, "$1")
    .replace(/></g, ">\n<")
    .replace(/-?\d+\.\d{4,}/g, (number) => String(Number(Number(number).toFixed(3))));
}

/** What a figure would send to a front end. */
export function bundleOf(value: unknown): Record<string, unknown> {
  return (value as Record<symbol, () => Record<string, unknown>>)[Symbol.for("Jupyter.display")]();
}
