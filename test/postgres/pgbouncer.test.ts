import { afterAll, beforeAll, expect, it } from '@jest/globals'
import { describeWith } from '../programs.js'
import { localRequest } from '../system/compose-requests.js'
import { buildResult, localTarget, manifestResult } from '../system/build-results.js'
import { rawWorker } from '../system/raw-worker.js'
import { startSystem, type System } from '../system/start-system.js'
import { startPgBouncer, type PgBouncer } from './start-pgbouncer.js'

const composes = 40

describeWith('pgbouncer', 'Both services behind PgBouncer in transaction mode', (program) => {
  let system: System
  let pooler: PgBouncer
  beforeAll(async () => {
    const server = new URL(process.env['COMPOSER_TEST_POSTGRES_URL'] ?? '')
    pooler = await startPgBouncer(program, Number(server.port))
    system = await startSystem((databaseUrl) => {
      const url = new URL(databaseUrl)
      url.port = String(pooler.port)
      return { DATABASE_URL: url.href, REQUEST_JOB_TIMEOUT_SECONDS: '30' }
    })
  })
  afterAll(async () => {
    await system.stop()
    await pooler.stop()
  })

  it('serve a crowd of composes from request to success', async () => {
    const worker = rawWorker(system)
    const posted = await Promise.all(
      Array.from({ length: composes }, (_, index) =>
        system.call('composer', 'POST', '/compose', { body: localRequest(`host-${index}`) }),
      ),
    )
    expect(posted.map(({ status }) => status)).toEqual(Array<number>(composes).fill(201))

    await eachAtOnce(async () => {
      const { token } = await worker.take('image-builder-manifest')
      expect((await system.call('worker', 'GET', `/jobs/${token}`)).status).toBe(200)
      expect((await worker.report(token, manifestResult())).status).toBe(200)
    })
    await eachAtOnce(async () => {
      const { token } = await worker.take('osbuild')
      await worker.upload(token, 'disk.qcow2', 'disk')
      expect((await worker.report(token, buildResult(localTarget('disk.qcow2')))).status).toBe(200)
    })
    await Promise.all(
      posted.map(async ({ body }) => {
        const { body: status } = await system.call('composer', 'GET', `/composes/${body.id}`)
        expect(status.status).toBe('success')
        const logs = await system.call('composer', 'GET', `/composes/${body.id}/logs`)
        expect(logs.status).toBe(200)
      }),
    )
  })

  it('say that they poll, since LISTEN does not pass through it', async () => {
    for (const url of Object.values(system.internalUrls)) {
      const { checks } = (await (await fetch(`${url}/readyz`)).json()) as {
        checks: Record<string, { ok: boolean; text: string }>
      }
      expect(checks).toMatchObject({
        database: { ok: true, text: 'takes writes' },
        listener: { ok: true, text: 'polling' },
      })
    }
  })

  const eachAtOnce = (act: () => Promise<void>) => Promise.all(Array.from({ length: composes }, () => act()))
})
