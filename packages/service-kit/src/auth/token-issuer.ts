import { generateKeyPairSync, createHash, sign } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'
import express from 'express'

export interface TokenIssuer {
  /** Of the key set: a value for JWT_JWKS_URLS. */
  jwksUrl: string
  /** Takes OAuth client-credentials and refresh-token forms; the tenant is the `client_id`. */
  tokenUrl: string
  issuer: string
  /** A token for a tenant, for callers in this process. */
  issue(tenant: string): string
  close(): Promise<void>
}

const lifetimeSeconds = 900

/**
 * A token issuer for development: it gives anybody a token for the tenant whose name is sent as `client_id`. It listens
 * on loopback only, and its key lives as long as the process.
 */
export async function createTokenIssuer(port = 0): Promise<TokenIssuer> {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const jwk = publicKey.export({ format: 'jwk' })
  const kid = createHash('sha256').update(JSON.stringify(jwk)).digest('hex').slice(0, 16)
  const app = express()
  const server = createServer(app).listen(port, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('The token issuer has no address')
  const issuer = `http://127.0.0.1:${address.port}`

  const issue = (tenant: string): string => {
    const now = Math.floor(Date.now() / 1000)
    const claims = { iss: issuer, iat: now, exp: now + lifetimeSeconds, typ: 'Bearer', 'rh-org-id': tenant }
    const unsigned = [{ alg: 'RS256', typ: 'JWT', kid }, claims]
      .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
      .join('.')
    return `${unsigned}.${sign('sha256', Buffer.from(unsigned), privateKey).toString('base64url')}`
  }
  app.get('/keys', (_req, res) => {
    res.json({ keys: [{ ...jwk, kid, alg: 'RS256', use: 'sig' }] })
  })
  app.post('/token', express.urlencoded({ extended: false }), (req, res) => {
    const form = (req.body ?? {}) as Record<string, string | undefined>
    if (!form.client_id) {
      res.status(400).json({ error: 'invalid_request', error_description: 'client_id names the tenant' })
      return
    }
    res.json({ access_token: issue(form.client_id), token_type: 'Bearer', expires_in: lifetimeSeconds })
  })
  return {
    jwksUrl: `${issuer}/keys`,
    tokenUrl: `${issuer}/token`,
    issuer,
    issue,
    async close() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}
