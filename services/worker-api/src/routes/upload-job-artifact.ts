import { ArtifactNameError, assertArtifactName, type ArtifactStore } from '@composer/artifact-store'
import { addToContext, BodyAbortedError, bodyChunks } from '@composer/service-kit'
import type { WorkerContext } from '../context.js'
import { failAs, refusal } from '../errors.js'
import type { Handler } from './handler.js'
import { tokenOf } from './job-token.js'
import { laneOf } from './lane-of.js'

/** Stores a file of a running job in the staging area of its attempt. An upload may be slow, but it must not stall. */
export function uploadJobArtifact(context: WorkerContext): Handler<'UploadJobArtifact'> {
  const { queue, artifacts, logger, settings } = context
  const stallMs = settings.UPLOAD_STALL_SECONDS * 1000
  return async ({ params, principal, signal, req }) => {
    const token = tokenOf(params)
    // Workers do not repeat an upload after exactly this answer, and do not read its body.
    if (!artifacts) return { status: 400 }
    const { name } = params
    checkName(name)
    const channel = await laneOf(context, principal, token, 1003)
    const attempt = await queue.lookup(token, channel).catch(failAs(1003))
    if (attempt.state !== 'running') throw whyNot(attempt.state)
    addToContext({ job_id: attempt.jobId })
    try {
      const { bytes } = await artifacts.stage(token, name, bodyChunks(req, stallMs), signal)
      logger.info('Artifact received', { name, bytes })
    } catch (error) {
      if (signal.aborted || (req.destroyed && !req.complete))
        throw new BodyAbortedError('The caller went away')
      await discardIfEnded(context, artifacts, token, channel)
      throw refusal(1002, { cause: error })
    }
    await discardIfEnded(context, artifacts, token, channel)
    return { status: 200 }
  }
}

/**
 * Discards the staged files if the attempt has ended in the meantime. Whoever ended it discarded the files that were
 * there at that moment, which did not include a file still being uploaded. If the database fails here, the upload is
 * not refused; maintenance removes the file later.
 * @throws errors 5, 6 when the attempt is over
 */
async function discardIfEnded(
  { queue, logger }: WorkerContext,
  artifacts: ArtifactStore,
  token: string,
  channel: string,
): Promise<void> {
  const state = await queue.lookup(token, channel).then(
    (attempt) => attempt.state,
    (error: unknown) => {
      logger.warn('After an upload the state of the attempt could not be read', { error })
      return 'running' as const
    },
  )
  if (state === 'running') return
  // The files of a finished attempt belong to its job and are removed with the job.
  if (state !== 'finished')
    await artifacts.discard(token).catch((error: unknown) => {
      logger.error('Staged artifacts could not be discarded', { error })
    })
  throw whyNot(state)
}

const whyNot = (state: 'unknown' | 'finished' | 'cancelled') => refusal(state === 'cancelled' ? 6 : 5)

function checkName(name: string): void {
  try {
    assertArtifactName(name)
  } catch (error) {
    if (error instanceof ArtifactNameError) throw refusal(1001, { cause: error }).withStatus(400)
    throw error
  }
}
