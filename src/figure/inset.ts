import { DomainError } from "../core/errors.js";
import { countAxes, embed } from "./embed.js";
import { type Figure, figure } from "./figure.js";
import { fitTicks } from "./fitTicks.js";
import type { Axis } from "./plotly.js";
import { withKey } from "./withKey.js";
import { withQuantities } from "./withQuantities.js";

/** In fractions of the frame of the larger figure, from its lower left corner. */
export interface InsetPlace {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

const SMALL = 10;

/**
 * A figure with a smaller one inside its frame, for example the first epochs of the same curves. Of the smaller one the axis titles and the legend are
 * left out.
 *
 * @param place where the frame of the smaller figure stands
 */
export function inset(large: Figure, small: Figure, place: InsetPlace): Figure {
  const { x, y, width, height } = place;
  if (!(x >= 0 && y >= 0 && width > 0 && height > 0 && x + width <= 1 && y + height <= 1))
    throw new DomainError(
      `inset: x, y, width and height must lie within the frame, 0 to 1; got x ${x}, y ${y}, width ${width}, height ${height}.`,
    );
  const { layout } = large;
  const { l, r, t, b } = layout.margin;
  const [w, h] = [layout.width - l - r, layout.height - t - b];
  const at = { left: l + x * w, top: t + (1 - y - height) * h, width: width * w, height: height * h };
  const part = embed({ ...withQuantities(small), layout: smaller(small) }, at, layout, countAxes(layout));
  const data = [...large.data, ...part.traces.map((trace) => ({ ...withKey(trace, "panel", "inset"), showlegend: false }))];
  return figure({
    ...large,
    data,
    layout: {
      ...fitTicks({ ...layout, ...part.axes }, data),
      shapes: [...(layout.shapes ?? []), ...part.shapes],
      annotations: [...(layout.annotations ?? []), ...part.annotations],
    },
    alt: `${large.alt} Inset: ${small.alt}`,
  });
}

function smaller({ layout }: Figure): Figure["layout"] {
  const axes = Object.entries(layout)
    .filter(([key]) => /^[xy]axis\d*$/.test(key))
    .map(([key, value]) => {
      const { title: _, ...spec } = value as Axis;
      const scale = SMALL / 12;
      return [key, { ...spec, tickfont: { size: (spec.tickfont?.size ?? 12) * scale }, ticklen: 3, minor: { ticks: "" } }];
    });
  return { ...layout, ...Object.fromEntries(axes), annotations: [], title: undefined };
}
