import { legacyError, resultBase, ResultMisfitError, type JobOutcome, type ResultOf } from './job-type.js'
import { opaque, record, text } from './json-schema.js'
import { pipelineNamesSchema, readPipelineNames, type PipelineNames } from './pipeline-names.js'
import { sbomDocsSchema } from './sbom.js'

/** What every kind of manifest job answers. */
export interface ManifestOutcome extends JobOutcome {
  pipeline_names?: PipelineNames
}

const resultSchema = record({
  ...resultBase,
  data: opaque,
  info: record({ pipeline_names: pipelineNamesSchema }),
  error: text,
  sbom_docs: sbomDocsSchema,
})

/** The part of the contract that all manifest jobs share. The manifest itself is relayed and never looked into. */
export const manifestResult = {
  claimableBy: 'workers',
  awaited: false,
  confidential: true,
  misfitError: 8,
  resultSchema,
  needs: [],
  digest(result: ResultOf<typeof resultSchema>): ManifestOutcome {
    const names = readPipelineNames(result.info?.pipeline_names)
    const error = legacyError(result, result.error)
    if (!error.job_error && result.data == null) throw new ResultMisfitError('data is missing')
    return { ...error, ...(names ? { pipeline_names: names } : {}) }
  },
} as const
