/**
 * An order of the rows in which neighbours in space are neighbours in memory: every run of `leaf` rows (counted from the start) is a leaf of
 * a k-d tree, cut at the median of the widest side.
 *
 * @param data rows × cols, row-major
 * @returns the row numbers in that order
 */
export function kdOrder(data: Float32Array | Float64Array, rows: number, cols: number, leaf: number): Uint32Array {
  const order = new Uint32Array(rows);
  for (let i = 0; i < rows; i++) order[i] = i;
  const key = new Float64Array(rows);
  const stack = [0, rows];
  while (stack.length > 0) {
    const end = stack.pop()!;
    const start = stack.pop()!;
    if (end - start <= leaf) continue;
    const axis = widestSide(data, cols, order, start, end);
    for (let i = start; i < end; i++) key[i] = data[order[i] * cols + axis];
    const middle = start + leaf * Math.ceil(Math.ceil((end - start) / leaf) / 2);
    select(key, order, start, end - 1, middle);
    stack.push(start, middle, middle, end);
  }
  return order;
}

function widestSide(data: Float32Array | Float64Array, cols: number, order: Uint32Array, start: number, end: number): number {
  let widest = -1;
  let axis = 0;
  // 64 rows spread over the run show its shape; a poor cut costs speed, never correctness
  const stride = Math.max(1, Math.floor((end - start) / 64));
  for (let k = 0; k < cols; k++) {
    let min = Infinity;
    let max = -Infinity;
    for (let i = start; i < end; i += stride) {
      const x = data[order[i] * cols + k];
      if (x < min) min = x;
      if (x > max) max = x;
    }
    if (max - min > widest) {
      widest = max - min;
      axis = k;
    }
  }
  return axis;
}

/** Moves the entries of `key` (and `order` with it) so that all before `middle` are at most those from `middle` on. */
function select(key: Float64Array, order: Uint32Array, first: number, last: number, middle: number): void {
  let low = first;
  let high = last;
  while (low < high) {
    const pivot = key[(low + high) >>> 1];
    let i = low;
    let j = high;
    while (i <= j) {
      while (key[i] < pivot) i++;
      while (key[j] > pivot) j--;
      if (i <= j) {
        const k = key[i];
        key[i] = key[j];
        key[j] = k;
        const o = order[i];
        order[i] = order[j];
        order[j] = o;
        i++;
        j--;
      }
    }
    if (middle <= j) high = j;
    else if (middle >= i) low = i;
    else return;
  }
}
