import type { DevStack } from './start-dev-stack.js'

/** The line that says the stack takes requests; scripts wait for it. */
export const readyLine = (stack: DevStack): string =>
  `ready composer-api=${stack.composerApiUrl} worker-api=${stack.workerApiUrl} database=${stack.databaseUrl}`

/** What a newcomer can try next. */
export function welcome(stack: DevStack, seconds: string): string {
  const api = `${stack.composerApiUrl}/api/image-builder-composer/v2`
  const token = stack.issuer
    ? [
        '',
        'Get a token first; the client id is the tenant, and demo workers serve the tenant demo:',
        `  TOKEN=$(curl -s ${stack.issuer.tokenUrl} -d client_id=demo | sed 's/.*"access_token":"\\([^"]*\\)".*/\\1/')`,
      ]
    : []
  const header = stack.issuer ? ' -H "Authorization: Bearer $TOKEN"' : ''
  return [
    `Ready after ${seconds} s, with ${stack.workers} demo workers and ${makerOf(stack)}. Metrics: ${stack.composerInternalUrl}/metrics and ${stack.workerInternalUrl}/metrics`,
    ...token,
    '',
    'Make an image:',
    `  curl -s${header} -H 'Content-Type: application/json' -d @samples/guest-image.json ${api}/compose`,
    'Follow it, with the id you got:',
    `  curl -s${header} ${api}/composes/<id>`,
    '',
    `Look at what happens: ${stack.composerInternalUrl}/console`,
    '',
    'Ctrl-C stops everything.',
  ].join('\n')
}

function makerOf({ maker }: DevStack): string {
  if (maker === 'none') return 'no manifest maker'
  return maker === 'real' ? 'a maker that runs image-builder' : 'a demo maker'
}
