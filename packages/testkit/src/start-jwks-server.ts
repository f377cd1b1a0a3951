import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import { createSigningKey, type SigningKey } from './signing-key.js'
import { startServer } from './start-server.js'
import { signToken, type TokenClaims } from './sign-token.js'

/** How the server answers when it does not show its keys. */
export type JwksBehaviour = (req: IncomingMessage, res: ServerResponse) => void

export interface JwksServer {
  /** A value for JWT_JWKS_URLS. */
  url: string
  /** The key it begins with. */
  key: SigningKey
  /** How often it was asked. */
  requests(): number
  /** From now on these are the keys of the issuer. */
  show(...keys: SigningKey[]): void
  /** From now on it answers like this; without an argument it shows its keys again. */
  behave(behaviour?: JwksBehaviour): void
  /** A token of this issuer's first key. */
  token(claims?: TokenClaims): Promise<string>
  close(): Promise<void>
}

let issuers = 0

/** A token issuer on loopback with one key. RSA keys, the default, take a moment to make. */
export async function startJwksServer(algorithm = 'RS256'): Promise<JwksServer> {
  issuers += 1
  const key = await createSigningKey(`issuer-${issuers}`, algorithm)
  let keys = [key]
  let requests = 0
  let behaviour: JwksBehaviour | undefined
  const listener: RequestListener = (req, res) => {
    requests += 1
    if (behaviour) {
      behaviour(req, res)
      return
    }
    res.setHeader('Content-Type', 'application/json')
    res.end(JSON.stringify({ keys: keys.map(({ jwk }) => jwk) }))
  }
  const server = await startServer(listener)
  return {
    url: `${server.url}/keys`,
    key,
    requests: () => requests,
    show(...shown) {
      keys = shown
    },
    behave(next) {
      behaviour = next
    },
    token: (claims) => signToken(key, claims),
    close: () => server.close(),
  }
}
