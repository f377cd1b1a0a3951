import { type Dispatcher, request } from 'undici'
import type { OAuthOptions } from './client-options.js'

/** The token service gave no access token. */
export class AccessTokenError extends Error {
  override readonly name = 'AccessTokenError'
}

export interface AccessTokens {
  /**
   * Returns the access token. Fetches one at the first call, and a new one shortly before it expires, if the token
   * service sends `expires_in`. If that renewal fails, the old token is returned.
   * @throws AccessTokenError, or the network error, if the first fetch fails; the signal's reason
   */
  current(signal: AbortSignal): Promise<string>
  /**
   * Returns another token than `refused`. Callers whose requests were refused at the same time share one fetch.
   * @throws AccessTokenError, or the network error, if the fetch fails; the signal's reason
   */
  renew(refused: string, signal: AbortSignal): Promise<string>
}

/**
 * @param onRenewalFailure called once for each failed renewal after which the old token is still used
 * @throws TypeError if `oauth` has neither a client secret nor a refresh token
 */
export function createAccessTokens(
  oauth: OAuthOptions,
  dispatcher: Dispatcher,
  onRenewalFailure: (error: unknown) => void = () => undefined,
): AccessTokens {
  if (oauth.clientSecret === undefined && oauth.refreshToken === undefined) {
    throw new TypeError('oauth needs a clientSecret or a refreshToken')
  }
  let token: Promise<IssuedToken> | undefined
  /** Failed fetches that were reported already: several callers may wait for the same fetch. */
  const reported = new WeakSet<Promise<IssuedToken>>()
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
  /** A newer token than `known`; callers that want it at the same time share one fetch. */
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
        // The old token may still be valid. If it is not, the server answers 401 and `renew` reports the failure.
        if (!reported.has(fetching)) onRenewalFailure(error)
        reported.add(fetching)
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
  /** When to renew it, on the clock of `performance.now()`; infinite if the token service sends no `expires_in`. */
  renewAt: number
}

/** A token is renewed when a tenth of its lifetime is left, but at most a minute before it expires. */
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
  // Errors do not quote the answer: some token services repeat the request, which contains secrets.
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
