import { addToContext, type Principal } from '@composer/service-kit'
import type { WorkerContext } from '../context.js'
import { misfit } from '../errors.js'
import { finishJob, finishLongJob } from '../report/finish-job.js'
import { reportProgress } from '../report/report-progress.js'
import type { Handler } from './handler.js'
import { tokenOf } from './job-token.js'
import { laneOf } from './lane-of.js'

/** What an object without a result reports. */
const nothing = Buffer.from('null')

/** A worker's report: `result` ends the job, `partial` does not, and an object with neither ends it, too. */
export function updateJob(context: WorkerContext): Handler<'UpdateJob'> {
  return async ({ params, principal, rawBody }) => {
    const token = tokenOf(params)
    // Enough to find the attempt's lines; the whole token would open its job to whoever reads them.
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

/** Postgres takes no broken UTF-8, and a result is sent only once: what is broken is replaced, as Go's decoder does. */
const repaired = (result: Buffer): Buffer => Buffer.from(new TextDecoder('utf-8').decode(result))
