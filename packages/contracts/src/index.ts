export { clientErrors, errorClass, isDependencyError, type JobError } from './jobs/client-errors.js'
export { checkJobTypes } from './jobs/check-job-types.js'
export {
  argsFault,
  createResultDigester,
  digestResult,
  type Digest,
  type ResultDigester,
} from './jobs/digest-result.js'
export { isEndedType } from './jobs/ended-types.js'
export type { JobOutcome, JobType } from './jobs/job-type.js'
export {
  archOf,
  isJobTypeName,
  jobTypes,
  storedType,
  wireType,
  type JobArgs,
  type JobTypeName,
} from './jobs/registry.js'
export type { JobRepository } from './jobs/repository.js'
export type { AnyTarget, OciOptions, Target, TargetName, TargetOptions, TargetResult } from './jobs/target.js'
export type { AwsEc2CopyArgs, AwsOutcome } from './jobs/aws-ec2-copy.js'
export type { AwsEc2ShareArgs } from './jobs/aws-ec2-share.js'
export type { ContainerResolveArgs, ContainerSpec } from './jobs/container-resolve.js'
export type { DepsolveArgs, PackageSet } from './jobs/depsolve.js'
export type { ImageBuilderManifestArgs } from './jobs/image-builder-manifest.js'
export type { KojiFinalizeArgs } from './jobs/koji-finalize.js'
export type { KojiInitArgs, KojiInitOutcome } from './jobs/koji-init.js'
export type { ManifestArgs } from './jobs/manifest-args.js'
export type { ManifestIdOnlyArgs } from './jobs/manifest-id-only.js'
export type { ManifestOutcome } from './jobs/manifest-result.js'
export type { OsbuildArgs, OsbuildOutcome } from './jobs/osbuild.js'
export type { PipelineNames } from './jobs/pipeline-names.js'
export type { OstreeResolveArgs } from './jobs/ostree-resolve.js'
export type { SearchPackagesArgs } from './jobs/search-packages.js'
export { InvalidPlanError } from './plan/assert-job.js'
export type { JobPlan, PlannedDependency, PlannedJob } from './plan/job-plan.js'
export type { JobRole } from './plan/job-role.js'
export { renderPlan } from './plan/render-plan.js'
export { toGraphJobs, type GraphJob } from './plan/to-graph-jobs.js'
export { composerDocument } from './documents/composer-document.js'
export { escapeKey, lookUp } from './documents/look-up.js'
export { absoluteSchema, openApiAjv, pointerKey, schemaKey } from './documents/open-api-ajv.js'
export {
  dereference,
  type DocumentOf,
  type OpenApiDocument,
  type ResponseObject,
} from './documents/open-api-document.js'
export type {
  AnyOperation,
  BodyOf,
  ComposerComponents,
  ComposerOperations,
  ConsoleComponents,
  ConsoleOperations,
  ConsolePaths,
  ParamsOf,
  QueryOf,
  ResponsesOf,
  WorkerOperations,
} from './documents/operation.js'
export { readOperations, type DocumentOperation } from './documents/read-operations.js'
export { consoleDocument } from './documents/console-document.js'
export { workerDocument } from './documents/worker-document.js'
export { redacted } from './redacted.js'
export { redactRequest } from './redact-request.js'
