import { record, texts } from './json-schema.js'

/** The pipelines of a manifest: those that make the build environment and those that make the image. */
export interface PipelineNames {
  build: string[]
  payload: string[]
}

export const pipelineNamesSchema = record({ build: texts, payload: texts })
export const pipelineNamesSelection = { build: [true], payload: [true] } as const

/** Lists that a worker left out or null are empty. */
export function readPipelineNames(value: unknown): PipelineNames | undefined {
  const names = value as { build?: string[] | null; payload?: string[] | null } | null | undefined
  return names ? { build: names.build ?? [], payload: names.payload ?? [] } : undefined
}
