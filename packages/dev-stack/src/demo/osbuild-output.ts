import type { DemoArtifact } from './demo-artifact.js'
import type { DemoManifest } from './demo-manifest.js'
import { contentsOf } from './manifest-contents.js'
import { digestOf, nevra } from './package-catalogue.js'

interface StageResult {
  id: string
  type: string
  output: string
  success: boolean
}

/**
 * One entry per stage, by pipeline. The last stage of a finished build tells the digest of the artifact; with `failure`
 * the log ends in the `os` pipeline with that message.
 */
export function buildLog(
  manifest: DemoManifest,
  artifact: DemoArtifact,
  failure?: string,
): Record<string, StageResult[]> {
  const log: Record<string, StageResult[]> = {}
  for (const [index, pipeline] of manifest.pipelines.entries()) {
    const isLast = index === manifest.pipelines.length - 1
    log[pipeline.name] = pipeline.stages.map((stage, at) => ({
      id: digestOf('sha256', `${pipeline.name}/${at}/${stage.type}`),
      type: stage.type,
      output:
        isLast && at === pipeline.stages.length - 1
          ? `sha256 ${artifact.sha256}, ${artifact.bytes} bytes\n`
          : `${stage.type}: done\n`,
      success: true,
    }))
    if (failure === undefined || pipeline.name !== 'os') continue
    const last = log.os?.at(-1)
    if (last) Object.assign(last, { success: false, output: `${failure}\n` })
    break
  }
  return log
}

/** What osbuild tells about rpm stages and commits. */
export function buildMetadata(manifest: DemoManifest): Record<string, Record<string, unknown>> {
  const { packages, ostreeRef } = contentsOf(manifest)
  const metadata: Record<string, Record<string, unknown>> = {}
  for (const [pipeline, entries] of Object.entries(packages)) {
    const listed = entries.map((entry) => ({
      name: entry.name,
      version: entry.version,
      release: entry.release,
      epoch: entry.epoch === 0 ? null : String(entry.epoch),
      arch: entry.arch,
      sigmd5: digestOf('md5', nevra(entry)),
      sigpgp: '',
      siggpg: digestOf('sha256', `signature of ${nevra(entry)}`),
    }))
    metadata[pipeline] = { 'org.osbuild.rpm': { packages: listed } }
  }
  if (ostreeRef !== undefined) {
    const commit = digestOf('sha256', JSON.stringify(manifest.pipelines))
    const compose = {
      ref: ostreeRef,
      'ostree-commit': commit,
      'rpm-ostree-inputhash': digestOf('sha256', commit),
    }
    metadata['ostree-commit'] = { 'org.osbuild.ostree.commit': { compose } }
  }
  return metadata
}
