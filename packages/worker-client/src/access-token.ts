import { type Dispatcher, request } from 'undici'
import type { OAuthOptions } from './client-options.js'

/** No bearer token could be had. */
export class AccessTokenError extends Error {
  override readonly name = 'AccessTokenError'
}

export interface AccessTokens {
  /** The token in use; fetched on first use. */
  current(signal: AbortSignal): Promise<string>
  /** A newer token than `refused`; callers that were refused together share one fetch. */
  renew(refused: string, signal: AbortSignal): Promise<string>
}

export function createAccessTokens(oauth: OAuthOptions, dispatcher: Dispatcher): AccessTokens {
  if (oauth.clientSecret === undefined && oauth.refreshToken === undefined) {
    throw new TypeError('oauth needs a clientSecret or a refreshToken')
  }
  let token: Promise<string> | undefined
  const fetchOnce = (signal: AbortSignal) => {
    const fetching = fetchToken(oauth, dispatcher, signal)
    // A failure is not remembered: the next call tries again.
    fetching.catch(() => {
      if (token === fetching) token = undefined
    })
    token = fetching
    return fetching
  }
  return {
    current: (signal) => token ?? fetchOnce(signal),
    async renew(refused, signal) {
      const known = token
      if (known && (await known) !== refused) return known
      return token && token !== known ? token : fetchOnce(signal)
    },
  }
}

async function fetchToken(oauth: OAuthOptions, dispatcher: Dispatcher, signal: AbortSignal): Promise<string> {
  const form = new URLSearchParams({ client_id: oauth.clientId })
  form.set('grant_type', oauth.clientSecret === undefined ? 'refresh_token' : 'client_credentials')
  if (oauth.clientSecret !== undefined) form.set('client_secret', oauth.clientSecret)
  if (oauth.refreshToken !== undefined) form.set('refresh_token', oauth.refreshToken)

  const response = await request(oauth.url, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: form.toString(),
    dispatcher,
    signal,
  })
  const text = await response.body.text()
  // Neither answer nor error is repeated here: token services like to echo what they were sent.
  if (response.statusCode !== 200)
    throw new AccessTokenError(`the token service answered ${response.statusCode}`)
  const token = accessTokenIn(text)
  if (token === undefined) throw new AccessTokenError('the token service answered without an access_token')
  return token
}

function accessTokenIn(text: string): string | undefined {
  try {
    const { access_token: token } = JSON.parse(text) as { access_token?: unknown }
    return typeof token === 'string' && token !== '' ? token : undefined
  } catch {
    return undefined
  }
}
