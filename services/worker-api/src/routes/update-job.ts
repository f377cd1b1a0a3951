import { findMembers, JsonSyntaxError, type Span } from '@composer/raw-json'
import { addToContext } from '@composer/service-kit'
import type { WorkerContext } from '../context.js'
import { refusal } from '../errors.js'
import { finishJob } from '../report/finish-job.js'
import { reportProgress } from '../report/report-progress.js'
import type { Handler } from './handler.js'
import { tokenOf } from './job-token.js'

/** What an object without a result reports. */
const nothing = Buffer.from('null')

/** A worker's report: `result` ends the job, `partial` does not, and an object with neither ends it, too. */
export function updateJob(context: WorkerContext): Handler<'UpdateJob'> {
  return async ({ params, principal, rawBody }) => {
    const token = tokenOf(params)
    // Enough to find the attempt's lines; the whole token would open its job to whoever reads them.
    addToContext({ token_of_attempt: `${token.slice(0, 8)}…` })
    const members = readMembers(rawBody)
    const cut = (span: Span) => rawBody.subarray(span.start, span.end)
    const result = members.get('result')
    const partial = members.get('partial')
    if (!result && partial) await reportProgress(context, token, principal.channel, cut(partial))
    else await finishJob(context, token, principal.channel, result ? cut(result) : nothing)
    return {
      status: 200,
      body: { href: `${context.basePath}/jobs/${token}`, id: token, kind: 'UpdateJobResponse' },
    }
  }
}

function readMembers(body: Buffer): Map<string, Span> {
  try {
    return findMembers(body, ['result', 'partial'], { trailing: 'ignore', utf8: 'ignore' })
  } catch (error) {
    if (error instanceof JsonSyntaxError) throw refusal(10)
    throw error
  }
}
