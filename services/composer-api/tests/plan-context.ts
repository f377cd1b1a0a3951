import type { PlanContext } from '../src/plan/context.js'

/** Ids `id-1`, `id-2`, …, a fixed time and seed. */
export function planContext(manifests: PlanContext['manifests'] = 'maker'): PlanContext {
  let ids = 0
  return { newId: () => `id-${++ids}`, now: new Date('2026-11-02T03:04:05Z'), seed: 42, manifests }
}
