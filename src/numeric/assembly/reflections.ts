/**
 * 32 columns of a product of reflections: panel <- (1 - v_0 v_0T) … (1 - v_k v_kT) panel, float32, the last first.
 *
 * @param v reflection k at v + k · 4n; its first k numbers are 0 and |v_k|² = 2
 * @param last number of the last reflection that is applied
 * @param panel n rows of 32 numbers
 */
export function reflectPanel32(v: usize, n: i32, last: i32, panel: usize): void {
  for (let k = last; k >= 0; k--) {
    const row = v + (k as usize) * ((n as usize) << 2);
    const begin = row + ((k as usize) << 2);
    const end = row + ((n as usize) << 2);
    const top = panel + ((k as usize) << 7);
    let w0 = f32x4.splat(0.0);
    let w1 = w0;
    let w2 = w0;
    let w3 = w0;
    let w4 = w0;
    let w5 = w0;
    let w6 = w0;
    let w7 = w0;
    for (let i = begin, p = top; i < end; i += 4, p += 128) {
      const x = v128.load32_splat(i);
      w0 = f32x4.add(w0, f32x4.mul(x, v128.load(p)));
      w1 = f32x4.add(w1, f32x4.mul(x, v128.load(p, 16)));
      w2 = f32x4.add(w2, f32x4.mul(x, v128.load(p, 32)));
      w3 = f32x4.add(w3, f32x4.mul(x, v128.load(p, 48)));
      w4 = f32x4.add(w4, f32x4.mul(x, v128.load(p, 64)));
      w5 = f32x4.add(w5, f32x4.mul(x, v128.load(p, 80)));
      w6 = f32x4.add(w6, f32x4.mul(x, v128.load(p, 96)));
      w7 = f32x4.add(w7, f32x4.mul(x, v128.load(p, 112)));
    }
    for (let i = begin, p = top; i < end; i += 4, p += 128) {
      const x = v128.load32_splat(i);
      v128.store(p, f32x4.sub(v128.load(p), f32x4.mul(x, w0)));
      v128.store(p, f32x4.sub(v128.load(p, 16), f32x4.mul(x, w1)), 16);
      v128.store(p, f32x4.sub(v128.load(p, 32), f32x4.mul(x, w2)), 32);
      v128.store(p, f32x4.sub(v128.load(p, 48), f32x4.mul(x, w3)), 48);
      v128.store(p, f32x4.sub(v128.load(p, 64), f32x4.mul(x, w4)), 64);
      v128.store(p, f32x4.sub(v128.load(p, 80), f32x4.mul(x, w5)), 80);
      v128.store(p, f32x4.sub(v128.load(p, 96), f32x4.mul(x, w6)), 96);
      v128.store(p, f32x4.sub(v128.load(p, 112), f32x4.mul(x, w7)), 112);
    }
  }
}
