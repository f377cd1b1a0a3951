import { once } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { exportJWK, generateKeyPair, SignJWT } from 'jose'

export interface TokenIssuer {
  url: string
  jwksUrl: string
  /** Takes the form of OAuth 2 client credentials; `tenant` chooses the tenant, `demo` without it. */
  tokenUrl: string
  close(): Promise<void>
}

const LIFETIME_SECONDS = 3600
const KEY_ID = 'development'

/**
 * An issuer of tokens for trying authentication on one machine: whoever asks gets one, for any tenant. The key is made
 * at start and never stored, so tokens end with it.
 */
export async function startTokenIssuer(port: number | string): Promise<TokenIssuer> {
  const { privateKey, publicKey } = await generateKeyPair('RS256')
  const jwks = { keys: [{ ...(await exportJWK(publicKey)), kid: KEY_ID, alg: 'RS256', use: 'sig' }] }
  const server = createServer((request, response) => {
    void answer(request).then(
      ({ status, body }) => {
        response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' })
        response.end(JSON.stringify(body))
      },
      () => response.destroy(),
    )
  })
  server.listen(port as number, '127.0.0.1')
  await once(server, 'listening')
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`

  return {
    url,
    jwksUrl: `${url}/jwks.json`,
    tokenUrl: `${url}/token`,
    async close() {
      server.close()
      server.closeAllConnections()
      await once(server, 'close')
    },
  }

  async function answer(request: IncomingMessage): Promise<{ status: number; body: object }> {
    const { method, url: path } = request
    if (method === 'GET' && path === '/jwks.json') return { status: 200, body: jwks }
    if (method !== 'POST' || path !== '/token') return { status: 404, body: { error: 'not_found' } }
    const form = new URLSearchParams(await text(request))
    const token = await sign(form.get('client_id') || 'developer', form.get('tenant') || 'demo')
    return { status: 200, body: { access_token: token, token_type: 'Bearer', expires_in: LIFETIME_SECONDS } }
  }

  function sign(subject: string, tenant: string): Promise<string> {
    return new SignJWT({ 'rh-org-id': tenant, typ: 'Bearer' })
      .setProtectedHeader({ alg: 'RS256', kid: KEY_ID })
      .setIssuer(url)
      .setSubject(subject)
      .setIssuedAt()
      .setExpirationTime(`${LIFETIME_SECONDS}s`)
      .sign(privateKey)
  }
}
