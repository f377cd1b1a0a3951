import type { QueueListener } from '@composer/jobqueue'
import { Gauge } from 'prom-client'
import type { Registry } from 'prom-client'

/** Metric: whether the queue's notifications arrive. Without them, answers to depsolve and search requests are late. */
export function collectListenerState(registry: Registry, listener: QueueListener): void {
  new Gauge({
    name: 'image_builder_composer_listener_live',
    help: '1 while the process listens to the notifications of the queue, 0 while it has to poll.',
    registers: [registry],
    collect() {
      this.set(listener.state() === 'live' ? 1 : 0)
    },
  })
}
