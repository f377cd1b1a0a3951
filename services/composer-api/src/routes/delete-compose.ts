import { deleteCompose as removeCompose } from '../use-cases/delete-compose.js'
import type { ComposerContext } from '../context.js'
import type { Handler } from './handler.js'
import { jobIdOf } from './job-id.js'

/** Cancels the unfinished jobs of a compose, then deletes it. */
export function deleteCompose(context: ComposerContext): Handler<'deleteCompose'> {
  return async ({ params, principal }) => {
    const id = jobIdOf(params)
    await removeCompose(context, id, principal.channel)
    const href = `${context.presentation.basePath}/composes/${id}`
    return { status: 200, body: { href, id, kind: 'ComposeDeleteStatus' } }
  }
}
