import { isUtf8 } from 'node:buffer'
import type { Request, Response } from 'express'
import { expressjwt, UnauthorizedError } from 'express-jwt'
import { TokenRefusal } from './check-claims.js'
import { checkTokenHeader } from './check-token-header.js'
import type { VerificationKey } from './key-set.js'
import type { KeySource } from './key-source.js'
import { createVerifiedTokens, type Claims } from './verified-tokens.js'

/** Longest accepted Authorization header, in characters; real tokens have one or two KiB. */
const maxHeaderLength = 12 * 1024

/** Only asymmetric algorithms: with a symmetric one, the public key would be the secret that signs. */
const algorithms = ['RS256', 'RS384', 'RS512', 'PS256', 'ES256'] as const

/**
 * Checks header, signature, times, issuer and audience of a request's bearer token. For a token that was verified
 * before, only its expiry and its key are checked again.
 * @returns its claims
 * @throws TokenRefusal
 */
export function createTokenVerifier(
  keys: KeySource,
  expected: { issuer?: string | undefined; audience?: string | undefined },
): (req: Request, res: Response) => Promise<Claims> {
  const verified = createVerifiedTokens()
  const used = new WeakMap<object, { kid: string; key: VerificationKey }>()
  const isTrusted = async (kid: string, pem: string) => (await keys.find(kid))?.pem === pem
  const verify = expressjwt({
    algorithms: [...algorithms],
    ...(expected.issuer ? { issuer: expected.issuer } : {}),
    ...(expected.audience ? { audience: expected.audience } : {}),
    async secret(req, token) {
      if (!token) throw new TokenRefusal('signature', "Bearer token can't be verified")
      checkTokenHeader(token.header)
      const { kid, alg } = token.header
      if (typeof kid !== 'string')
        throw new TokenRefusal('key', "Bearer token has no header 'kid' that names its key")
      const key = await keys.find(kid)
      if (key === undefined) throw new TokenRefusal('key', 'Bearer token is signed by an unknown key')
      // A key may be used with one algorithm only (RFC 8725 §3.1), even if others could use it.
      if (key.algorithm !== undefined && key.algorithm !== alg) throw wrongAlgorithm()
      used.set(req, { kid, key })
      return key.pem
    },
  })
  return async (req, res) => {
    checkHeader(req)
    const { authorization = '' } = req.headers
    const known = verified.find(authorization)
    if (known && (await isTrusted(known.kid, known.pem))) return known.claims
    await new Promise<void>((resolve, reject) => {
      const next = (error?: unknown) => (error ? reject(asRefusal(error)) : resolve())
      void verify(req, res, next)
    })
    const claims = (req as Request & { auth?: Claims }).auth
    // The library lets preflight requests of browsers pass without a token.
    if (claims === undefined) throw missing()
    checkEncoding(req)
    const by = used.get(req)
    if (by) verified.keep(authorization, { claims, kid: by.kid, pem: by.key.pem })
    return claims
  }
}

const missing = () => new TokenRefusal('missing', "Request doesn't contain a bearer token")

function checkHeader(req: Request): void {
  const [first, second] = req.headersDistinct.authorization ?? []
  if (second !== undefined) throw new TokenRefusal('header', 'Request has more than one Authorization header')
  if ((first ?? '').length > maxHeaderLength) throw new TokenRefusal('header', 'Bearer token is too long')
}

/** Decoding replaces bytes that are not UTF-8, which would make different claims equal (RFC 7519 §7.2). */
function checkEncoding(req: Request): void {
  const payload = req.headers.authorization?.split('.')[1] ?? ''
  if (!isUtf8(Buffer.from(payload, 'base64url')))
    throw new TokenRefusal('claims', 'Bearer token has claims that are not UTF-8')
}

const wrongAlgorithm = () =>
  new TokenRefusal('algorithm', 'Bearer token is signed with an algorithm that is not accepted')

/** Turns the library's error codes into texts for the client; the library's own messages may quote the token. */
function asRefusal(error: unknown): Error {
  if (!(error instanceof UnauthorizedError)) return error as Error
  switch (error.code) {
    case 'credentials_required':
      return missing()
    case 'credentials_bad_scheme':
    case 'credentials_bad_format':
      return new TokenRefusal('header', "Authorization header isn't a bearer token")
    default:
      return tokenFault((error.inner as Error | undefined)?.message ?? '')
  }
}

const faults: readonly [said: string, kind: string, reason: string][] = [
  ['jwt expired', 'expired', 'Bearer token is expired'],
  ['jwt not active', 'not-yet', 'Bearer token is not yet valid'],
  ['issuer', 'issuer', 'Bearer token is of another issuer'],
  ['audience', 'audience', 'Bearer token is for another audience'],
  ['algorithm', 'algorithm', 'Bearer token is signed with an algorithm that is not accepted'],
  ['invalid exp', 'claims', "Bearer token has a claim 'exp' that is no number"],
  ['invalid nbf', 'claims', "Bearer token has a claim 'nbf' that is no number"],
]

function tokenFault(message: string): TokenRefusal {
  const [, kind, reason] = faults.find(([said]) => message.includes(said)) ?? [
    '',
    'signature',
    "Bearer token can't be verified",
  ]
  return new TokenRefusal(kind, reason)
}
