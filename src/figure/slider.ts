import { checkKnownOptions } from "../core/checks.js";
import { DomainError } from "../core/errors.js";
import { type Figure, figure } from "./figure.js";
import type { Axis, Layout } from "./plotly.js";
import { FONT_SIZE, TICK_SIZE } from "./style.js";
import { withKey } from "./withKey.js";

export interface SliderOptions {
  /** What the slider moves through. Default "epoch". */
  readonly label?: string;
  readonly key?: string;
  readonly alt?: string;
}

const HEIGHT = 76;
/** Between the slider and the edges of the picture: panels have no margins of their own. */
const LEAST_EDGE = 14;

/**
 * Figures of one kind behind a slider, for example one per epoch; it works wherever plotly does, also on a published page. A picture shows the
 * last. All frames get the same ranges, so that nothing jumps.
 *
 * @param frames in order; their figures have the same axes
 */
export function slider(frames: readonly { readonly label: string; readonly figure: Figure }[], options: SliderOptions = {}): Figure {
  const me = "slider";
  checkKnownOptions(me, options, ["label", "key", "alt"]);
  const last = frames.at(-1);
  if (!last) throw new DomainError(`${me}: there must be at least one frame { label, figure }; got none.`);
  const label = options.label ?? "epoch";
  const ranges = unionOfRanges(
    me,
    frames.map((f) => f.figure),
  );
  const { layout } = last.figure;
  const starts = frames.map((_, i) => frames.slice(0, i).reduce((sum, f) => sum + f.figure.data.length, 0));
  const total = frames.reduce((sum, f) => sum + f.figure.data.length, 0);
  const steps = frames.map(({ label: name, figure: f }, i) => ({
    label: name,
    method: "update" as const,
    args: [
      {
        visible: Array.from(
          { length: total },
          (_, k) => k >= starts[i] && k < starts[i] + f.data.length && f.data[k - starts[i]].visible !== false,
        ),
      },
      { shapes: f.layout.shapes ?? [], annotations: f.layout.annotations ?? [], "title.text": f.layout.title?.text ?? "" },
    ],
  }));
  const { margin, width, height } = layout;
  const inset = Math.max(0, LEAST_EDGE - Math.min(margin.l, margin.r)) / (width - margin.l - margin.r);
  return figure({
    ...last.figure,
    key: options.key ?? last.figure.key,
    data: frames.flatMap(({ label: name, figure: f }, i) =>
      f.data.map((trace) => ({ ...withKey(trace, label, name), visible: i === frames.length - 1 && trace.visible !== false })),
    ),
    layout: {
      ...{ ...layout, ...ranges, height: height + HEIGHT, margin: { ...margin, b: margin.b + HEIGHT } },
      sliders: [
        {
          ...{
            active: frames.length - 1,
            steps,
            x: inset,
            len: 1 - 2 * inset,
            xanchor: "left",
            y: 0,
            yanchor: "top",
            pad: { t: margin.b },
          },
          currentvalue: { prefix: `${label} `, xanchor: "left", font: { size: FONT_SIZE } },
          ...{ font: { size: TICK_SIZE }, ticklen: 0, minorticklen: 0, tickcolor: "rgba(0,0,0,0)" },
        },
      ],
    },
    alt: options.alt ?? `${last.figure.alt} The last of ${frames.length} frames, ${label} ${frames[0].label} to ${last.label}.`,
  });
}

function unionOfRanges(me: string, figures: readonly Figure[]): Partial<Layout> {
  const keys = (f: Figure): string[] => Object.keys(f.layout).filter((key) => /^[xy]axis\d*$/.test(key));
  const first = keys(figures[0]);
  const wrong = figures.findIndex((f) => keys(f).join() !== first.join());
  if (wrong > 0)
    throw new DomainError(
      `${me}: all frames must have the same axes; frame 0 has ${first.join(", ")} and frame ${wrong} has ${keys(figures[wrong]).join(", ")}.`,
    );
  return Object.fromEntries(
    first.map((key) => {
      const axes = figures.map((f) => f.layout[key] as Axis);
      const ends = axes.flatMap((axis) => axis.range ?? []);
      return [key, ends.length ? { ...axes.at(-1)!, range: [Math.min(...ends), Math.max(...ends)] } : axes.at(-1)!];
    }),
  );
}
