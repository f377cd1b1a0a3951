import type { Knex } from 'knex'
import { collectDefaultMetrics, Gauge, type Registry } from 'prom-client'
import { poolUse } from '@composer/database'

/** Registers metrics of this process: event loop, memory, database pool. */
export function collectProcessMetrics(registry: Registry, subsystem: 'composer' | 'worker', db: Knex): void {
  collectDefaultMetrics({ register: registry })
  const connections = new Gauge({
    name: `image_builder_${subsystem}_database_pool_connections`,
    help: 'Connections of the pool by state; waiting are callers without one.',
    labelNames: ['state'],
    registers: [registry],
    collect() {
      const { used, free, waiting } = poolUse(db)
      connections.set({ state: 'used' }, used)
      connections.set({ state: 'free' }, free)
      connections.set({ state: 'waiting' }, waiting)
    },
  })
  new Gauge({
    name: `image_builder_${subsystem}_database_pool_max`,
    help: 'Largest number of connections of the pool.',
    registers: [registry],
  }).set(poolUse(db).max)
}
