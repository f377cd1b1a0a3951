import { ArtifactNameError, assertArtifactName } from '@composer/artifact-store'
import { addToContext, BodyAbortedError } from '@composer/service-kit'
import type { WorkerContext } from '../context.js'
import { failAs, refusal } from '../errors.js'
import type { Handler } from './handler.js'
import { tokenOf } from './job-token.js'
import { laneOf } from './lane-of.js'

/** Takes a file of a running job, however large and slow, into the attempt's own area. */
export function uploadJobArtifact(context: WorkerContext): Handler<'UploadJobArtifact'> {
  const { queue, artifacts, logger } = context
  return async ({ params, principal, signal, req }) => {
    const token = tokenOf(params)
    // The worker does not upload again after exactly this answer, and reads no body.
    if (!artifacts) return { status: 400 }
    const { name } = params
    checkName(name)
    const channel = await laneOf(context, principal, token, 1003)
    const attempt = await queue.lookup(token, channel).catch(failAs(1003))
    if (attempt.state === 'unknown' || attempt.state === 'finished') throw refusal(5)
    if (attempt.state === 'cancelled') throw refusal(6)
    addToContext({ job_id: attempt.jobId })
    try {
      const { bytes } = await artifacts.stage(token, name, req.iterator({ destroyOnReturn: false }), signal)
      logger.info('Artifact received', { name, bytes })
    } catch (error) {
      if (signal.aborted || (req.destroyed && !req.complete))
        throw new BodyAbortedError('The caller went away')
      throw refusal(1002, { cause: error })
    }
    return { status: 200 }
  }
}

function checkName(name: string): void {
  try {
    assertArtifactName(name)
  } catch (error) {
    if (error instanceof ArtifactNameError) throw refusal(1001, { cause: error }).withStatus(400)
    throw error
  }
}
