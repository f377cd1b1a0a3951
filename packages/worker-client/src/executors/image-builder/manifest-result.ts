import { encode, RawJson } from '../../raw-json.js'
import { parseManifest } from './parse-manifest.js'
import { pipelineNames } from './pipeline-names.js'

/**
 * Makes the result of a manifest job. The manifest is kept as the program's text: its seeds and sizes may be larger
 * than a JavaScript number can hold.
 * @param producer name and version of the program, for `osbuild_composer_version`
 * @throws {JobError} 8 if the text is no manifest
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

/**
 * Returns the text after the last `error: ` in `stderr`, which for some failures includes build output; or all of it.
 */
export function lastError(stderr: string): string {
  const at = stderr.lastIndexOf('error: ')
  const text = at === -1 ? stderr : stderr.slice(at + 'error: '.length)
  return text.trim() || 'image-builder failed without a message'
}
