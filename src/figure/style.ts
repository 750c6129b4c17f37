/** Sizes of the texts of every figure, in pixels. */
export const FONT_SIZE = 13;
export const TITLE_SIZE = 15;
export const TICK_SIZE = 12;
export const STAMP_SIZE = 11;
