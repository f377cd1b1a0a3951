import type { Manifest } from './parse-manifest.js'

export interface PipelineNames {
  build: string[]
  payload: string[]
}

/**
 * Separates build pipelines from payload pipelines: a pipeline that another one names as its `build`
 * (`name:<pipeline>`) is a build pipeline. This gives the same as the program's `describe` for eight image types of
 * three distributions.
 * @returns undefined for a manifest whose version is not 2, where this is not known
 */
export function pipelineNames(manifest: Manifest): PipelineNames | undefined {
  if (manifest.version !== '2') return undefined
  const builders = new Set(manifest.pipelines.map(({ build }) => build?.replace(/^name:/, '')))
  const names = manifest.pipelines.flatMap(({ name }) => (name === undefined ? [] : [name]))
  return {
    build: names.filter((name) => builders.has(name)),
    payload: names.filter((name) => !builders.has(name)),
  }
}
