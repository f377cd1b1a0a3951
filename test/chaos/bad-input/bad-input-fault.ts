import { once } from 'node:events'
import { connect } from 'node:net'
import { tenants } from '../caller.js'
import { BrokenRule, type Fault } from '../faults/fault.js'
import { databaseOf, type Service } from '../service.js'
import { attacks, type Target } from './attacks.js'
import { rawExchange } from './raw-exchange.js'

/** Those that send at the same time. */
const senders = 3
/** Connections that say nothing. */
const idle = 2000

/** Everything at one service, a few at a time, and then thousands of idle connections while it has to answer. */
export const badInputFault: Fault = {
  kind: 'bad input',
  aim({ services, issuer }, random) {
    const service = random.pick(services)
    return {
      where: service.name,
      // What is refused shows nothing while it could do no work.
      parts: [service.id, 'keys', 'postgres', databaseOf(service)],
      async run() {
        await attack(service, await issuer.token({ 'rh-org-id': tenants[0] }))
      },
    }
  },
}

async function attack(service: Service, token: string): Promise<void> {
  const target: Target = {
    token,
    ...(service.name === 'composer-api'
      ? { base: '/api/image-builder-composer/v2', takesBody: 'POST /compose' }
      : { base: '/api/image-builder-worker/v1', takesBody: 'POST /jobs' }),
  }
  const wrong: string[] = []
  const waiting = Object.entries(attacks)
  const sendNext = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const [name, bytes] = next
      const answer = await rawExchange(service.port, bytes(target))
      if (!isBounded(name, answer)) wrong.push(`${name}: ${answer}`)
    }
  }
  await Promise.all(Array.from({ length: senders }, sendNext))
  const alive = await answersBesideIdleConnections(service)
  if (!alive) wrong.push(`beside ${idle} idle connections it did not answer`)
  if (wrong.length > 0) throw new BrokenRule(`bad input: ${service.id}: ${wrong.join('; ')}`)
}

/** Texts are kept and given on byte for byte, whatever is in them; worker-api reads only the members that it knows. */
const mayBeTaken = new Set(['NUL in a text', 'half a surrogate in a text'])

/** Refused, or the connection closed; nothing of it may be a fault of the service, or be let in. */
function isBounded(name: string, answer: number | 'closed' | 'nothing'): boolean {
  if (typeof answer !== 'number') return answer === 'closed'
  return (answer >= 400 && answer < 500) || (mayBeTaken.has(name) && (answer === 201 || answer === 204))
}

async function answersBesideIdleConnections({ port, internalPort }: Service): Promise<boolean> {
  const sockets = Array.from({ length: idle }, () => connect(port, '127.0.0.1'))
  try {
    for (const socket of sockets) socket.on('error', () => undefined)
    await Promise.all(sockets.filter(({ connecting }) => connecting).map((socket) => once(socket, 'connect')))
    for (const one of [port, internalPort]) {
      const answer = await fetch(`http://127.0.0.1:${one}/livez`, { signal: AbortSignal.timeout(10_000) })
      await answer.text()
    }
    return true
  } catch {
    return false
  } finally {
    for (const socket of sockets) socket.destroy()
  }
}
