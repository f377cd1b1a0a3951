import type { JobError } from './client-errors.js'
import { jobError, nullable, resultBase, strings, type JobOutcome, type JobType } from './job-type.js'
import { targetResultsSchema, type AnyTarget, type TargetResult } from './target.js'

export interface PipelineNames {
  build: string[]
  payload: string[]
}

export interface OsbuildArgs {
  targets: AnyTarget[]
  manifest?: unknown
  /** Which dynamic arg is the manifest's, where there are several. */
  manifest_dyn_args_idx?: number
  depsolve_dyn_args_idx?: number
  pipeline_names?: PipelineNames
  image_boot_mode?: string
}

export interface OsbuildOutcome extends JobOutcome {
  /** After the rules for results that do not say it themselves. */
  success: boolean
  /** What osbuild itself said; absent without its output. */
  osbuild_success?: boolean
  target_results?: TargetResult[]
  pipeline_names?: PipelineNames
  arch?: string
}

interface OsbuildResult {
  success?: boolean
  osbuild_output?: { success?: boolean; error?: unknown } | null
  target_results?: TargetResult[] | null
  pipeline_names?: PipelineNames | null
  arch?: string
}

const pipelineNamesSchema = {
  type: ['object', 'null'],
  properties: { build: strings, payload: strings },
} as const

/** Builds the manifest into an image and brings it to its targets. */
export const osbuild: JobType<'osbuild'> = {
  name: 'osbuild',
  archBound: true,
  claimableBy: 'workers',
  onDependencyFailure: 'run',
  awaited: false,
  misfitError: 10,
  argsSchema: {
    type: 'object',
    required: ['targets'],
    properties: {
      manifest: { type: 'object' },
      manifest_dyn_args_idx: { type: 'integer', minimum: 0 },
      depsolve_dyn_args_idx: { type: 'integer', minimum: 0 },
      pipeline_names: pipelineNamesSchema,
      image_boot_mode: { type: 'string' },
      // Without a target there is no export, and the build always fails.
      targets: {
        type: 'array',
        minItems: 1,
        items: {
          type: 'object',
          required: ['name', 'options', 'image_name', 'osbuild_artifact'],
          properties: {
            name: { type: 'string' },
            image_name: { type: 'string' },
            options: { type: 'object' },
          },
        },
      },
    },
  },
  resultSchema: {
    type: 'object',
    properties: {
      ...resultBase,
      success: { type: 'boolean' },
      osbuild_output: {
        type: ['object', 'null'],
        properties: {
          type: { type: 'string' },
          success: { type: 'boolean' },
          error: {},
          log: nullable('object'),
          metadata: nullable('object'),
        },
      },
      target_results: targetResultsSchema,
      upload_status: { type: 'string' },
      pipeline_names: pipelineNamesSchema,
      host_os: { type: 'string' },
      arch: { type: 'string' },
      image_boot_mode: { type: 'string' },
      osbuild_version: { type: 'string' },
    },
  },
  selection: {
    job_error: true,
    success: true,
    osbuild_output: { success: true, error: true, log: {}, metadata: {} },
    target_results: true,
    pipeline_names: true,
    arch: true,
  },
  digest(result): OsbuildOutcome {
    const {
      success,
      osbuild_output: output,
      target_results: targets,
      pipeline_names,
      arch,
    } = result as OsbuildResult
    const error = jobError(result).job_error ?? unreportedError(result as OsbuildResult)
    return {
      ...(error ? { job_error: error } : {}),
      success: !error && (success === true || output?.success === true),
      ...(output ? { osbuild_success: output.success ?? false } : {}),
      ...(targets ? { target_results: targets } : {}),
      ...(pipeline_names ? { pipeline_names } : {}),
      ...(arch ? { arch } : {}),
    }
  },
}

/** A finished result without a job error may still tell of one in other members; the first rule that fits wins. */
function unreportedError(result: OsbuildResult): JobError | undefined {
  if (!result.osbuild_output) return { id: 10, reason: 'osbuild build failed' }
  const { error } = result.osbuild_output
  if (error !== undefined && error !== null && error !== '') {
    return { id: 18, reason: typeof error === 'string' ? error : JSON.stringify(error) }
  }
  const failed = (result.target_results ?? []).flatMap(({ name, target_error: targetError }) =>
    targetError ? [{ id: targetError.id, reason: targetError.reason ?? '', details: name }] : [],
  )
  return failed.length > 0 ? { id: 28, reason: 'at least one target failed', details: failed } : undefined
}
