import { Gauge, type Registry } from 'prom-client'
import type { PasswordPool } from './password-pool.js'

/** Metrics of the passwords to hash. Requests whose passwords wait are answered late; those without room get 503. */
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
