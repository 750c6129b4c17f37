export { activationsOf } from "./activations/activationsOf.js";
export { activationsOfCheckpoints } from "./activations/activationsOfCheckpoints.js";
export { activationsOfOnnx, type NamedActivations } from "./activations/activationsOfOnnx.js";
export { openRun } from "./activations/openRun.js";
export type { GradientStatistics, HistoryEntry, Run, Snapshot } from "./activations/run.js";
export { saveRun } from "./activations/saveRun.js";
export { checkpoint } from "./cell/checkpoint.js";
export { type Claim, type ClaimOptions, claim, type Verdict } from "./cell/claim.js";
export { parameters } from "./cell/parameters.js";
export { type RecordedNumber, record } from "./cell/record.js";
export { column } from "./core/column.js";
export type { Dataset, StoredBytes } from "./core/dataset.js";
export { DomainError, ShapeError } from "./core/errors.js";
export type { Estimate } from "./core/estimate.js";
export { clearOutput, display } from "./core/host.js";
export { type Matrix, matrix } from "./core/matrix.js";
export type { Mode } from "./core/mode.js";
export { bimodalPrior, normalPrior, type Prior, spikeSlabPrior } from "./core/prior.js";
export { progress } from "./core/progress.js";
export { type Random, random } from "./core/random.js";
export { bitsToNats, natsToBits } from "./core/units.js";
export { type Batch, batches } from "./datasets/batches.js";
export { bivariateNormal } from "./datasets/bivariateNormal.js";
export { bmiTask } from "./datasets/bmiTask.js";
export { type BmiTask, bmiTasks } from "./datasets/bmiTasks.js";
export { DataError } from "./datasets/dataError.js";
export { type DatasetOptions, dataset } from "./datasets/dataset.js";
export { fashionMnist } from "./datasets/fashionMnist.js";
export { fourPointNeuron } from "./datasets/fourPointNeuron.js";
export { gaussianMixture } from "./datasets/gaussianMixture.js";
export { type GenerativeDataset, generativeModel } from "./datasets/generativeModel.js";
export type { ImageOptions } from "./datasets/imageSet.js";
export { inputBatch } from "./datasets/inputBatch.js";
export type { ModelLayer } from "./datasets/layeredModel.js";
export { mnist } from "./datasets/mnist.js";
export { multivariateNormal } from "./datasets/multivariateNormal.js";
export { multivariateStudent } from "./datasets/multivariateStudent.js";
export { openDataset } from "./datasets/openDataset.js";
export type { PairedSamples } from "./datasets/paired/drawPairs.js";
export { split } from "./datasets/split.js";
export { subset } from "./datasets/subset.js";
export { szt } from "./datasets/szt.js";
export { sztFromFile } from "./datasets/sztFromFile.js";
export { type TeacherDataset, teacherStudent } from "./datasets/teacherStudent.js";
export { toArquero } from "./datasets/toArquero.js";
export { toDanfo } from "./datasets/toDanfo.js";
export { type MatrixLike, toMatrix } from "./datasets/toMatrix.js";
export { toTensor } from "./datasets/toTensor.js";
export { uniformShape } from "./datasets/uniformShape.js";
export type { LossKind } from "./engines/loss.js";
export type { Adam, Optimizer, Sgd } from "./engines/optimizer.js";
export type { Regularizer } from "./engines/regularizer.js";
export type { Schedule } from "./engines/schedule.js";
export { addNoise } from "./estimate/addNoise.js";
export { type CalibrateOptions, type Calibration, calibrate } from "./estimate/calibrate.js";
export { type Comparison, compareEstimators } from "./estimate/compareEstimators.js";
export { conditionalMutualInformationKsg } from "./estimate/conditionalMutualInformationKsg.js";
export { cosineSimilarities } from "./estimate/cosineSimilarities.js";
export { entropyBinned } from "./estimate/entropyBinned.js";
export { entropyDiscrete } from "./estimate/entropyDiscrete.js";
export { entropyExact } from "./estimate/entropyExact.js";
export { entropyGaussian } from "./estimate/entropyGaussian.js";
export { entropyKde } from "./estimate/entropyKde.js";
export { entropyKozachenkoLeonenko } from "./estimate/entropyKozachenkoLeonenko.js";
export { entropyLinearGaussian } from "./estimate/entropyLinearGaussian.js";
export { entropyMixtureMonteCarlo } from "./estimate/entropyMixtureMonteCarlo.js";
export { entropyMixtureQuadrature } from "./estimate/entropyMixtureQuadrature.js";
export { entropyUniformGaussian } from "./estimate/entropyUniformGaussian.js";
export { errorBySubsampling, type SubsamplingOptions } from "./estimate/errorBySubsampling.js";
export type { KdeOptions } from "./estimate/kdeVariance.js";
export { kernelVariance } from "./estimate/kernelVariance.js";
export type { Kind } from "./estimate/kinds.js";
export type { KsgOptions } from "./estimate/ksgOptions.js";
export type { LinearGaussianOptions, LinearLayer } from "./estimate/linearGaussian.js";
export { localMutualInformationKsg } from "./estimate/localMutualInformationKsg.js";
export type { MonteCarloOptions } from "./estimate/monteCarloOptions.js";
export { type BinnedOptions, mutualInformationBinned } from "./estimate/mutualInformationBinned.js";
export { mutualInformationDiscrete } from "./estimate/mutualInformationDiscrete.js";
export { mutualInformationExact } from "./estimate/mutualInformationExact.js";
export { mutualInformationGao } from "./estimate/mutualInformationGao.js";
export { type GaussianOptions, mutualInformationGaussian } from "./estimate/mutualInformationGaussian.js";
export { mutualInformationGaussianChannel } from "./estimate/mutualInformationGaussianChannel.js";
export { mutualInformationGaussianCopula } from "./estimate/mutualInformationGaussianCopula.js";
export { mutualInformationKde } from "./estimate/mutualInformationKde.js";
export { mutualInformationKsg } from "./estimate/mutualInformationKsg.js";
export { mutualInformationLinearGaussian } from "./estimate/mutualInformationLinearGaussian.js";
export { mutualInformationMeanField } from "./estimate/mutualInformationMeanField.js";
export { mutualInformationMixtureQuadrature } from "./estimate/mutualInformationMixtureQuadrature.js";
export { mutualInformationRoss } from "./estimate/mutualInformationRoss.js";
export { mutualInformationSamplePropagation, type SamplePropagationOptions } from "./estimate/mutualInformationSamplePropagation.js";
export { type NoisyLayer, type NoisyOutputsOptions, noisyOutputs } from "./estimate/noisyOutputs.js";
export type { EstimatorChoice, PairEstimator } from "./estimate/pairEstimator.js";
export { type PairwiseDistances, pairwiseDistances } from "./estimate/pairwiseDistances.js";
export { type PermutationNull, permutationNull } from "./estimate/permutationNull.js";
export type { Binning } from "./estimate/quantised.js";
export { type RegressionSlopes, regressionSlopes } from "./estimate/regressionSlopes.js";
export type { RepeatOptions } from "./estimate/repeated.js";
export { riskBoundSamplePropagation } from "./estimate/riskBoundSamplePropagation.js";
export { type Sensitivity, sensitivity } from "./estimate/sensitivity.js";
export { unitEntropiesBinned } from "./estimate/unitEntropiesBinned.js";
export type { AxisOptions } from "./figure/axis.js";
export { type BarGroup, type BarsOptions, bars } from "./figure/bars.js";
export { type Cloud, type Cloud3dOptions, cloud3d } from "./figure/cloud3d.js";
export type { Series } from "./figure/curve.js";
export { type DiagramOptions, diagram } from "./figure/diagram.js";
export type {
  DiagramArrow,
  DiagramBox,
  DiagramCircle,
  DiagramLine,
  DiagramPart,
  DiagramPoint,
  DiagramSide,
  DiagramText,
} from "./figure/diagramParts.js";
export { type Figure, figure } from "./figure/figure.js";
export type { FigureOptions } from "./figure/frame.js";
export { type HeatmapOptions, heatmap } from "./figure/heatmap.js";
export { type Histogram, type HistogramOptions, histogram } from "./figure/histogram.js";
export { type InformationPlaneOptions, informationPlane, type PlanePoint } from "./figure/informationPlane.js";
export { inset } from "./figure/inset.js";
export { type LinesOptions, lines } from "./figure/lines.js";
export { type PanelsOptions, panels } from "./figure/panels.js";
export type { Mark, Reference } from "./figure/references.js";
export { save } from "./figure/save.js";
export { type Points, type ScatterOptions, scatter } from "./figure/scatter.js";
export { type SliderOptions, slider } from "./figure/slider.js";
export { FormatError } from "./formats/formatError.js";
export { decodeNpy, encodeNpy } from "./formats/npy.js";
export { decodeNpz, encodeNpz } from "./formats/npz.js";
export type { NumericArray } from "./formats/numericArray.js";
export type { Activation } from "./networks/activation.js";
export { grabauskasNetwork } from "./networks/grabauskasNetwork.js";
export type { Initialiser } from "./networks/initialiser.js";
export { layerWeights } from "./networks/layerWeights.js";
export { linearStudent } from "./networks/linearStudent.js";
export { mlp } from "./networks/mlp.js";
export type { DenseLayer, Layer, Network, UsvLayer } from "./networks/network.js";
export { saxeMnist } from "./networks/saxeMnist.js";
export { sztNetwork } from "./networks/sztNetwork.js";
export { usvRecognition } from "./networks/usvRecognition.js";
export type { Activation as ReplicaActivation, Piece } from "./replica/activation.js";
export type { ReplicaLayer } from "./replica/chain.js";
export { entropyReplica, type ReplicaOptions } from "./replica/entropyReplica.js";
export { entropyReplicaByLayer } from "./replica/entropyReplicaByLayer.js";
export { type InterfaceFunctions, interfaceFunctions } from "./replica/interfaceFunctions.js";
export { type OutputFunctions, outputFunctions } from "./replica/outputFunctions.js";
export { type PotentialPoint, potentialReplica } from "./replica/potentialReplica.js";
export { type PriorFunctions, priorFunctions } from "./replica/priorFunctions.js";
export { type AlongTrainingOptions, type ReplicaEpoch, replicaAlongTraining } from "./replica/replicaAlongTraining.js";
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
export { type TrainedLayer, type TrainedRun, type TrainedSpectra, trainedSpectra } from "./replica/trainedSpectra.js";
export { adam } from "./train/adam.js";
export { exponentialDecay } from "./train/exponentialDecay.js";
export { linearDecay } from "./train/linearDecay.js";
export { logSpaced } from "./train/logSpaced.js";
export { sgd } from "./train/sgd.js";
export { stepDecay } from "./train/stepDecay.js";
export type { TrainingData } from "./train/train.js";
export { type TrainOptions, train } from "./train/train.js";
