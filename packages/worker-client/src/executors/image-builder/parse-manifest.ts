import { JOB_ERROR, JobError } from '../../job-error.js'

/** How much of a text that is no manifest an error repeats. */
const SHOWN_CHARACTERS = 300

export interface Manifest {
  version?: unknown
  pipelines: { name?: string; build?: string }[]
}

/**
 * Reads what the program wrote to standard output. It must be one JSON object with pipelines and nothing else: a warning
 * in front of it never becomes part of a manifest.
 * @throws {JobError} 8 with the beginning of the text
 */
export function parseManifest(stdout: string, reason: string): Manifest {
  const manifest = objectIn(stdout)
  if (!Array.isArray(manifest?.pipelines)) {
    const begin = stdout.slice(0, SHOWN_CHARACTERS)
    const what = stdout.trim() === '' ? 'nothing' : JSON.stringify(begin)
    throw new JobError(
      JOB_ERROR.manifestGeneration,
      reason,
      `image-builder printed no manifest. Its output begins with: ${what}`,
    )
  }
  return manifest as unknown as Manifest
}

function objectIn(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined
  } catch {
    return undefined
  }
}
