import type { ConsoleOperations } from '@composer/contracts'
import type { OperationHandlers } from '@composer/service-kit'
import type { ConsoleContext } from '../console-context.js'
import { cancelCompose } from './cancel-compose.js'
import { expireWorker } from './expire-worker.js'
import { getCompose } from './get-compose.js'
import { getDocument } from './get-document.js'
import { getEvents } from './get-events.js'
import { getJob } from './get-job.js'
import { getJobArgs } from './get-job-args.js'
import { getJobFile } from './get-job-file.js'
import { getJobLog } from './get-job-log.js'
import { getJobPackages } from './get-job-packages.js'
import { getJobResult } from './get-job-result.js'
import { getJobSbom } from './get-job-sbom.js'
import { getJobSboms } from './get-job-sboms.js'
import { getJobStages } from './get-job-stages.js'
import { getNow } from './get-now.js'
import { getSession } from './get-session.js'
import { getTrends } from './get-trends.js'
import { getWorkers } from './get-workers.js'
import { listAudit } from './list-audit.js'
import { listComposes } from './list-composes.js'
import { pauseLane } from './pause-lane.js'
import { requeueJob } from './requeue-job.js'
import { resumeLane } from './resume-lane.js'
import { retryCompose } from './retry-compose.js'

/** The handlers by operationId: exactly those of the console's document, or this does not compile. */
export function consoleOperations(context: ConsoleContext): OperationHandlers<ConsoleOperations, 'strict'> {
  return {
    cancelCompose: cancelCompose(context),
    expireWorker: expireWorker(context),
    getCompose: getCompose(context),
    getDocument: getDocument(),
    getEvents: getEvents(context),
    getJob: getJob(context),
    getJobArgs: getJobArgs(context),
    getJobFile: getJobFile(context),
    getJobLog: getJobLog(context),
    getJobPackages: getJobPackages(context),
    getJobResult: getJobResult(context),
    getJobSbom: getJobSbom(context),
    getJobSboms: getJobSboms(context),
    getJobStages: getJobStages(context),
    getNow: getNow(context),
    getSession: getSession(context),
    getTrends: getTrends(context),
    getWorkers: getWorkers(context),
    listAudit: listAudit(context),
    listComposes: listComposes(context),
    pauseLane: pauseLane(context),
    requeueJob: requeueJob(context),
    resumeLane: resumeLane(context),
    retryCompose: retryCompose(context),
  }
}
