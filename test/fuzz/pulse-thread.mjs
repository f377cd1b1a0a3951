import { readFileSync } from 'node:fs'
import { Agent, createServer, get } from 'node:http'
import { once } from 'node:events'
import { performance } from 'node:perf_hooks'
import { setInterval } from 'node:timers'
import { parentPort, workerData } from 'node:worker_threads'

/**
 * Asks for `/livez` of every service all the time, in a thread of its own, since the one of the tests is busy. Of the time
 * that passes until an answer, the service has to answer for what is left without
 * - the time in which its main thread, or this one, was ready to run and the kernel ran something else: the second figure
 *   of schedstat (Linux, Documentation/scheduler/sched-stats.rst);
 * - what a server that does nothing took, asked at the same moment: what a hypervisor or a disk does to all.
 * Of an answer that took long this leaves a little too little: both threads may have waited at the same time.
 */
const everyMs = 250
const services = Object.entries(workerData)
const agent = new Agent({ keepAlive: true })

const waitedMs = (task) => Number(readFileSync(`/proc/${task}/schedstat`, 'utf8').split(' ')[1]) / 1e6

const idle = createServer((_, response) => response.end('{}'))
idle.listen(0, '127.0.0.1')
await once(idle, 'listening')
const nothing = `http://127.0.0.1:${idle.address().port}`

const longest = Object.fromEntries(services.map(([name]) => [name, { passed: 0, own: 0 }]))

/** Milliseconds until the answer, and those of them that are nobody's wait for a processor. */
async function ask(url, waited) {
  const sent = performance.now()
  const before = waited()
  const [response] = await once(get(`${url}/livez`, { agent }), 'response')
  await once(response.resume(), 'end')
  const passed = performance.now() - sent
  return { passed, own: passed - (waited() - before) }
}

const ownWait = () => waitedMs('thread-self')

async function judge([name, { url, pid }], idly) {
  const [{ passed, own }, aside] = await Promise.all([
    ask(url, () => ownWait() + waitedMs(`${pid}/task/${pid}`)),
    idly,
  ])
  longest[name].passed = Math.max(longest[name].passed, passed)
  longest[name].own = Math.max(longest[name].own, own - Math.max(0, aside.own))
}

setInterval(() => {
  const idly = ask(nothing, ownWait)
  // A process that is gone is found by whoever asks whether it lives.
  for (const service of services) judge(service, idly).catch(() => undefined)
}, everyMs)
parentPort.on('message', () => parentPort.postMessage(longest))
