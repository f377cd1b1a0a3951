import type { PipelineNames } from '@composer/contracts'
import { findMembers, rawObject, readSelected } from '@composer/raw-json'
import type { GraphRow, JobRow } from '@composer/jobqueue'
import { refusal } from '../errors.js'
import { dependenciesOf, manifestOf } from './compose-roles.js'

/**
 * The jobs whose results may hold the SBOMs of a build: its manifest job, and the depsolve jobs that the manifest job
 * depends on. Depsolve jobs that are children of the manifest job are not among them: they do not know the pipelines, and
 * the result of the manifest job has their SBOMs.
 * @throws error 15 when the build has no manifest job
 */
export function sbomJobs(graph: GraphRow, build: JobRow): JobRow[] {
  const manifest = manifestOf(graph, build)
  return [manifest, ...dependenciesOf(graph, manifest).filter(({ role }) => role === 'solve')]
}

/**
 * The SBOMs in the result of a manifest or depsolve job as JSON texts, by pipeline name. The documents themselves are
 * cut out of the result, byte for byte.
 * @returns undefined when the result holds none
 * @throws error 15 for an SBOM of a pipeline that the build does not have
 */
export function sbomItems(result: Buffer, pipelines: PipelineNames): string[] | undefined {
  const { sbom_docs: found } = readSelected(result, { sbom_docs: { '*': {} } }) as {
    sbom_docs?: object | null
  }
  const names = Object.keys(found ?? {}).sort()
  if (names.length === 0) return undefined
  const documents = memberOf(result, 'sbom_docs')
  return names.map((name) => {
    const document = memberOf(memberOf(documents, name), 'document').toString()
    const known = {
      pipeline_name: name,
      pipeline_purpose: purposeOf(name, pipelines),
      sbom_type: 'spdx',
    }
    return rawObject(known, { sbom: document }).join('')
  })
}

function purposeOf(name: string, { build, payload }: PipelineNames): 'buildroot' | 'image' {
  if (build.includes(name)) return 'buildroot'
  if (payload.includes(name)) return 'image'
  throw refusal(15, `there is an SBOM for pipeline ${name}, which the build does not have`)
}

function memberOf(json: Buffer, name: string): Buffer {
  const span = findMembers(json, [name]).get(name)
  if (!span) throw refusal(15, `an SBOM has no member ${name}`)
  return json.subarray(span.start, span.end)
}
