import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { createRemoteJWKSet, jwtVerify } from 'jose'
import { createTokenIssuer, type TokenIssuer } from '../src/token-issuer.js'

let issuer: TokenIssuer
beforeAll(async () => {
  issuer = await createTokenIssuer()
})
afterAll(() => issuer.close())

const ask = (form: Record<string, string>) =>
  fetch(issuer.tokenUrl, { method: 'POST', body: new URLSearchParams(form) })

describe('The token issuer for development', () => {
  it.each(['client_credentials', 'refresh_token'])(
    'signs a token for the tenant with a key of its set (%s)',
    async (grant_type) => {
      const answer = await ask({ grant_type, client_id: 'acme', client_secret: 'any', refresh_token: 'any' })
      const { access_token, token_type, expires_in } = (await answer.json()) as Record<string, string>
      expect([token_type, expires_in]).toEqual(['Bearer', 900])
      const keys = createRemoteJWKSet(new URL(issuer.jwksUrl))
      const { payload } = await jwtVerify(access_token ?? '', keys, { issuer: issuer.issuer })
      expect(payload).toMatchObject({ typ: 'Bearer', 'rh-org-id': 'acme' })
      expect((payload.exp ?? 0) - (payload.iat ?? 0)).toBe(900)
    },
  )

  it('wants a tenant', async () => {
    const answer = await ask({ grant_type: 'client_credentials' })
    expect(answer.status).toBe(400)
    expect(await answer.json()).toMatchObject({ error: 'invalid_request' })
  })

  it('has nothing else', async () => {
    expect((await fetch(`${issuer.issuer}/keys/other`)).status).toBe(404)
  })
})
