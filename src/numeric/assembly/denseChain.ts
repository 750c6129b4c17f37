import { activate32, multiplySlope32, quantise32, SOFTMAX } from "./activation";
import { gemm, gemmTransposed } from "./gemm";
import { addNoise, dropOut } from "./noise";
import { expRange32 } from "./vectorMath";

/**
 * Training of a chain of dense layers, float32: gather a mini-batch, forward, backward, update, for many batches in one call. Activations lie
 * feature-major: one row of `stride` bytes per unit, one column per sample of the batch. The two structs are written by
 * src/numeric/denseChain.ts, which holds the same offsets.
 */

// One record per layer.
const L_IN = 0;
const L_OUT = 4;
const L_ACTIVATION = 8;
const L_SLOPE = 12; // f32
const L_WEIGHTS = 16; // nIn x nOut, row-major; or s
const L_BIAS = 20; // 0 for none
const L_WEIGHT_GRADIENT = 24;
const L_BIAS_GRADIENT = 28;
const L_INPUT = 32;
const L_CLEAN = 36; // f(z)
const L_DELTA = 40;
const L_TURNED = 44; // room for the weights transposed
const L_OUTPUT = 48; // f(z) rounded, with noise and dropout; the same as L_CLEAN where there is neither
const L_NOISE = 52; // 0 none, 1 inside the activation, 2 after it
const L_NOISE_WHEN = 56; // bits: 1 training, 2 evaluation
const L_NOISE_SD = 60; // f32
const L_DROP = 64; // u32: units whose word lies below are dropped; 0 for no dropout
const L_DROP_KEEP = 68; // f32: 1 / (1 - rate)
const L_MASK = 72;
const L_NOISE_STREAM = 80; // f64 from here on
const L_EVALUATION_STREAM = 88;
const L_DROP_STREAM = 96;
const L_RANK = 104; // of W = U diag(s) V, where only s is trained; 0 for a dense layer
const L_U = 108; // nIn x rank
const L_UT = 112; // rank x nIn
const L_V = 116; // rank x nOut
const L_VT = 120; // nOut x rank
const L_INNER = 124; // x U, feature-major
const L_SCALED = 128; // x U diag(s)
const L_INNER_DELTA = 132;
const L_LOW = 136; // f32: activations are rounded to L_LOW + k · L_STEP; no rounding where L_STEP is 0
const L_STEP = 140; // f32
const L_SIZE = 144;

// The chain.
const C_LAYERS = 0;
const C_RECORDS = 4;
const C_STRIDE = 8;
const C_BATCH = 12;
const C_ROWS = 16;
const C_DATA = 20; // rows of float32, padded with zeros to a multiple of 4
const C_DATA_ROW = 24; // bytes
const C_ORDER = 28; // u32 per row
const C_LABELS = 32; // u8 per row, or 0
const C_TARGETS = 36; // as data, or 0
const C_TARGET_ROW = 40;
const C_TARGET_BATCH = 44; // feature-major room
const C_LOSS = 48;
const C_SUM = 52; // 1: the loss is summed over the batch, 0: averaged
const C_THETA = 56;
const C_FIRST = 60;
const C_SECOND = 64;
const C_GRADIENT = 68;
const C_COUNT = 72; // parameters, padded to a multiple of 4
const C_OPTIMIZER = 76;
const C_WEIGHT_DECAY = 80; // f32
const C_RATE = 88; // f64 from here on
const C_BETA1 = 96; // also the momentum of SGD
const C_BETA2 = 104;
const C_EPSILON = 112;
const C_POWER1 = 120; // beta1^steps, advanced here
const C_POWER2 = 128;
const C_SEED = 136;
const C_STEP = 144; // updates done, advanced here: the counter of noise and masks
const C_PARSEVAL = 152; // f32 from here on; 0 for none
const C_MAX_NORM = 156; // 0 for none
const C_WORDS = 160; // room for 128 bytes
const C_ROOM = 164; // room for Parseval: widest^2 + widest floats

const TRAINING = 1;
const EVALUATION = 2;

const CROSS_ENTROPY = 0;
const MSE = 1;

const ADAM = 1;

/** Rows order[from … from + count) of a padded row-major table to feature-major `out`; columns beyond `count` up to n become 0. */
function gather(table: usize, rowBytes: usize, order: usize, from: i32, count: i32, n: i32, out: usize, stride: usize): void {
  const zero = f32x4.splat(0.0);
  const width = (n as usize) << 2;
  for (let c: usize = 0; c < rowBytes; c += 16, out += stride << 2) {
    let at = order + ((from as usize) << 2);
    const base = table + c;
    let s: usize = 0;
    const whole = ((count & ~3) as usize) << 2;
    for (; s < whole; s += 16, at += 16) {
      const r0 = v128.load(base + (load<u32>(at) as usize) * rowBytes);
      const r1 = v128.load(base + (load<u32>(at, 4) as usize) * rowBytes);
      const r2 = v128.load(base + (load<u32>(at, 8) as usize) * rowBytes);
      const r3 = v128.load(base + (load<u32>(at, 12) as usize) * rowBytes);
      const a = v128.shuffle<f32>(r0, r1, 0, 4, 1, 5);
      const b = v128.shuffle<f32>(r2, r3, 0, 4, 1, 5);
      const d = v128.shuffle<f32>(r0, r1, 2, 6, 3, 7);
      const e = v128.shuffle<f32>(r2, r3, 2, 6, 3, 7);
      let to = out + s;
      v128.store(to, v128.shuffle<i64>(a, b, 0, 2));
      to += stride;
      v128.store(to, v128.shuffle<i64>(a, b, 1, 3));
      to += stride;
      v128.store(to, v128.shuffle<i64>(d, e, 0, 2));
      to += stride;
      v128.store(to, v128.shuffle<i64>(d, e, 1, 3));
    }
    for (let t = s; t < width; t += 16) for (let k: usize = 0; k < 4; k++) v128.store(out + k * stride + t, zero);
    const end = (count as usize) << 2;
    for (; s < end; s += 4, at += 4) {
      const row = base + (load<u32>(at) as usize) * rowBytes;
      for (let k: usize = 0; k < 4; k++) store<f32>(out + k * stride + s, load<f32>(row + (k << 2)));
    }
  }
}

/** to[j, i] = from[i, j]: the backward pass then finds its weights side by side, too. */
function transpose(from: usize, rows: i32, cols: i32, to: usize): void {
  const step = (rows as usize) << 2;
  for (let i = 0; i < rows; i++, to += 4) for (let j = 0, at = to; j < cols; j++, from += 4, at += step) store<f32>(at, load<f32>(from));
}

/** z = W x + b, or z = V (s * (U x)), all transposed. */
function sums(r: usize, to: usize, stride: usize, n: i32): void {
  const rank = load<i32>(r, L_RANK);
  const nIn = load<i32>(r, L_IN);
  const nOut = load<i32>(r, L_OUT);
  const x = load<usize>(r, L_INPUT);
  const weights = load<usize>(r, L_WEIGHTS);
  if (rank == 0) gemm(weights, (nOut as usize) << 2, nOut, nIn, x, to, load<usize>(r, L_BIAS), stride, n);
  else {
    const inner = load<usize>(r, L_INNER);
    const scaled = load<usize>(r, L_SCALED);
    gemm(load<usize>(r, L_U), (rank as usize) << 2, rank, nIn, x, inner, 0, stride, n);
    scaleRows(inner, weights, scaled, rank, stride, n);
    gemm(load<usize>(r, L_V), (nOut as usize) << 2, nOut, rank, scaled, to, 0, stride, n);
  }
}

/** Row k of `to` = s[k] times row k of `from`. */
function scaleRows(from: usize, s: usize, to: usize, rows: i32, stride: usize, n: i32): void {
  const width = (n as usize) << 2;
  for (let k = 0; k < rows; k++, from += stride, to += stride, s += 4) {
    const factor = v128.load32_splat(s);
    for (let i: usize = 0; i < width; i += 16) v128.store(to + i, f32x4.mul(factor, v128.load(from + i)));
  }
}

/** The gradient of s: row by row the product of x U with what comes back through V. */
function rowProducts(a: usize, b: usize, to: usize, rows: i32, stride: usize, n: i32): void {
  const width = (n as usize) << 2;
  for (let k = 0; k < rows; k++, a += stride, b += stride, to += 4) {
    let sum = f32x4.splat(0.0);
    for (let i: usize = 0; i < width; i += 16) sum = f32x4.add(sum, f32x4.mul(v128.load(a + i), v128.load(b + i)));
    const pairs = f32x4.add(sum, v128.shuffle<i64>(sum, sum, 1, 0));
    store<f32>(to, f32x4.extract_lane(pairs, 0) + f32x4.extract_lane(pairs, 1));
  }
}

/**
 * All layers. Word s of unit j of a layer is number j * S + s of its step, S the batch size rounded up to 16, so that noise and masks do not
 * depend on how the work is divided.
 *
 * @param mode TRAINING or EVALUATION
 */
function forward(chain: usize, mode: i32, step: f64, n: i32): void {
  const records = load<usize>(chain, C_RECORDS);
  const layers = load<i32>(chain, C_LAYERS);
  const stride = load<usize>(chain, C_STRIDE);
  const seed = load<f64>(chain, C_SEED) as u64;
  const words = load<usize>(chain, C_WORDS);
  const width = (n as usize) << 2;
  const blocks = (((load<i32>(chain, C_BATCH) + 15) & ~15) >> 2) as u64; // per unit
  for (let l = 0; l < layers; l++) {
    const r = records + (l as usize) * L_SIZE;
    const nOut = load<i32>(r, L_OUT);
    const clean = load<usize>(r, L_CLEAN);
    sums(r, clean, stride, n);
    const noise = load<i32>(r, L_NOISE_WHEN) & mode ? load<i32>(r, L_NOISE) : 0;
    const stream = (mode == TRAINING ? load<f64>(r, L_NOISE_STREAM) : load<f64>(r, L_EVALUATION_STREAM)) as u64;
    const sd = load<f32>(r, L_NOISE_SD);
    const drop = mode == TRAINING ? load<u32>(r, L_DROP) : 0;
    const code = load<i32>(r, L_ACTIVATION);
    const slope = load<f32>(r, L_SLOPE);
    const output = load<usize>(r, L_OUTPUT);
    const low = load<f32>(r, L_LOW);
    const levels = load<f32>(r, L_STEP);
    const first = (step as u64) * (nOut as u64) * blocks;
    for (let j = 0; j < nOut; j++) {
      const row = (j as usize) * stride;
      const at = clean + row;
      const to = output + row;
      const block = first + (j as u64) * blocks;
      if (noise == 1) addNoise(seed, stream, block, sd, at, at, at + width, words);
      if (code != 0 && code != SOFTMAX) activate32(code, slope, at, at, at + width);
      let from = at;
      if (levels != 0) {
        quantise32(low, levels, at, to, to + width);
        from = to;
      }
      if (noise == 2) addNoise(seed, stream, block, sd, from, to, to + width, words);
      else if (from != to) memory.copy(to, from, width);
      if (drop) {
        const dropStream = load<f64>(r, L_DROP_STREAM) as u64;
        dropOut(seed, dropStream, block, drop, load<f32>(r, L_DROP_KEEP), to, load<usize>(r, L_MASK) + row, to, to + width, words);
      }
    }
  }
}

/** delta = scale (softmax(z) - one-hot), 0 beyond the batch; the loss itself is not needed to train. */
function softmaxDelta(
  z: usize,
  classes: i32,
  labels: usize,
  delta: usize,
  order: usize,
  count: i32,
  n: i32,
  stride: usize,
  scale: f32,
): void {
  const width = (n as usize) << 2;
  const end = (classes as usize) * stride;
  for (let s: usize = 0; s < width; s += 16) {
    let most = v128.load(z + s);
    for (let c = stride; c < end; c += stride) most = f32x4.pmax(most, v128.load(z + s + c));
    for (let c: usize = 0; c < end; c += stride) v128.store(delta + s + c, f32x4.sub(v128.load(z + s + c), most));
  }
  for (let c: usize = 0; c < end; c += stride) expRange32(delta + c, delta + c, delta + c + width);
  for (let s: usize = 0; s < width; s += 16) {
    let sum = v128.load(delta + s);
    for (let c = stride; c < end; c += stride) sum = f32x4.add(sum, v128.load(delta + s + c));
    const factor = f32x4.div(f32x4.splat(scale), sum);
    for (let c: usize = 0; c < end; c += stride) v128.store(delta + s + c, f32x4.mul(v128.load(delta + s + c), factor));
  }
  for (let s = 0; s < count; s++) {
    const at = delta + (load<u8>(labels + (load<u32>(order + ((s as usize) << 2)) as usize)) as usize) * stride + ((s as usize) << 2);
    store<f32>(at, load<f32>(at) - scale);
  }
  clearBeyond(delta, classes, count, n, stride);
}

function clearBeyond(delta: usize, rows: i32, count: i32, n: i32, stride: usize): void {
  for (let j = 0; j < rows; j++) for (let s = count; s < n; s++) store<f32>(delta + (j as usize) * stride + ((s as usize) << 2), 0.0);
}

/** delta = scale (a - target). */
function differenceDelta(a: usize, target: usize, rows: i32, delta: usize, count: i32, n: i32, stride: usize, scale: f32): void {
  const width = (n as usize) << 2;
  for (let j = 0; j < rows; j++) {
    const row = (j as usize) * stride;
    for (let s: usize = 0; s < width; s += 16)
      v128.store(delta + row + s, f32x4.mul(f32x4.splat(scale), f32x4.sub(v128.load(a + row + s), v128.load(target + row + s))));
  }
  clearBeyond(delta, rows, count, n, stride);
}

/** Forward and backward for rows order[from … from + count); the gradient lies in C_GRADIENT afterwards. */
function gradient(chain: usize, from: i32, count: i32): void {
  const layers = load<i32>(chain, C_LAYERS);
  const records = load<usize>(chain, C_RECORDS);
  const stride = load<usize>(chain, C_STRIDE);
  const order = load<usize>(chain, C_ORDER);
  const n = (count + 7) & ~7;
  gather(load<usize>(chain, C_DATA), load<usize>(chain, C_DATA_ROW), order, from, count, n, load<usize>(records, L_INPUT), stride);
  forward(chain, TRAINING, load<f64>(chain, C_STEP), n);
  const last = records + ((layers - 1) as usize) * L_SIZE;
  const nLast = load<i32>(last, L_OUT);
  const output = load<usize>(last, L_CLEAN);
  const lastDelta = load<usize>(last, L_DELTA);
  const loss = load<i32>(chain, C_LOSS);
  const one: f32 = 1.0;
  const scale: f32 = load<i32>(chain, C_SUM) ? one : one / (count as f32);
  if (loss == CROSS_ENTROPY)
    softmaxDelta(output, nLast, load<usize>(chain, C_LABELS), lastDelta, order + ((from as usize) << 2), count, n, stride, scale);
  else {
    const target = load<usize>(chain, C_TARGET_BATCH);
    gather(load<usize>(chain, C_TARGETS), load<usize>(chain, C_TARGET_ROW), order, from, count, n, target, stride);
    const each: f32 = load<i32>(chain, C_SUM) ? one : scale / (nLast as f32);
    differenceDelta(output, target, nLast, lastDelta, count, n, stride, loss == MSE ? each * 2 : each);
    if (loss == MSE)
      for (let j = 0; j < nLast; j++) {
        const row = (j as usize) * stride;
        const at = lastDelta + row;
        multiplySlope32(load<i32>(last, L_ACTIVATION), load<f32>(last, L_SLOPE), output + row, at, at + ((n as usize) << 2));
      }
  }
  for (let l = layers - 1; l >= 0; l--) {
    const r = records + (l as usize) * L_SIZE;
    const nIn = load<i32>(r, L_IN);
    const nOut = load<i32>(r, L_OUT);
    const delta = load<usize>(r, L_DELTA);
    const rank = load<i32>(r, L_RANK);
    const below = r - L_SIZE;
    const to = l > 0 ? load<usize>(below, L_DELTA) : 0;
    if (rank == 0) {
      gemmTransposed(load<usize>(r, L_INPUT), delta, nIn, nOut, load<usize>(r, L_WEIGHT_GRADIENT), load<usize>(r, L_BIAS_GRADIENT), stride, n);
      if (l > 0) {
        const turned = load<usize>(r, L_TURNED);
        transpose(load<usize>(r, L_WEIGHTS), nIn, nOut, turned);
        gemm(turned, (nIn as usize) << 2, nIn, nOut, delta, to, 0, stride, n);
      }
    } else {
      const inner = load<usize>(r, L_INNER_DELTA);
      gemm(load<usize>(r, L_VT), (rank as usize) << 2, rank, nOut, delta, inner, 0, stride, n);
      rowProducts(load<usize>(r, L_INNER), inner, load<usize>(r, L_WEIGHT_GRADIENT), rank, stride, n);
      if (l > 0) {
        scaleRows(inner, load<usize>(r, L_WEIGHTS), inner, rank, stride, n);
        gemm(load<usize>(r, L_UT), (nIn as usize) << 2, nIn, rank, inner, to, 0, stride, n);
      }
    }
    if (l > 0) {
      const code = load<i32>(below, L_ACTIVATION);
      const clean = load<usize>(below, L_CLEAN);
      const mask = load<u32>(below, L_DROP) ? load<usize>(below, L_MASK) : 0;
      for (let i = 0; i < nIn; i++) {
        const row = (i as usize) * stride;
        if (mask) multiply(mask + row, to + row, to + row + ((n as usize) << 2));
        multiplySlope32(code, load<f32>(below, L_SLOPE), clean + row, to + row, to + row + ((n as usize) << 2));
      }
    }
  }
}

function multiply(by: usize, at: usize, end: usize): void {
  for (; at < end; at += 16, by += 16) v128.store(at, f32x4.mul(v128.load(at), v128.load(by)));
}

/** theta -= rate * buffer, buffer = momentum * buffer + g (PyTorch's SGD, dampening 0). */
function sgdStep(theta: usize, buffer: usize, g: usize, bytes: usize, rate: f32, momentum: f32, decay: f32): void {
  const lr = f32x4.splat(rate);
  const mu = f32x4.splat(momentum);
  const wd = f32x4.splat(decay);
  for (let i: usize = 0; i < bytes; i += 16) {
    const p = v128.load(theta + i);
    let d = f32x4.add(v128.load(g + i), f32x4.mul(wd, p));
    if (momentum != 0) {
      d = f32x4.add(f32x4.mul(mu, v128.load(buffer + i)), d);
      v128.store(buffer + i, d);
    }
    v128.store(theta + i, f32x4.sub(p, f32x4.mul(lr, d)));
  }
}

/** PyTorch's Adam: theta -= step * m / (sqrt(v) / root + epsilon), step = rate / (1 - beta1^t), root = sqrt(1 - beta2^t). */
function adamStep(
  theta: usize,
  m: usize,
  v: usize,
  g: usize,
  bytes: usize,
  step: f32,
  root: f32,
  beta1: f64,
  beta2: f64,
  epsilon: f32,
  decay: f32,
): void {
  const a1 = f32x4.splat((1.0 - beta1) as f32);
  const b2 = f32x4.splat(beta2 as f32);
  const a2 = f32x4.splat((1.0 - beta2) as f32);
  const size = f32x4.splat(step);
  const correction = f32x4.splat(root);
  const eps = f32x4.splat(epsilon);
  const wd = f32x4.splat(decay);
  for (let i: usize = 0; i < bytes; i += 16) {
    const p = v128.load(theta + i);
    const d = f32x4.add(v128.load(g + i), f32x4.mul(wd, p));
    const m0 = v128.load(m + i);
    const m1 = f32x4.add(m0, f32x4.mul(a1, f32x4.sub(d, m0)));
    const v1 = f32x4.add(f32x4.mul(b2, v128.load(v + i)), f32x4.mul(a2, f32x4.mul(d, d)));
    v128.store(m + i, m1);
    v128.store(v + i, v1);
    const denominator = f32x4.add(f32x4.div(f32x4.sqrt(v1), correction), eps);
    v128.store(theta + i, f32x4.sub(p, f32x4.div(f32x4.mul(size, m1), denominator)));
  }
}

function update(chain: usize): void {
  const bytes = load<usize>(chain, C_COUNT) << 2;
  const theta = load<usize>(chain, C_THETA);
  const g = load<usize>(chain, C_GRADIENT);
  const rate = load<f64>(chain, C_RATE);
  const beta1 = load<f64>(chain, C_BETA1);
  const decay = load<f32>(chain, C_WEIGHT_DECAY);
  if (load<i32>(chain, C_OPTIMIZER) == ADAM) {
    const beta2 = load<f64>(chain, C_BETA2);
    const power1 = load<f64>(chain, C_POWER1) * beta1;
    const power2 = load<f64>(chain, C_POWER2) * beta2;
    store<f64>(chain, power1, C_POWER1);
    store<f64>(chain, power2, C_POWER2);
    const step = (rate / (1.0 - power1)) as f32;
    const root = Math.sqrt(1.0 - power2) as f32;
    const epsilon = load<f64>(chain, C_EPSILON) as f32;
    adamStep(theta, load<usize>(chain, C_FIRST), load<usize>(chain, C_SECOND), g, bytes, step, root, beta1, beta2, epsilon, decay);
  } else sgdStep(theta, load<usize>(chain, C_FIRST), g, bytes, rate as f32, beta1 as f32, decay);
  constrain(chain);
}

function constrain(chain: usize): void {
  const parseval = load<f32>(chain, C_PARSEVAL);
  const norm = load<f32>(chain, C_MAX_NORM);
  if (parseval == 0 && norm == 0) return;
  const records = load<usize>(chain, C_RECORDS);
  const layers = load<i32>(chain, C_LAYERS);
  for (let l = 0; l < layers; l++) {
    const r = records + (l as usize) * L_SIZE;
    const w = load<usize>(r, L_WEIGHTS);
    const nIn = load<i32>(r, L_IN);
    const nOut = load<i32>(r, L_OUT);
    if (load<i32>(r, L_RANK)) continue;
    if (parseval != 0 && l < layers - 1) parsevalStep(w, nIn, nOut, parseval, load<usize>(chain, C_ROOM));
    if (norm != 0) limitNorm(w, nIn, nOut, norm);
  }
}

/** W <- W - a (W WT W - W), with WT W first: the same as A <- A - a (A AT A - A) for A = WT. */
function parsevalStep(w: usize, nIn: i32, nOut: i32, a: f32, room: usize): void {
  const row = (nOut as usize) << 2;
  const end = (nIn as usize) * row;
  for (let j: usize = 0; j < row; j += 4)
    for (let k: usize = 0; k <= j; k += 4) {
      let sum: f32 = 0.0;
      for (let i: usize = 0; i < end; i += row) sum += load<f32>(w + i + j) * load<f32>(w + i + k);
      store<f32>(room + j * (nOut as usize) + k, sum);
      store<f32>(room + k * (nOut as usize) + j, sum);
    }
  const line = room + row * (nOut as usize);
  for (let i: usize = 0; i < end; i += row) {
    for (let j: usize = 0; j < row; j += 4) {
      let sum: f32 = 0.0;
      for (let k: usize = 0; k < row; k += 4) sum += load<f32>(w + i + k) * load<f32>(room + j * (nOut as usize) + k);
      store<f32>(line + j, sum);
    }
    for (let j: usize = 0; j < row; j += 4) {
      const v = load<f32>(w + i + j);
      store<f32>(w + i + j, v - a * (load<f32>(line + j) - v));
    }
  }
}

/** The weights into each unit, scaled down to Euclidean norm `most` where theirs is larger. */
function limitNorm(w: usize, nIn: i32, nOut: i32, most: f32): void {
  const row = (nOut as usize) << 2;
  const end = (nIn as usize) * row;
  for (let j: usize = 0; j < row; j += 4) {
    let sum: f32 = 0.0;
    for (let i: usize = 0; i < end; i += row) sum += load<f32>(w + i + j) * load<f32>(w + i + j);
    const norm = sqrt<f32>(sum);
    if (norm > most) for (let i: usize = 0; i < end; i += row) store<f32>(w + i + j, load<f32>(w + i + j) * (most / norm));
  }
}

/** Forward and backward of one batch of the order, no update. */
export function denseChainGradient(chain: usize, from: i32, count: i32): void {
  gradient(chain, from, count);
}

/** `batches` mini-batches of the order, from batch number `first` on; the last of an epoch may be smaller. */
export function denseChainTrain(chain: usize, first: i32, batches: i32): void {
  const batch = load<i32>(chain, C_BATCH);
  const rows = load<i32>(chain, C_ROWS);
  for (let b = first; b < first + batches; b++) {
    const from = b * batch;
    gradient(chain, from, min(batch, rows - from));
    update(chain);
    store<f64>(chain, load<f64>(chain, C_STEP) + 1.0, C_STEP);
  }
}

/**
 * Outputs of the last layer (before a softmax) for rows order[from … from + count) of another table with the same columns.
 *
 * @param step counter of noise that also acts in evaluation
 */
export function denseChainOutputs(chain: usize, table: usize, order: usize, from: i32, count: i32, step: f64): void {
  const n = (count + 7) & ~7;
  const input = load<usize>(load<usize>(chain, C_RECORDS), L_INPUT);
  gather(table, load<usize>(chain, C_DATA_ROW), order, from, count, n, input, load<usize>(chain, C_STRIDE));
  forward(chain, EVALUATION, step, n);
}
