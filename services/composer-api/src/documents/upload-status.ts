import type { JobRow } from '@composer/jobqueue'
import { refusal } from '../errors.js'
import { jobErrorOf, osbuildOutcome } from './outcomes.js'
import type { ComposeStatusError, UploadStatus } from './schemas.js'

/** The value of `artifact_path`: where a stored artifact is found. */
export type ArtifactPath = (jobId: string, fileName: string) => string

type TargetResult = NonNullable<NonNullable<ReturnType<typeof osbuildOutcome>>['target_results']>[number]

/** Target name → upload type and the members of the target's result options that the API shows. */
const uploads = {
  'org.osbuild.aws': { type: 'aws', members: ['ami', 'region'] },
  'org.osbuild.aws.s3': { type: 'aws.s3', members: ['url'] },
  'org.osbuild.gcp': { type: 'gcp', members: ['project_id', 'image_name'] },
  'org.osbuild.azure.image': { type: 'azure', members: ['image_name'] },
  'org.osbuild.container': { type: 'container', members: ['url', 'digest'] },
  'org.osbuild.oci.objectstorage': { type: 'oci.objectstorage', members: ['url'] },
  'org.osbuild.worker.server': { type: 'local', members: ['artifact_path'] },
} as const

const KOJI_TARGET = 'org.osbuild.koji'
/** Client error "at least one target failed": the other targets of that build are fine. */
const TARGET_ERROR = 28

/**
 * One status per target result of a finished build, in the order of its targets; empty until the build has finished.
 * Uploads to Koji are left out: the status of the compose shows them.
 * @throws error 1007 for a target type that the API has no upload type for
 */
export function uploadStatuses(build: JobRow, artifactPath: ArtifactPath): UploadStatus[] {
  const results = osbuildOutcome(build)?.target_results ?? []
  return results
    .filter((result) => result.name !== KOJI_TARGET)
    .map((result) => uploadStatus(build, result, artifactPath))
}

function uploadStatus(build: JobRow, result: TargetResult, artifactPath: ArtifactPath): UploadStatus {
  const upload = Object.hasOwn(uploads, result.name)
    ? uploads[result.name as keyof typeof uploads]
    : undefined
  if (!upload) throw refusal(1007, `the API has no upload type for target ${result.name}`)
  const error = uploadError(build, result)
  const known: Record<string, unknown> = { ...result.options, ...localOptions(build, result, artifactPath) }
  const options = Object.fromEntries(upload.members.map((member) => [member, textOf(known[member])]))
  return {
    type: upload.type,
    status: error ? 'failure' : 'success',
    options: options as UploadStatus['options'],
    ...(error && { error }),
  }
}

/** The error of a target: its own, or that of the build unless the build failed only because a target failed. */
function uploadError(build: JobRow, result: TargetResult): ComposeStatusError | undefined {
  if (result.target_error) return result.target_error
  const error = jobErrorOf(build)
  return error && error.id !== TARGET_ERROR ? error : undefined
}

function localOptions(build: JobRow, result: TargetResult, artifactPath: ArtifactPath) {
  const fileName = artifactName(result)
  const isLocal = result.name === 'org.osbuild.worker.server' && !result.target_error
  return isLocal && fileName !== undefined ? { artifact_path: artifactPath(build.id, fileName) } : {}
}

/** The name under which the worker uploaded the file, when it uploaded one. */
export function artifactName(result: TargetResult): string | undefined {
  return result.osbuild_artifact?.export_filename
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : ''
}
