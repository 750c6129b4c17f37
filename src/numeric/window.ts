/** Windows that slide over images of `channels` × `height` × `width`, stored channel after channel, each line by line. */
export interface Window {
  readonly channels: number;
  readonly height: number;
  readonly width: number;
  readonly outChannels: number;
  readonly outHeight: number;
  readonly outWidth: number;
  readonly kernelHeight: number;
  readonly kernelWidth: number;
  /** Lines and columns from one window to the next. */
  readonly down: number;
  readonly right: number;
  /** Lines and columns of zeros before the first of the image. */
  readonly top: number;
  readonly left: number;
}

/** In the order of assembly/window.ts. */
const FIELDS = [
  ...["channels", "height", "width", "outChannels", "outHeight", "outWidth"],
  ...["kernelHeight", "kernelWidth", "down", "right", "top", "left"],
] as (keyof Window)[];

/** 32-bit words of a window in memory. */
export const WINDOW_WORDS = FIELDS.length;

/** Writes a window for the kernels. */
export function layWindow(words: Uint32Array, window: Window): void {
  FIELDS.forEach((name, i) => {
    words[i] = window[name];
  });
}
