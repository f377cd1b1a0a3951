import { record, texts, type ValueOf } from './json-schema.js'

/** The pipelines of a manifest: those that make the build environment and those that make the image. */
export interface PipelineNames {
  build: string[]
  payload: string[]
}

export const pipelineNamesSchema = record({ build: texts, payload: texts })

/** Lists that a worker left out or null are empty. */
export function readPipelineNames(
  names: ValueOf<typeof pipelineNamesSchema> | undefined,
): PipelineNames | undefined {
  return names ? { build: names.build ?? [], payload: names.payload ?? [] } : undefined
}
