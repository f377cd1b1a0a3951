export { createManifestMaker, type RunningMaker } from './create-manifest-maker.js'
export { manifestMakerSettings } from './settings.js'
export { type ChildOptions, depsolveAsChild } from './solver/depsolve-as-child.js'
export { SolverFailure } from './solver/solver-failure.js'
