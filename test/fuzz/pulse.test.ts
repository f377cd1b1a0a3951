import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { expect, it } from '@jest/globals'
import { startPulse } from './pulse.js'

/** Answers the first request after two seconds in which it does nothing else, and all others at once. */
const slowServer = `
  let slept = false
  const server = require('node:http').createServer((_, response) => {
    if (!slept) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 2000)
    slept = true
    response.end('{}')
  })
  server.listen(0, '127.0.0.1', () => console.log(server.address().port))
`

it('The pulse finds a service that does not answer for a while', async () => {
  const child = spawn(process.execPath, ['-e', slowServer], { stdio: ['ignore', 'pipe', 'inherit'] })
  const [port] = (await once(child.stdout, 'data')) as [Buffer]
  const { pid } = child
  if (pid === undefined) throw new Error('The server did not start')
  const pulse = startPulse({ slow: { url: `http://127.0.0.1:${String(port).trim()}`, pid } })
  let longest = await pulse.longest()
  while (longest.slow.passed === 0) longest = await pulse.longest()
  expect(longest.slow.own).toBeGreaterThan(200)
  expect(longest.slow.passed).toBeGreaterThanOrEqual(longest.slow.own)
  await pulse.stop()
  child.kill()
  await once(child, 'exit')
})
