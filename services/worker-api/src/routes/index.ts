import type { WorkerOperations } from '@composer/contracts'
import type { OperationHandlers } from '@composer/service-kit'
import type { WorkerContext } from '../context.js'
import { depsolveForJob } from './depsolve-for-job.js'
import { getError } from './get-error.js'
import { getJob } from './get-job.js'
import { getOpenapi } from './get-openapi.js'
import { getStatus } from './get-status.js'
import type { RawBody } from './handler.js'
import { postWorkerStatus } from './post-worker-status.js'
import { postWorkers } from './post-workers.js'
import { releaseJob } from './release-job.js'
import { requestJob } from './request-job.js'
import { updateJob } from './update-job.js'
import { uploadJobArtifact } from './upload-job-artifact.js'

/** The handlers by operationId. The type requires exactly the operations of the OpenAPI document. */
export const operations = (
  context: WorkerContext,
): OperationHandlers<WorkerOperations, 'lenient', RawBody> => ({
  getOpenapi: getOpenapi(),
  GetStatus: getStatus(context),
  RequestJob: requestJob(context),
  GetJob: getJob(context),
  UpdateJob: updateJob(context),
  DepsolveForJob: depsolveForJob(context),
  ReleaseJob: releaseJob(context),
  UploadJobArtifact: uploadJobArtifact(context),
  getError: getError(context),
  postWorkers: postWorkers(context),
  postWorkerStatus: postWorkerStatus(context),
})
