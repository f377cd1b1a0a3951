import type { OperationHandler } from '@composer/service-kit'
import type { WorkerContext } from '../context.js'
import { depsolveForJob } from './depsolve-for-job.js'
import { getError } from './get-error.js'
import { getJob } from './get-job.js'
import { getOpenapi } from './get-openapi.js'
import { getStatus } from './get-status.js'
import { postWorkerStatus } from './post-worker-status.js'
import { postWorkers } from './post-workers.js'
import { requestJob } from './request-job.js'
import { updateJob } from './update-job.js'
import { uploadJobArtifact } from './upload-job-artifact.js'

/** The handlers by operationId. */
export const operations = (context: WorkerContext): Record<string, OperationHandler> => ({
  getOpenapi: getOpenapi(),
  GetStatus: getStatus(context),
  RequestJob: requestJob(context),
  GetJob: getJob(context),
  UpdateJob: updateJob(context),
  DepsolveForJob: depsolveForJob(),
  UploadJobArtifact: uploadJobArtifact(context),
  getError: getError(context),
  postWorkers: postWorkers(context),
  postWorkerStatus: postWorkerStatus(context),
})
