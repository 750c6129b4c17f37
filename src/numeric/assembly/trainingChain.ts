import { activate32, multiplySlope32, quantise32, SOFTMAX } from "./activation";
import { differenceDelta, gather, softmaxDelta } from "./batch";
import {
  AVERAGE_POOL,
  CONV,
  C_BATCH,
  C_DATA,
  C_DATA_ROW,
  C_GRADIENT,
  C_LABELS,
  C_LAYERS,
  C_LOSS,
  C_ORDER,
  C_PANELS,
  C_QUADS,
  C_RECORDS,
  C_ROWS,
  C_RUNS,
  C_SEED,
  C_STEP,
  C_STRIDE,
  C_SUM,
  C_TABLE,
  C_TARGETS,
  C_TARGET_BATCH,
  C_TARGET_ROW,
  C_WORDS,
  C_ZERO,
  DENSE,
  L_ACTIVATION,
  L_BIAS,
  L_BIAS_GRADIENT,
  L_CLEAN,
  L_DELTA,
  L_DROP,
  L_DROP_KEEP,
  L_DROP_STREAM,
  L_EVALUATION_STREAM,
  L_IN,
  L_INNER,
  L_INNER_DELTA,
  L_INPUT,
  L_KIND,
  L_LOW,
  L_MASK,
  L_NOISE,
  L_NOISE_SD,
  L_NOISE_STREAM,
  L_NOISE_WHEN,
  L_OUT,
  L_OUTPUT,
  L_PLACES,
  L_RANK,
  L_SCALED,
  L_SIZE,
  L_SLOPE,
  L_STEP,
  L_TURNED,
  L_U,
  L_UT,
  L_V,
  L_VT,
  L_WEIGHTS,
  L_WEIGHT_GRADIENT,
  L_WINDOW,
} from "./chainRecords";
import { gemm, gemmTransposed } from "./gemm";
import { addNoise, dropOut } from "./noise";
import { gemmPanels, packQuads, packQuadsTransposed } from "./panels";
import { update } from "./updates";
import { convBackward, convForward, convGradient, poolBackward, poolForward } from "./windows32";

/**
 * Training of a chain of layers, float32: gather a mini-batch, forward, backward, update, for many batches in one call. Activations lie
 * feature-major: one row of `stride` bytes per unit, one column per sample of the batch. An image is a row per channel and pixel.
 */

const TRAINING = 1;
const EVALUATION = 2;

const CROSS_ENTROPY = 0;
const MSE = 1;

/** to[j, i] = from[i, j]: the backward pass then finds its weights side by side, too. */
function transpose(from: usize, rows: i32, cols: i32, to: usize): void {
  const step = (rows as usize) << 2;
  for (let i = 0; i < rows; i++, to += 4) for (let j = 0, at = to; j < cols; j++, from += 4, at += step) store<f32>(at, load<f32>(from));
}

/** Matrices of at least this many numbers go through panels.ts. */
const WIDE = 1 << 14;

/** z = W x + b, or z = V (s * (U x)), all transposed, V left out where the next layer has it; a convolution or a pool. */
function sums(chain: usize, r: usize, to: usize, stride: usize, n: i32): void {
  const kind = load<i32>(r, L_KIND);
  const rank = load<i32>(r, L_RANK);
  const nIn = load<i32>(r, L_IN);
  const nOut = load<i32>(r, L_OUT);
  const x = load<usize>(r, L_INPUT);
  const weights = load<usize>(r, L_WEIGHTS);
  const bias = load<usize>(r, L_BIAS);
  const quads = load<usize>(chain, C_QUADS);
  const panels = load<usize>(chain, C_PANELS);
  const runs = load<usize>(chain, C_RUNS);
  if (kind == CONV) {
    const table = load<usize>(chain, C_TABLE);
    convForward(load<usize>(r, L_WINDOW), x, weights, bias, to, quads, panels, table, runs, load<usize>(chain, C_ZERO), stride, n);
  } else if (kind != DENSE) poolForward(load<usize>(r, L_WINDOW), x, kind == AVERAGE_POOL, to, load<usize>(r, L_PLACES), stride, n);
  else if (rank) {
    const inner = load<usize>(r, L_INNER);
    const v = load<usize>(r, L_V);
    const scaled = v ? load<usize>(r, L_SCALED) : to;
    gemmPanels(load<usize>(r, L_U), rank, nIn, x, inner, 0, panels, runs, stride, n);
    scaleRows(inner, weights, scaled, rank, stride, n);
    if (v) gemmPanels(v, nOut, rank, scaled, to, 0, panels, runs, stride, n);
  } else if (nIn * nOut >= WIDE) {
    packQuads(weights, (nOut as usize) << 2, nOut, nIn, quads);
    gemmPanels(quads, nOut, nIn, x, to, bias, panels, runs, stride, n);
  } else gemm(weights, (nOut as usize) << 2, nOut, nIn, x, to, bias, stride, n);
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
    sums(chain, r, clean, stride, n);
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
    const below = r - L_SIZE;
    const to = l > 0 ? load<usize>(below, L_DELTA) : 0;
    backward(chain, r, to, stride, n);
    if (l > 0) {
      const nIn = load<i32>(r, L_IN);
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

/** The gradients of a layer from its L_DELTA, and at `to`, unless that is 0, what comes back to its inputs. */
function backward(chain: usize, r: usize, to: usize, stride: usize, n: i32): void {
  const kind = load<i32>(r, L_KIND);
  const nIn = load<i32>(r, L_IN);
  const nOut = load<i32>(r, L_OUT);
  const x = load<usize>(r, L_INPUT);
  const delta = load<usize>(r, L_DELTA);
  const rank = load<i32>(r, L_RANK);
  const weights = load<usize>(r, L_WEIGHTS);
  const weightGradient = load<usize>(r, L_WEIGHT_GRADIENT);
  const biasGradient = load<usize>(r, L_BIAS_GRADIENT);
  const turned = load<usize>(r, L_TURNED);
  const window = load<usize>(r, L_WINDOW);
  const quads = load<usize>(chain, C_QUADS);
  const panels = load<usize>(chain, C_PANELS);
  const runs = load<usize>(chain, C_RUNS);
  if (kind == CONV) {
    convGradient(window, x, delta, weightGradient, biasGradient, load<usize>(chain, C_TABLE), load<usize>(chain, C_ZERO), stride, n);
    if (to) convBackward(window, weights, delta, to, turned, quads, panels, runs, stride, n);
  } else if (kind != DENSE) {
    if (to) poolBackward(window, delta, kind == AVERAGE_POOL, load<usize>(r, L_PLACES), to, stride, n);
  } else if (rank) {
    const vt = load<usize>(r, L_VT);
    const inner = vt ? load<usize>(r, L_INNER_DELTA) : delta;
    if (vt) gemmPanels(vt, rank, nOut, delta, inner, 0, panels, runs, stride, n);
    rowProducts(load<usize>(r, L_INNER), inner, weightGradient, rank, stride, n);
    if (to) {
      scaleRows(inner, weights, inner, rank, stride, n);
      gemmPanels(load<usize>(r, L_UT), nIn, rank, inner, to, 0, panels, runs, stride, n);
    }
  } else {
    gemmTransposed(x, delta, nIn, nOut, weightGradient, biasGradient, stride, n);
    if (!to) return;
    if (nIn * nOut >= WIDE) {
      packQuadsTransposed(weights, (nOut as usize) << 2, nIn, nOut, quads);
      gemmPanels(quads, nIn, nOut, delta, to, 0, panels, runs, stride, n);
    } else {
      transpose(weights, nIn, nOut, turned);
      gemm(turned, (nIn as usize) << 2, nIn, nOut, delta, to, 0, stride, n);
    }
  }
}

function multiply(by: usize, at: usize, end: usize): void {
  for (; at < end; at += 16, by += 16) v128.store(at, f32x4.mul(v128.load(at), v128.load(by)));
}

/** Forward and backward of one batch of the order, no update. */
export function trainingChainGradient(chain: usize, from: i32, count: i32): void {
  gradient(chain, from, count);
}

/** `batches` mini-batches of the order, from batch number `first` on; the last of an epoch may be smaller. */
export function trainingChainTrain(chain: usize, first: i32, batches: i32): void {
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
export function trainingChainOutputs(chain: usize, table: usize, order: usize, from: i32, count: i32, step: f64): void {
  const n = (count + 7) & ~7;
  const input = load<usize>(load<usize>(chain, C_RECORDS), L_INPUT);
  gather(table, load<usize>(chain, C_DATA_ROW), order, from, count, n, input, load<usize>(chain, C_STRIDE));
  forward(chain, EVALUATION, step, n);
}
