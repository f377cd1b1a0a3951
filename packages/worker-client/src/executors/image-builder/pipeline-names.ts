export interface PipelineNames {
  build: string[]
  payload: string[]
}

interface Manifest {
  version?: unknown
  pipelines?: { name?: string; build?: string }[]
}

/**
 * Tells build pipelines from payload pipelines: one that another names as its `build` (`name:<pipeline>`) is a build
 * pipeline. Undefined for a manifest of another version than 2, whose pipelines cannot be told apart.
 */
export function pipelineNames(manifest: Manifest): PipelineNames | undefined {
  if (manifest.version !== '2') return undefined
  const pipelines = manifest.pipelines ?? []
  const builders = new Set(pipelines.map(({ build }) => build?.replace(/^name:/, '')))
  const names = pipelines.flatMap(({ name }) => (name === undefined ? [] : [name]))
  return {
    build: names.filter((name) => builders.has(name)),
    payload: names.filter((name) => !builders.has(name)),
  }
}
