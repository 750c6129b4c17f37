/** The part of plotly's figure language that our figures are written in: the cartesian bundle, and everything that our SVG writer draws. */

export type Values = readonly (number | null)[];
/** Stops from 0 to 1 with their colours, `#rrggbb`. */
export type ColourScale = readonly (readonly [number, string])[];
export type Dash = "solid" | "dash" | "dot" | "dashdot" | "longdash" | "longdashdot";
export type Symbol2d =
  | "circle"
  | "square"
  | "diamond"
  | "triangle-up"
  | "triangle-down"
  | "cross"
  | "x"
  | "circle-open"
  | "square-open"
  | "diamond-open"
  | "triangle-up-open"
  | "triangle-down-open";

export interface Font {
  readonly family?: string;
  readonly size?: number;
  readonly color?: string;
}

export interface ColourBar {
  readonly title?: { readonly text: string; readonly side?: "right" | "top"; readonly font?: Font };
  readonly tickvals?: readonly number[];
  readonly ticktext?: readonly string[];
  readonly tickfont?: Font;
  /** Left edge in paper coordinates, and the distance to it in pixels. */
  readonly x?: number;
  readonly xpad?: number;
  /** Middle in paper coordinates. */
  readonly y?: number;
  /** Height as a fraction of the paper. */
  readonly len?: number;
  /** Width in pixels. */
  readonly thickness?: number;
  readonly [other: string]: unknown;
}

export interface Marker {
  readonly symbol?: Symbol2d | readonly Symbol2d[];
  /** Diameter in pixels. */
  readonly size?: number;
  readonly color?: string | readonly (number | string | null)[];
  readonly colorscale?: ColourScale;
  readonly cmin?: number;
  readonly cmax?: number;
  readonly showscale?: boolean;
  readonly colorbar?: ColourBar;
  readonly opacity?: number;
  readonly line?: { readonly color?: string; readonly width?: number };
}

export interface ErrorBars {
  readonly type: "data";
  readonly array: Values;
  readonly arrayminus?: Values;
  readonly symmetric?: boolean;
  /** false: the numbers stay in the figure and in its CSV file, but a band shows them. */
  readonly visible?: boolean;
  readonly color?: string;
  readonly thickness?: number;
  readonly width?: number;
}

interface TraceBase {
  readonly name?: string;
  readonly legendgroup?: string;
  readonly showlegend?: boolean;
  readonly visible?: boolean;
  readonly opacity?: number;
  readonly xaxis?: string;
  readonly yaxis?: string;
  readonly hoverinfo?: string;
  readonly hovertemplate?: string;
  /** For the CSV file: a trace with a role is left out, keys become columns. */
  readonly meta?: {
    readonly role?: "band" | "decoration";
    readonly keys?: Readonly<Record<string, string>>;
    /** What the axes show, where their titles do not say it. */
    readonly quantities?: { readonly x?: string; readonly y?: string };
  };
}

export interface ScatterTrace extends TraceBase {
  readonly type: "scatter";
  readonly mode: "lines" | "markers" | "lines+markers" | "none";
  readonly x: Values;
  readonly y: Values;
  readonly line?: {
    readonly color?: string;
    readonly width?: number;
    readonly dash?: Dash;
    readonly shape?: "linear" | "hv" | "vh" | "hvh";
  };
  readonly marker?: Marker;
  readonly fill?: "none" | "tozeroy" | "tonexty" | "toself";
  readonly fillcolor?: string;
  readonly error_x?: ErrorBars;
  readonly error_y?: ErrorBars;
  readonly connectgaps?: false;
  readonly customdata?: readonly unknown[];
}

export interface BarTrace extends TraceBase {
  readonly type: "bar";
  readonly x: Values;
  readonly y: Values;
  readonly width?: number | Values;
  readonly offset?: number | Values;
  readonly base?: number | Values;
  readonly marker?: {
    readonly color?: string | readonly string[];
    readonly line?: { readonly color?: string; readonly width?: number };
    readonly pattern?: {
      readonly shape: "" | "/" | "\\" | "x" | "-" | "|" | "+" | ".";
      readonly size?: number;
      readonly fgcolor?: string;
      readonly bgcolor?: string;
    };
  };
  readonly error_y?: ErrorBars;
}

/** Raw values that plotly counts itself; the bins are always given, so that everybody counts alike. */
export interface HistogramTrace extends TraceBase {
  readonly type: "histogram";
  readonly x: Values;
  readonly xbins: { readonly start: number; readonly end: number; readonly size: number };
  readonly histnorm?: "" | "probability" | "probability density";
  readonly marker?: BarTrace["marker"];
}

export interface HeatmapTrace extends TraceBase {
  readonly type: "heatmap";
  /** Edges of the cells: one more than columns, one more than rows. */
  readonly x: Values;
  readonly y: Values;
  readonly z: readonly Values[];
  readonly zmin: number;
  readonly zmax: number;
  readonly colorscale: ColourScale;
  readonly showscale?: boolean;
  readonly colorbar?: ColourBar;
}

export type Trace = ScatterTrace | BarTrace | HistogramTrace | HeatmapTrace;

export interface Axis {
  readonly title?: { readonly text: string; readonly standoff?: number; readonly font?: Font };
  readonly type?: "linear" | "log";
  /** Of a log axis: decimal logarithms. */
  readonly range?: readonly [number, number];
  readonly domain?: readonly [number, number];
  readonly anchor?: string;
  readonly overlaying?: string;
  readonly matches?: string;
  readonly side?: "left" | "right" | "top" | "bottom";
  readonly tickmode?: "auto" | "linear" | "array";
  readonly tickvals?: readonly number[];
  readonly ticktext?: readonly string[];
  readonly dtick?: number | string;
  /** At most so many ticks. */
  readonly nticks?: number;
  /** This axis is widened until its unit is as long as that of the other. */
  readonly scaleanchor?: string;
  readonly tickfont?: Font;
  readonly ticklen?: number;
  readonly ticks?: "" | "outside";
  readonly showticklabels?: boolean;
  readonly showgrid?: boolean;
  readonly gridcolor?: string;
  readonly showline?: boolean;
  readonly mirror?: boolean;
  readonly linecolor?: string;
  readonly linewidth?: number;
  readonly minor?: { readonly ticks?: "" | "outside"; readonly ticklen?: number; readonly dtick?: number | string };
  readonly visible?: boolean;
  readonly [other: string]: unknown;
}

export interface Shape {
  readonly type: "line" | "rect";
  readonly xref: string;
  readonly yref: string;
  readonly x0: number;
  readonly x1: number;
  readonly y0: number;
  readonly y1: number;
  readonly layer?: "above" | "below";
  readonly line?: { readonly color?: string; readonly width?: number; readonly dash?: Dash };
  readonly fillcolor?: string;
  readonly opacity?: number;
}

export interface Annotation {
  readonly name?: string;
  readonly text: string;
  readonly xref: string;
  readonly yref: string;
  readonly x: number;
  readonly y: number;
  readonly xanchor?: "left" | "center" | "right";
  readonly yanchor?: "top" | "middle" | "bottom";
  readonly xshift?: number;
  readonly yshift?: number;
  readonly textangle?: number;
  readonly font?: Font;
  readonly bgcolor?: string;
  readonly bordercolor?: string;
  readonly borderpad?: number;
  readonly showarrow?: false;
}

export interface Legend {
  readonly x?: number;
  readonly y?: number;
  readonly xanchor?: "left" | "center" | "right";
  readonly yanchor?: "top" | "middle" | "bottom";
  /** "constant": symbols of one size, for points that are too small to tell their colour. */
  readonly itemsizing?: "trace" | "constant";
  readonly bgcolor?: string;
  readonly bordercolor?: string;
  readonly borderwidth?: number;
  readonly font?: Font;
  readonly title?: { readonly text: string };
  readonly [other: string]: unknown;
}

export interface Slider {
  readonly active: number;
  readonly steps: readonly { readonly label: string; readonly method: "update"; readonly args: readonly object[] }[];
  readonly pad: { readonly t: number };
  /** Left end and length as fractions of the plotting area. */
  readonly x: number;
  readonly len: number;
  readonly currentvalue: { readonly prefix: string; readonly [other: string]: unknown };
  readonly [other: string]: unknown;
}

export interface Layout {
  readonly width: number;
  readonly height: number;
  readonly margin: { readonly l: number; readonly r: number; readonly t: number; readonly b: number };
  readonly title?: { readonly text: string; readonly [other: string]: unknown };
  readonly font?: Font;
  readonly showlegend?: boolean;
  readonly legend?: Legend;
  readonly barmode?: "overlay" | "group" | "stack";
  readonly shapes?: readonly Shape[];
  readonly annotations?: readonly Annotation[];
  readonly sliders?: readonly Slider[];
  /** Axes: xaxis, xaxis2, yaxis, yaxis2 ... and plotly's other settings. */
  readonly [other: string]: unknown;
}
