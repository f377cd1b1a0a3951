import type { Manifest } from './parse-manifest.js'

export interface PipelineNames {
  build: string[]
  payload: string[]
}

/**
 * Tells build pipelines from payload pipelines: one that another names as its `build` (`name:<pipeline>`) is a build
 * pipeline. Compared with what the program's `describe` says, for eight image types of three distributions, they are the
 * same. Undefined for a manifest of another version than 2, whose pipelines cannot be told apart.
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
