import { Gauge, type Registry } from 'prom-client'
import type { BodyBudget } from './body-budget.js'
import type { RequestIntake } from './request-intake.js'

/** How near large requests are to their bounds: what waits for long is answered late, and what does not fit is 503. */
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
