import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { ArtifactPath } from './upload-status.js'

/**
 * What `artifact_path` says. On a file system it is the file's path on the server, for tools that run there; elsewhere
 * it is the path of the API that gives the file.
 */
export function artifactPath(settings: { ARTIFACTS_URL: string; BASE_PATH: string }): ArtifactPath {
  if (!settings.ARTIFACTS_URL.startsWith('file:'))
    return (jobId) => `${settings.BASE_PATH}/composes/${jobId}/download`
  const folder = fileURLToPath(settings.ARTIFACTS_URL)
  return (jobId, fileName) => join(folder, 'jobs', jobId, fileName)
}
