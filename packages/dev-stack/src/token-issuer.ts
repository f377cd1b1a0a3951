import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { text } from 'node:stream/consumers'
import { calculateJwkThumbprint, exportJWK, generateKeyPair, SignJWT } from 'jose'

export interface TokenIssuer {
  /** Of the key set: a value for JWT_JWKS_URLS. */
  jwksUrl: string
  /** Takes OAuth client-credentials and refresh-token forms; the tenant is the `client_id`. */
  tokenUrl: string
  issuer: string
  close(): Promise<void>
}

const lifetimeSeconds = 900
const alg = 'RS256'

/**
 * A token issuer for development: it gives anybody a token for the tenant whose name is sent as `client_id`. It listens
 * on loopback only, and its key lives as long as the process.
 */
export async function createTokenIssuer(port = 0): Promise<TokenIssuer> {
  const { publicKey, privateKey } = await generateKeyPair(alg)
  const jwk = await exportJWK(publicKey)
  const kid = await calculateJwkThumbprint(jwk)
  const server = createServer((req, res) => void serve(req, res)).listen(port, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('The token issuer has no address')
  const issuer = `http://127.0.0.1:${address.port}`

  const issue = (tenant: string): Promise<string> =>
    new SignJWT({ typ: 'Bearer', 'rh-org-id': tenant })
      .setProtectedHeader({ alg, kid, typ: 'JWT' })
      .setIssuer(issuer)
      .setIssuedAt()
      .setExpirationTime(`${lifetimeSeconds} s`)
      .sign(privateKey)

  async function serve(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const [status, body] = await answer(req)
    res.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(body))
  }

  async function answer(req: IncomingMessage): Promise<[status: number, body: object]> {
    const form = new URLSearchParams(await text(req))
    switch (`${req.method} ${req.url}`) {
      case 'GET /keys':
        return [200, { keys: [{ ...jwk, kid, alg, use: 'sig' }] }]
      case 'POST /token': {
        const tenant = form.get('client_id')
        return tenant
          ? [200, { access_token: await issue(tenant), token_type: 'Bearer', expires_in: lifetimeSeconds }]
          : [400, { error: 'invalid_request', error_description: 'client_id names the tenant' }]
      }
      default:
        return [404, { error: 'not_found' }]
    }
  }

  return {
    jwksUrl: `${issuer}/keys`,
    tokenUrl: `${issuer}/token`,
    issuer,
    async close() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}
