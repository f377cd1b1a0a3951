import { JOB_ERROR, JobError } from '../../job-error.js'

/** How much of an invalid text the error shows. */
const SHOWN_CHARACTERS = 300

export interface Manifest {
  version?: unknown
  pipelines: { name?: string; build?: string }[]
}

/**
 * Parses the standard output of the program. It must be one JSON object with pipelines and nothing else, so that a
 * warning before it is not taken for a part of the manifest.
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
