import { legacyError, resultBase, ResultMisfitError, type JobOutcome, type JobType } from './job-type.js'
import { opaque, record, text } from './json-schema.js'
import {
  pipelineNamesSchema,
  pipelineNamesSelection,
  readPipelineNames,
  type PipelineNames,
} from './pipeline-names.js'
import { sbomDocsSchema, sbomDocsSelection } from './sbom.js'

/** What every kind of manifest job answers. */
export interface ManifestOutcome extends JobOutcome {
  pipeline_names?: PipelineNames
}

type ManifestContract = Pick<
  JobType,
  | 'claimableBy'
  | 'awaited'
  | 'confidential'
  | 'misfitError'
  | 'resultSchema'
  | 'selection'
  | 'needs'
  | 'digest'
>

/** The part of the contract that all manifest jobs share. The manifest itself is relayed and never looked into. */
export const manifestResult: ManifestContract = {
  claimableBy: 'workers',
  awaited: false,
  confidential: true,
  misfitError: 8,
  resultSchema: record({
    ...resultBase,
    data: opaque,
    info: record({ pipeline_names: pipelineNamesSchema }),
    error: text,
    sbom_docs: sbomDocsSchema,
  }),
  selection: {
    data: {},
    info: { pipeline_names: pipelineNamesSelection },
    error: true,
    sbom_docs: sbomDocsSelection,
  },
  needs: [],
  digest(result): ManifestOutcome {
    const info = result.info as { pipeline_names?: unknown } | null | undefined
    const names = readPipelineNames(info?.pipeline_names)
    const error = legacyError(result, 'error')
    if (!error.job_error && result.data == null) throw new ResultMisfitError('data is missing')
    return { ...error, ...(names ? { pipeline_names: names } : {}) }
  },
}
