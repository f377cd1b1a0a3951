import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { depsolveArgs, MAKER, startMakerApi, type MakerApi } from './makers.js'

let api: MakerApi
beforeAll(async () => {
  api = await startMakerApi()
})
afterAll(() => api.stop())

/** One tenant has most of it. */
const composes: Record<string, number> = { '1': 30, '2': 10, '3': 5 }
const tenants = Object.keys(composes)
const total = Object.values(composes).reduce((sum, count) => sum + count, 0)
const workersOfEach = 2

/** What a solver of a tenant answers tells who it was, and for which compose. */
interface Solved {
  worker: string
  compose: string
}

const argsFor = (compose: string) => ({ ...depsolveArgs, module_platform_id: compose })
const json = (body: object) => ({ body })
const tokenOf = (location: unknown) => String(location).split('/').at(-1) ?? ''

/** With a hundred makers and a thousand composes: packages/jobqueue/tests/maker-fleet.test.ts. */
describe('Ten makers and the composes of three tenants', () => {
  const made: { compose: string; solved: Solved }[] = []
  /** Composes that each worker's tenant solved for. */
  const solves: Solved[] = []
  const over = () => made.length === total

  async function maker(): Promise<void> {
    while (!over()) {
      const { status, body } = await api.as(
        MAKER,
        'POST',
        '/jobs',
        json({ types: ['manifest-id-only'], arch: 'x86_64' }),
      )
      if (status !== 201) continue
      const token = tokenOf(body.location)
      const compose = body.compose_id as string
      let answer = await api.depsolve(token, argsFor(compose))
      while (answer.status === 202) answer = await api.depsolve(token, argsFor(compose))
      await api.as(MAKER, 'PATCH', `/jobs/${token}`, json({ result: { data: {}, info: {} } }))
      made.push({ compose, solved: answer.body.result.solver as Solved })
    }
  }

  async function worker(tenant: string): Promise<void> {
    while (!over()) {
      const { status, body } = await api.as(
        tenant,
        'POST',
        '/jobs',
        json({ types: ['depsolve'], arch: 'x86_64' }),
      )
      if (status !== 201) continue
      const solved = { worker: tenant, compose: body.args.module_platform_id as string }
      solves.push(solved)
      await api.as(
        tenant,
        'PATCH',
        `/jobs/${tokenOf(body.location)}`,
        json({ result: { transactions: {}, solver: solved } }),
      )
    }
  }

  it("finish, each tenant's packages solved by its own workers", async () => {
    const tenantOf = new Map<string, string>()
    for (const tenant of tenants) {
      const stored = await Promise.all(
        Array.from({ length: composes[tenant] ?? 0 }, () => api.compose(tenant)),
      )
      for (const { build } of stored) tenantOf.set(build, tenant)
    }

    await Promise.all([
      ...Array.from({ length: 10 }, maker),
      ...tenants.flatMap((tenant) => Array.from({ length: workersOfEach }, () => worker(tenant))),
    ])

    expect(made.filter(({ compose, solved }) => solved.compose !== compose)).toEqual([])
    expect(solves.filter(({ worker: by, compose }) => tenantOf.get(compose) !== by)).toEqual([])
    expect([new Set(made.map(({ compose }) => compose)).size, solves.length]).toEqual([total, total])
    const rows = await api.database
      .db('jobs')
      .select('role', 'state')
      .count<{ role: string; state: string; count: string }[]>()
      .groupBy('role', 'state')
      .orderBy('role')
    expect(rows.map(({ role, state, count }) => [role, state, Number(count)])).toEqual([
      ['build', 'ready', total],
      ['manifest', 'finished', total],
      ['solve', 'finished', total],
    ])
  }, 60_000)
})
