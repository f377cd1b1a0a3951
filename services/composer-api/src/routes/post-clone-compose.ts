import { cloneCompose } from '../use-cases/clone-compose.js'
import type { ComposerContext } from '../context.js'
import type { Handler } from './handler.js'
import { jobIdOf } from './job-id.js'

/** Copies or shares the image of a finished AWS compose. */
export function postCloneCompose(context: ComposerContext): Handler<'postCloneCompose'> {
  return async ({ params, body, principal }) => {
    const composeId = jobIdOf(params)
    const { region, share_with_accounts: accounts = [] } = body
    const id = await cloneCompose(context, { composeId, channel: principal.channel, region, accounts })
    const href = `${context.presentation.basePath}/composes/${composeId}/clone`
    return { status: 201, body: { href, id, kind: 'CloneComposeId' } }
  }
}
