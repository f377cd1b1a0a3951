import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { ArtifactPath } from './upload-status.js'

/**
 * Makes the function that computes `artifact_path`. When artifacts are stored in a folder (`file:` URL), the path is that
 * of the file on the server, for tools that run there; otherwise it is the URL path of the download operation.
 */
export function artifactPath(settings: { ARTIFACTS_URL: string; BASE_PATH: string }): ArtifactPath {
  if (!settings.ARTIFACTS_URL.startsWith('file:'))
    return (jobId) => `${settings.BASE_PATH}/composes/${jobId}/download`
  const folder = fileURLToPath(settings.ARTIFACTS_URL)
  return (jobId, fileName) => join(folder, 'jobs', jobId, fileName)
}
