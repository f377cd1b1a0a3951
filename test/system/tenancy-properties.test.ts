import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { startTenantSystem, type TenantSystem } from './two-tenants.js'
import { PARTS, TENANTS, TenantModel, type Step, type Tenant } from './tenant-model.js'

/** Set to run one case again: both are printed with a failure. */
const { FC_SEED: seed, FC_PATH: path } = process.env

let tenants: TenantSystem
beforeAll(async () => {
  // Polls wait until the run ends: the model knows which of them must be answered.
  tenants = await startTenantSystem({ REQUEST_JOB_TIMEOUT_SECONDS: '600' })
})
afterAll(() => tenants.stop())

const tenant = fc.constantFrom(...TENANTS)
const of = fc.nat(20)
const steps = fc.oneof(
  { weight: 4, arbitrary: fc.record({ tenant, does: fc.constant('post' as const) }) },
  { weight: 6, arbitrary: fc.record({ tenant, does: fc.constant('poll' as const) }) },
  { weight: 6, arbitrary: fc.record({ tenant, does: fc.constant('report' as const), of }) },
  {
    weight: 2,
    arbitrary: fc.record({ tenant, does: fc.constantFrom('list' as const, 'register' as const) }),
  },
  {
    weight: 6,
    arbitrary: fc.record({ tenant, does: fc.constant('read' as const), part: fc.constantFrom(...PARTS), of }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      tenant,
      does: fc.constantFrom(...(['upload', 'delete', 'beat', 'progress', 'sign of life'] as const)),
      of,
    }),
  },
)

describe('three tenants on the same services', () => {
  let runs = 0
  const tally = new Map<string, number>()

  async function takeAll(sequence: Step[]): Promise<void> {
    runs += 1
    const run = String(runs)
    const tokens = {} as Record<Tenant, string>
    for (const name of TENANTS) tokens[name] = await tenants.issuer.token({ 'rh-org-id': `${name}-${run}` })
    const model = new TenantModel(tenants.system, tokens, `${run}-`)
    try {
      for (const step of sequence) await model.take(step)
    } finally {
      await model.end()
    }
    for (const line of model.transcript) {
      const call = line.replace(/^\w+: (\w+) \/(\w+).*? → (\d+).*$/s, '$1 $2 $3')
      tally.set(call, (tally.get(call) ?? 0) + 1)
    }
  }

  it('never see, get or change what another has, whatever they call', async () => {
    await fc.assert(fc.asyncProperty(fc.array(steps, { maxLength: 60, size: 'max' }), takeAll), {
      numRuns: 25,
      ...(seed !== undefined && { seed: Number(seed) }),
      ...(path !== undefined && { path }),
    })
  }, 300_000)

  it('got somewhere in those runs', () => {
    if (path !== undefined) return
    const calls = [
      'POST jobs 201',
      'GET composes 200',
      'GET composes 404',
      'PATCH jobs 200',
      'PATCH jobs 404',
    ]
    for (const call of calls) expect(tally.get(call)).toBeGreaterThan(10)
  })
})
