export { column } from "./core/column.js";
export type { Dataset } from "./core/dataset.js";
export { DomainError, ShapeError } from "./core/errors.js";
export type { Estimate } from "./core/estimate.js";
export { clearOutput, display } from "./core/host.js";
export { type Matrix, matrix } from "./core/matrix.js";
export { progress } from "./core/progress.js";
export { type Random, random } from "./core/random.js";
export { bitsToNats, natsToBits } from "./core/units.js";
export type { Activation, Piece } from "./replica/activation.js";
export type { ReplicaLayer } from "./replica/chain.js";
export { entropyReplica, type ReplicaOptions } from "./replica/entropyReplica.js";
export { entropyReplicaByLayer } from "./replica/entropyReplicaByLayer.js";
export { type InterfaceFunctions, interfaceFunctions } from "./replica/interfaceFunctions.js";
export { type OutputFunctions, outputFunctions } from "./replica/outputFunctions.js";
export { type PotentialPoint, potentialReplica } from "./replica/potentialReplica.js";
export { bimodalPrior, normalPrior, type Prior, spikeSlabPrior } from "./replica/prior.js";
export { type PriorFunctions, priorFunctions } from "./replica/priorFunctions.js";
export { type ReplicaEpoch, replicaAlongTraining, type TrainedLayer, type TrainedSpectra } from "./replica/replicaAlongTraining.js";
export type { Candidate, ReplicaEstimate } from "./replica/replicaEstimate.js";
export { ReplicaNotConvergedError } from "./replica/replicaNotConvergedError.js";
export { type SpectralFunctions, spectralFunctions } from "./replica/spectralFunctions.js";
export {
  eigenvaluesSpectrum,
  gaussianSpectrum,
  marchenkoPasturSpectrum,
  orthogonalSpectrum,
  type Spectrum,
  singularValuesSpectrum,
  weightsSpectrum,
} from "./replica/spectrum.js";
export type { OrderParameters } from "./replica/stateEvolution.js";
