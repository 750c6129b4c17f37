/** Windows that slide over images, as src/numeric/window.ts writes them: i32 at these offsets. */
export const W_CHANNELS = 0;
export const W_HEIGHT = 4;
export const W_WIDTH = 8;
export const W_OUT_CHANNELS = 12;
export const W_OUT_HEIGHT = 16;
export const W_OUT_WIDTH = 20;
export const W_KERNEL_HEIGHT = 24;
export const W_KERNEL_WIDTH = 28;
export const W_DOWN = 32;
export const W_RIGHT = 36;
export const W_TOP = 40;
export const W_LEFT = 44;

/** Numbers under a window: the depth of a convolution's sums. */
export function windowDepth(window: usize): i32 {
  return load<i32>(window, W_CHANNELS) * load<i32>(window, W_KERNEL_HEIGHT) * load<i32>(window, W_KERNEL_WIDTH);
}

/** Windows per channel. */
export function windowPlaces(window: usize): i32 {
  return load<i32>(window, W_OUT_HEIGHT) * load<i32>(window, W_OUT_WIDTH);
}
