import { encode, RawJson } from '../../raw-json.js'
import { parseManifest } from './parse-manifest.js'
import { pipelineNames } from './pipeline-names.js'

/**
 * The result of a manifest job. The manifest keeps the program's own text: its seeds and sizes may be larger than a
 * JavaScript number can hold.
 * @param producer what `osbuild_composer_version` says of who made it
 * @throws {JobError} 8 when the text is no manifest
 */
export function manifestResult(
  stdout: string,
  sboms: Record<string, RawJson>,
  producer: string,
  reason: string,
): RawJson {
  const manifest = parseManifest(stdout, reason)
  const info = { osbuild_composer_version: producer, pipeline_names: pipelineNames(manifest) }
  const documents = Object.keys(sboms).length > 0 ? { sbom_docs: new RawJson(encode(sboms)) } : {}
  return new RawJson(encode({ data: new RawJson(stdout.trim()), info, error: '', ...documents }))
}

/** The program ends with one `error: …` line, and sections of build output after it for some failures. */
export function lastError(stderr: string): string {
  const at = stderr.lastIndexOf('error: ')
  const text = at === -1 ? stderr : stderr.slice(at + 'error: '.length)
  return text.trim() || 'image-builder failed without a message'
}
