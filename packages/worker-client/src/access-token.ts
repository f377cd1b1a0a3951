import { type Dispatcher, request } from 'undici'
import type { OAuthOptions } from './client-options.js'

/** No bearer token could be had. */
export class AccessTokenError extends Error {
  override readonly name = 'AccessTokenError'
}

export interface AccessTokens {
  /** The token in use; fetched on first use, and again shortly before it expires if the token service says when that is. */
  current(signal: AbortSignal): Promise<string>
  /** A newer token than `refused`; callers that were refused together share one fetch. */
  renew(refused: string, signal: AbortSignal): Promise<string>
}

/** @param onRenewalFailure told of each failed fetch, after which the token in use stays in use. */
export function createAccessTokens(
  oauth: OAuthOptions,
  dispatcher: Dispatcher,
  onRenewalFailure: (error: unknown) => void = () => undefined,
): AccessTokens {
  if (oauth.clientSecret === undefined && oauth.refreshToken === undefined) {
    throw new TypeError('oauth needs a clientSecret or a refreshToken')
  }
  let token: Promise<IssuedToken> | undefined
  /** Fetches that failed for several callers and were told of once. */
  const told = new WeakSet<Promise<IssuedToken>>()
  const fetchOnce = (signal: AbortSignal) => {
    const before = token
    const fetching = fetchToken(oauth, dispatcher, signal)
    // A failure is not remembered: the next call tries again.
    fetching.catch(() => {
      if (token === fetching) token = before
    })
    token = fetching
    return fetching
  }
  /** A token newer than `known`, which callers that want it together fetch once. */
  const newerThan = (known: Promise<IssuedToken>, signal: AbortSignal) =>
    token && token !== known ? token : fetchOnce(signal)

  return {
    async current(signal) {
      const known = token
      if (!known) return (await fetchOnce(signal)).text
      const { text, renewAt } = await known
      if (performance.now() < renewAt) return text
      const fetching = newerThan(known, signal)
      try {
        return (await fetching).text
      } catch (error) {
        signal.throwIfAborted()
        // The old one may still be good; when it is not, the server says so and the renewal after that fails.
        if (!told.has(fetching)) onRenewalFailure(error)
        told.add(fetching)
        return text
      }
    },
    async renew(refused, signal) {
      const known = token
      const { text } = (await known) ?? {}
      if (text !== undefined && text !== refused) return text
      return (await (known ? newerThan(known, signal) : fetchOnce(signal))).text
    },
  }
}

interface IssuedToken {
  text: string
  /** On the clock of `performance.now()`; infinite when the token service does not say how long it is good. */
  renewAt: number
}

/** A token is renewed when a tenth of its life is left, but never earlier than a minute before its end. */
const renewAtOf = (lifeSeconds: number): number =>
  performance.now() + (lifeSeconds - Math.min(60, lifeSeconds / 10)) * 1000

async function fetchToken(
  oauth: OAuthOptions,
  dispatcher: Dispatcher,
  signal: AbortSignal,
): Promise<IssuedToken> {
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
  const token = tokenIn(text)
  if (token === undefined) throw new AccessTokenError('the token service answered without an access_token')
  return token
}

function tokenIn(answer: string): IssuedToken | undefined {
  try {
    const { access_token: text, expires_in: life } = JSON.parse(answer) as Record<string, unknown>
    if (typeof text !== 'string' || text === '') return undefined
    return { text, renewAt: typeof life === 'number' ? renewAtOf(life) : Infinity }
  } catch {
    return undefined
  }
}
