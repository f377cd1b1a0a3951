import type { ArtifactStore } from './artifact-store.js'

/**
 * Removes what is stored for jobs, one after the other: one that fails does not keep the others.
 * @param artifacts null where no artifacts are kept
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
