/** A point: pixels to the right, pixels upwards. */
export type DiagramPoint = readonly [number, number];

export type DiagramSide = "left" | "right" | "top" | "bottom";

interface Drawn {
  /** Of the outline. Default dark grey. */
  readonly colour?: string;
  readonly dash?: "solid" | "dash" | "dot";
}

interface Outlined extends Drawn {
  /** What arrows call it; each name once. */
  readonly name?: string;
  /** The centre. */
  readonly x: number;
  readonly y: number;
  readonly label?: string;
  /** Where the label stands. Default "middle". */
  readonly labelAt?: "middle" | "above" | "below";
  /** Default white. */
  readonly fill?: string;
}

export interface DiagramBox extends Outlined {
  readonly kind: "box";
  readonly width: number;
  readonly height: number;
}

export interface DiagramCircle extends Outlined {
  readonly kind: "circle";
  readonly radius: number;
}

/** From one part to another, or between points; at a named part it ends on the outline. */
export interface DiagramArrow extends Drawn {
  readonly kind: "arrow";
  readonly from: string | DiagramPoint;
  readonly to: string | DiagramPoint;
  /** The middle of which side; default: where the straight line between the centres leaves the part. */
  readonly fromSide?: DiagramSide;
  readonly toSide?: DiagramSide;
  readonly heads?: "to" | "both" | "none";
  readonly label?: string;
  /** Of the middle of the arrow. Default: above one that is rather level, on the right of one that is rather steep. */
  readonly labelSide?: DiagramSide;
}

/** A line through points, for example the graph of an activation drawn into a box. */
export interface DiagramLine extends Drawn {
  readonly kind: "line";
  readonly points: readonly DiagramPoint[];
  readonly width?: number;
}

export interface DiagramText {
  readonly kind: "text";
  readonly x: number;
  readonly y: number;
  readonly label: string;
  /** Which point of the text is at x. Default "center". */
  readonly anchor?: "left" | "center" | "right";
  readonly colour?: string;
}

export type DiagramPart = DiagramBox | DiagramCircle | DiagramArrow | DiagramLine | DiagramText;
