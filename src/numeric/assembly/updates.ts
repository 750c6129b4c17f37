import {
  C_BETA1,
  C_BETA2,
  C_COUNT,
  C_EPSILON,
  C_FIRST,
  C_GRADIENT,
  C_LAYERS,
  C_MAX_NORM,
  C_OPTIMIZER,
  C_PARSEVAL,
  C_POWER1,
  C_POWER2,
  C_RATE,
  C_RECORDS,
  C_ROOM,
  C_SECOND,
  C_THETA,
  C_WEIGHT_DECAY,
  L_COLUMNS,
  L_DEPTH,
  L_RANK,
  L_SIZE,
  L_WEIGHTS,
} from "./chainRecords";

const ADAM = 1;

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

export function update(chain: usize): void {
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
    const nIn = load<i32>(r, L_DEPTH);
    const nOut = load<i32>(r, L_COLUMNS);
    if (load<i32>(r, L_RANK) || nIn == 0) continue;
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

/** The weights into each unit or channel, scaled down to Euclidean norm `most` where theirs is larger. */
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
