export { createManifestMaker, type RunningMaker } from './create-manifest-maker.js'
export { manifestMakerSettings } from './settings.js'
