import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { createTokenIssuer, type TokenIssuer } from '@composer/service-kit'
import { createGuardedApp } from './guarded-app.js'

let issuer: TokenIssuer
beforeAll(async () => {
  issuer = await createTokenIssuer()
})
afterAll(() => issuer.close())

const ask = (form: Record<string, string>) =>
  fetch(issuer.tokenUrl, { method: 'POST', body: new URLSearchParams(form) })

describe('The token issuer for development', () => {
  it.each(['client_credentials', 'refresh_token'])(
    'gives a token that the services accept (%s)',
    async (grant_type) => {
      const answer = await ask({ grant_type, client_id: 'acme', client_secret: 'any', refresh_token: 'any' })
      const { access_token, token_type, expires_in } = (await answer.json()) as Record<string, string>
      expect([token_type, expires_in]).toEqual(['Bearer', 900])
      const guarded = await createGuardedApp({ JWT_JWKS_URLS: issuer.jwksUrl, JWT_ISSUER: issuer.issuer })
      expect((await guarded.ask(access_token ?? '')).body.channel).toBe('org-acme')
      expect((await guarded.ask(issuer.issue('other'))).body.channel).toBe('org-other')
    },
  )

  it('wants a tenant', async () => {
    const answer = await ask({ grant_type: 'client_credentials' })
    expect(answer.status).toBe(400)
    expect(await answer.json()).toMatchObject({ error: 'invalid_request' })
  })
})
