export { AccessTokenError } from './access-token.js'
export type { OAuthOptions, TlsOptions, WorkerClientOptions } from './client-options.js'
export { type CommandOptions, commandLine } from './executors/image-builder/command-line.js'
export { findProgram } from './executors/image-builder/find-program.js'
export { createImageBuilderHandler, type ImageBuilderOptions } from './executors/image-builder/handler.js'
export { writeInputFiles } from './executors/image-builder/input-files.js'
export {
  type ManifestArgs,
  readManifestArgs,
  type RepositoryConfig,
} from './executors/image-builder/manifest-args.js'
export { lastError, manifestResult } from './executors/image-builder/manifest-result.js'
export { type ProgramAbilities, probeProgram } from './executors/image-builder/probe-program.js'
export { ProgramLimitError, type ProgramLimits } from './executors/image-builder/program-limits.js'
export { refuseLocalSources } from './executors/image-builder/refuse-local-sources.js'
export { withResolvedInputs } from './executors/image-builder/resolved-inputs.js'
export { type ProgramResult, runProgram } from './executors/image-builder/run-program.js'
export { readSbomDocuments } from './executors/image-builder/sbom-documents.js'
export { hostArchitecture } from './host-architecture.js'
export type { ChildJob, Job, Progress } from './job.js'
export { JOB_ERROR, JobCancelledError, JobError, JobLostError } from './job-error.js'
export { encode, RawJson } from './raw-json.js'
export { createPlaces, type Places } from './places.js'
export type { Handler, HandlerContext, WorkerLog } from './run-job.js'
export { type RunningWorker, runWorker, type WorkerOptions } from './run-worker.js'
export {
  clientOptionsFrom,
  programSettings,
  workerApiConnectionRules,
  workerApiConnectionSettings,
  type WorkerApiConnectionSettings,
} from './settings.js'
export { WorkerApiError } from './worker-api-error.js'
export { createWorkerClient, type WorkerClient } from './worker-client.js'
