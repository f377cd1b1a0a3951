import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { signToken, startJwksServer } from '@composer/testkit'
import { startComposer } from './composer.js'
import type { TestComposer } from './composer.js'
import { buildResult, finishJob } from './finish-job.js'
import { awsImage, composeRequest, kojiRequest } from './requests.js'

let issuer: Awaited<ReturnType<typeof startJwksServer>>
let composer: TestComposer
let own: Record<string, string>
let other: Record<string, string>

beforeAll(async () => {
  issuer = await startJwksServer()
  composer = await startComposer({ AUTH_MODE: 'jwt', JWT_JWKS_URLS: issuer.url })
  own = { Authorization: `Bearer ${await signToken({ 'rh-org-id': '1' }, { issuer })}` }
  other = { Authorization: `Bearer ${await signToken({ 'rh-org-id': '2' }, { issuer })}` }
})
afterAll(async () => {
  await composer.stop()
  await issuer.close()
})
