/** An error that a worker, or the queue in its name, reports about a job. `id` is a number of `clientErrors`. */
export interface JobError {
  id: number
  reason: string
  details?: unknown
}

interface ClientError {
  id: number
  name: string
  /** 4xx: the user's fault; 5xx: ours. */
  class: '4xx' | '5xx'
  /** Its details are filled with the errors of the job's dependencies. */
  dependency: boolean
}

const row = (id: number, name: string, errorClass: '4xx' | '5xx', dependency = false): ClientError => ({
  id,
  name,
  class: errorClass,
  dependency,
})

/** Every client error that workers are known to report. */
export const clientErrors: readonly ClientError[] = [
  row(1, 'NoDynamicArgs', '4xx'),
  row(2, 'InvalidTargetConfig', '4xx'),
  row(3, 'SharingTarget', '4xx'),
  row(4, 'InvalidTarget', '4xx'),
  row(5, 'DepsolveDependency', '4xx', true),
  row(6, 'ReadingJobStatus', '5xx'),
  row(7, 'ParsingDynamicArgs', '5xx'),
  row(8, 'ManifestGeneration', '5xx'),
  row(9, 'ManifestDependency', '4xx', true),
  row(10, 'BuildJob', '5xx'),
  row(11, 'UploadingImage', '5xx'),
  row(12, 'ImportingImage', '5xx'),
  row(13, 'KojiFailedDependency', '5xx', true),
  row(14, 'KojiBuild', '5xx'),
  row(15, 'KojiInit', '5xx'),
  row(16, 'KojiFinalize', '5xx'),
  row(17, 'InvalidConfig', '5xx'),
  row(18, 'OldResultCompatible', '5xx'),
  row(19, 'EmptyManifest', '4xx'),
  row(20, 'DNFDepsolveError', '4xx'),
  row(21, 'DNFMarkingErrors', '4xx'),
  row(22, 'DNFOtherError', '5xx'),
  row(23, 'RPMMDError', '5xx'),
  row(24, 'EmptyPackageSpecs', '4xx'),
  row(25, 'DNFRepoError', '5xx'),
  row(26, 'JobDependency', '4xx', true),
  row(27, 'JobMissingHeartbeat', '5xx'),
  row(28, 'TargetError', '4xx'),
  row(29, 'ParsingJobArgs', '5xx'),
  row(30, 'ContainerResolution', '4xx'),
  row(31, 'ContainerDependency', '5xx', true),
  row(32, 'OSTreeRefInvalid', '5xx'),
  row(33, 'OSTreeRefResolution', '5xx'),
  row(34, 'OSTreeParamsInvalid', '5xx'),
  row(35, 'OSTreeDependency', '4xx', true),
  row(36, 'RemoteFileResolution', '5xx'),
  row(37, 'JobPanicked', '5xx'),
  row(38, 'GeneratingSignedURL', '5xx'),
  row(39, 'InvalidRepositoryURL', '5xx'),
  row(40, 'DepsolveTimeout', '5xx'),
  row(41, 'BootcInfoResolve', '4xx'),
  row(42, 'BuildVersionMismatch', '5xx', true),
]

const byId = new Map(clientErrors.map((error) => [error.id, error]))

/** Whether the details of this error are those of the job's dependencies. */
export const isDependencyError = (id: number): boolean => byId.get(id)?.dependency ?? false

/** Class of a job's end, as the job metrics label it. Numbers that we do not know are our fault. */
export const errorClass = (error: JobError | undefined): '2xx' | '4xx' | '5xx' =>
  error ? (byId.get(error.id)?.class ?? '5xx') : '2xx'
