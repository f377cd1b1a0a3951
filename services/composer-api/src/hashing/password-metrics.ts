import { Gauge, type Registry } from 'prom-client'
import type { PasswordPool } from './password-pool.js'

/** How much there is to hash: what waits for long is answered late, and what does not fit is 503. */
export function collectPasswordLoad(registry: Registry, passwords: PasswordPool): void {
  const gauge = new Gauge({
    name: 'image_builder_composer_passwords',
    help: 'Passwords that wait for a thread, or are being hashed.',
    labelNames: ['state'],
    registers: [registry],
    collect() {
      for (const [state, count] of Object.entries(passwords.load())) gauge.set({ state }, count)
    },
  })
}
