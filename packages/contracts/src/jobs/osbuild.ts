import type { JobError } from './client-errors.js'
import { defineJobType, jobError, resultBase, type JobOutcome, type ResultOf } from './job-type.js'
import { argsOf, count, flag, opaque, record, text, type ArgsOf } from './json-schema.js'
import { pipelineNamesSchema, readPipelineNames, type PipelineNames } from './pipeline-names.js'
import {
  readTargetResults,
  targetResultsSchema,
  targetsSchema,
  type AnyTarget,
  type TargetResult,
} from './target.js'

const args = argsOf(
  {
    targets: targetsSchema,
    manifest: { type: 'object' },
    /** Which dynamic arg is the manifest's, where there are several. */
    manifest_dyn_args_idx: count,
    depsolve_dyn_args_idx: count,
    pipeline_names: pipelineNamesSchema,
    image_boot_mode: text,
  },
  ['targets'],
)

/** The options of targets are not looked into, so their types are stated beside the schema. */
export type OsbuildArgs = Omit<ArgsOf<typeof args>, 'targets'> & { targets: AnyTarget[] }

export interface OsbuildOutcome extends JobOutcome {
  /**
   * Where osbuild ran, its word is the one that counts. A worker that shows no output is believed that it succeeded, with
   * an error that says what is lacking.
   */
  success: boolean
  /** What osbuild itself said; absent without its output. */
  osbuild_success?: boolean
  target_results?: TargetResult[]
  pipeline_names?: PipelineNames
  arch?: string
}

const resultSchema = record({
  ...resultBase,
  success: flag,
  osbuild_output: record({ success: flag, error: {}, log: opaque, metadata: opaque }),
  target_results: targetResultsSchema,
  pipeline_names: pipelineNamesSchema,
  arch: text,
})
type OsbuildResult = ResultOf<typeof resultSchema>

/** Builds the manifest into an image and brings it to its targets. */
export const osbuild = defineJobType({
  name: 'osbuild',
  archBound: true,
  claimableBy: 'workers',
  onDependencyFailure: 'run',
  awaited: false,
  confidential: false,
  misfitError: 10,
  argsSchema: args,
  // Of log and metadata, which are nearly all of a result, only the kind is looked at.
  resultSchema,
  needs: [],
  digest(result): OsbuildOutcome {
    const { success, osbuild_output: output, arch } = result
    const targets = readTargetResults(result.target_results)
    const names = readPipelineNames(result.pipeline_names)
    const reported = jobError(result).job_error
    const error = reported ?? unreportedError(output, targets)
    return {
      ...(error ? { job_error: error } : {}),
      success: output ? !error && output.success === true : !reported && success === true,
      ...(output ? { osbuild_success: output.success ?? false } : {}),
      ...(targets.length > 0 ? { target_results: targets } : {}),
      ...(names ? { pipeline_names: names } : {}),
      ...(arch ? { arch } : {}),
    }
  },
})

/** A finished result without a job error may still tell of one in other members; the first rule that fits wins. */
function unreportedError(
  output: OsbuildResult['osbuild_output'],
  targets: TargetResult[],
): JobError | undefined {
  if (!output) return { id: 10, reason: 'osbuild build failed' }
  const { error } = output
  if (error != null && error !== '')
    return { id: 18, reason: typeof error === 'string' ? error : JSON.stringify(error) }
  const failed = targets.flatMap(({ name, target_error: targetError }) =>
    targetError ? [{ id: targetError.id, reason: targetError.reason, details: name }] : [],
  )
  return failed.length > 0 ? { id: 28, reason: 'at least one target failed', details: failed } : undefined
}
