import { ArtifactNameError } from '@composer/artifact-store'
import type { ArtifactStore, ByteRange, OpenedArtifact } from '@composer/artifact-store'
import { refusal } from '../errors.js'

/**
 * Opens the file that a job's worker uploaded under `name`.
 * @throws error 1022 when it is not there: uploaded elsewhere, expired, or never stored
 */
export async function openArtifact(
  artifacts: ArtifactStore | null,
  jobId: string,
  name: string,
  range: ByteRange | undefined,
): Promise<OpenedArtifact> {
  const artifact = await artifacts?.open(jobId, name, range).catch((error: unknown) => {
    // The worker reported a name that no stored file can have.
    if (error instanceof ArtifactNameError) return undefined
    throw error
  })
  if (!artifact) throw refusal(1022, `there is no file ${JSON.stringify(name)} of job ${jobId}`)
  return artifact
}
