import { Gauge, type Registry } from 'prom-client'
import type { BodyBudget } from './body-budget.js'
import type { RequestIntake } from './request-intake.js'

/**
 * Metrics of the load by large requests. Requests that wait for a thread are answered late; those without room get 503.
 */
export function collectIntakeLoad(registry: Registry, intake: RequestIntake, bodies: BodyBudget): void {
  const requests = new Gauge({
    name: 'image_builder_composer_large_requests',
    help: 'Requests of more than 128 KiB: MiB that wait for a thread, and requests that are being read.',
    labelNames: ['state'],
    registers: [registry],
    collect() {
      for (const [state, count] of Object.entries(intake.load())) requests.set({ state }, count)
    },
  })
  new Gauge({
    name: 'image_builder_composer_request_bytes',
    help: 'Bytes of such requests that are held until they are answered.',
    registers: [registry],
    collect() {
      this.set(bodies.held())
    },
  })
}
