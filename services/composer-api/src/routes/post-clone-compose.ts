import type { OperationHandler } from '@composer/service-kit'
import { cloneCompose } from '../use-cases/clone-compose.js'
import type { ComposerContext } from '../context.js'
import { jobIdOf } from './job-id.js'

/** Copies or shares the image of a finished AWS compose. */
export function postCloneCompose(context: ComposerContext): OperationHandler {
  return async ({ params, body, principal }) => {
    const composeId = jobIdOf(params)
    const { region, share_with_accounts: accounts = [] } = body as CloneComposeBody
    const id = await cloneCompose(context, { composeId, channel: principal.channel, region, accounts })
    const href = `${context.presentation.basePath}/composes/${composeId}/clone`
    return { status: 201, body: { href, id, kind: 'CloneComposeId' } }
  }
}

interface CloneComposeBody {
  region: string
  share_with_accounts?: string[]
}
