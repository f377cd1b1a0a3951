import { addToContext, type Principal } from '@composer/service-kit'
import type { WorkerContext } from '../context.js'
import { misfit } from '../errors.js'
import { finishJob, finishLongJob } from '../report/finish-job.js'
import { reportProgress } from '../report/report-progress.js'
import type { Handler } from './handler.js'
import { tokenOf } from './job-token.js'
import { laneOf } from './lane-of.js'

/** The value of a member that the report does not have. */
const nothing = Buffer.from('null')

/**
 * Takes a worker's report. `result` ends the attempt; `partial` alone reports progress; without both, the attempt ends.
 */
export function updateJob(context: WorkerContext): Handler<'UpdateJob'> {
  return async ({ params, principal, rawBody }) => {
    const token = tokenOf(params)
    // Enough to find the log lines of the attempt. With the whole token, a reader of the log could act on the job.
    addToContext({ token_of_attempt: `${token.slice(0, 8)}…` })
    if (Buffer.isBuffer(rawBody)) await takeReport(context, principal, token, rawBody)
    else await finishLongJob(context, token, await laneOf(context, principal, token, 1004), rawBody)
    return {
      status: 200,
      body: { href: `${context.basePath}/jobs/${token}`, id: token, kind: 'UpdateJobResponse' },
    }
  }
}

async function takeReport(
  context: WorkerContext,
  principal: Principal,
  token: string,
  body: Buffer,
): Promise<void> {
  const { members, utf8, cut } = await context.reports.read(principal.channel, body)
  if (!members) throw misfit('body: must be a JSON object')
  const channel = await laneOf(context, principal, token, 1004)
  if (!members.has('result') && members.has('partial'))
    await reportProgress(context, token, channel, cut('partial', nothing))
  else if (utf8) await finishJob(context, token, channel, cut('result', nothing), members.get('result')?.ends)
  else await finishJob(context, token, channel, repaired(cut('result', nothing)))
}

/**
 * Replaces invalid UTF-8, as Go's decoder does. Postgres does not accept it, and the result is not refused, because a
 * worker sends it only once.
 */
const repaired = (result: Buffer): Buffer => Buffer.from(new TextDecoder('utf-8').decode(result))
