/** Rows sorted into classes of equal rows: `group[i]` is the class of row i (numbered by first appearance), `counts[c]` its size. */
export interface Groups {
  readonly group: Int32Array;
  readonly counts: Int32Array;
}

/**
 * Counts equal rows with an open-addressing hash table; rows whose hashes agree are compared word by word, so the count is exact.
 *
 * @param words rows × width 32-bit words, row-major (an Int32Array view of float64 codes has two words per value)
 */
export function groupRows(words: Int32Array, rows: number, width: number): Groups {
  const size = 2 ** Math.ceil(Math.log2(2 * rows + 2));
  const table = new Int32Array(size); // class + 1; 0 is free
  const group = new Int32Array(rows);
  const counts = new Int32Array(rows);
  const first = new Int32Array(rows); // first row of each class
  const hashes = new Int32Array(rows);
  let classes = 0;
  for (let i = 0; i < rows; i++) {
    const start = i * width;
    let h = 0;
    for (let j = 0; j < width; j++) {
      h = Math.imul(h ^ words[start + j], 0x9e3779b1);
      h ^= h >>> 15;
    }
    h = Math.imul(h ^ (h >>> 13), 0x85ebca6b);
    h ^= h >>> 16;
    let slot = h & (size - 1);
    for (;;) {
      const c = table[slot] - 1;
      if (c < 0) {
        table[slot] = classes + 1;
        first[classes] = i;
        hashes[classes] = h;
        counts[classes] = 1;
        group[i] = classes++;
        break;
      }
      if (hashes[c] === h && sameWords(words, start, first[c] * width, width)) {
        counts[c]++;
        group[i] = c;
        break;
      }
      slot = (slot + 1) & (size - 1);
    }
  }
  return { group, counts: counts.subarray(0, classes) };
}

function sameWords(words: Int32Array, a: number, b: number, width: number): boolean {
  for (let j = 0; j < width; j++) if (words[a + j] !== words[b + j]) return false;
  return true;
}
