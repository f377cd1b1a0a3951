import type { ArtifactStore } from './artifact-store.js'

/**
 * Removes the published files of jobs, one job after the other. A failure for one job does not stop the others.
 * @param artifacts null if no artifacts are stored
 */
export async function removeArtifacts(
  artifacts: ArtifactStore | null,
  jobIds: readonly string[],
  onFailure: (jobId: string, error: unknown) => void,
): Promise<void> {
  for (const jobId of artifacts ? jobIds : []) {
    await artifacts?.remove(jobId).catch((error: unknown) => onFailure(jobId, error))
  }
}
