import { jobError, nullable, resultBase, strings, type JobOutcome, type JobType } from './job-type.js'
import type { PipelineNames } from './osbuild.js'

/** What every kind of manifest job answers. */
export interface ManifestOutcome extends JobOutcome {
  pipeline_names?: PipelineNames
}

type ManifestContract = Pick<
  JobType,
  'claimableBy' | 'awaited' | 'misfitError' | 'resultSchema' | 'selection' | 'digest'
>

/** The part of the contract that all manifest jobs share. */
export const manifestResult: ManifestContract = {
  claimableBy: 'workers',
  awaited: false,
  misfitError: 8,
  resultSchema: {
    type: 'object',
    properties: {
      ...resultBase,
      data: nullable('object'),
      info: {
        type: ['object', 'null'],
        properties: {
          osbuild_composer_version: { type: 'string' },
          pipeline_names: { type: ['object', 'null'], properties: { build: strings, payload: strings } },
        },
      },
      error: { type: 'string' },
      sbom_docs: nullable('object'),
    },
  },
  selection: { job_error: true, data: {}, info: { pipeline_names: true }, error: true, sbom_docs: {} },
  digest(result): ManifestOutcome {
    const info = result.info as { pipeline_names?: PipelineNames | null } | null | undefined
    return { ...jobError(result), ...(info?.pipeline_names ? { pipeline_names: info.pipeline_names } : {}) }
  },
}
