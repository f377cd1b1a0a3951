import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from '@jest/globals'
import { findOptions } from './own-namespaces.js'

const module = new URL('../dist/chaos/own-namespaces.js', import.meta.url).href
/** A program that starts another one, which holds its output open. */
const program = `
import { spawn } from 'node:child_process'
import { runInNamespaces } from '${module}'
const outcome = await runInNamespaces()
if (outcome !== undefined) process.exit(outcome)
spawn('sleep', ['600'], { stdio: 'inherit', detached: true }).once('spawn', () => console.log('started'))
`

const where = findOptions() === undefined ? it.skip : it
where('ends everything that it started with it, also when it is killed', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'namespaces-'))
  try {
    const file = join(folder, 'program.mjs')
    await writeFile(file, program)
    const child = spawn(process.execPath, [file], { stdio: ['ignore', 'pipe', 'inherit'] })
    const [said] = await once(child.stdout, 'data')
    expect(String(said)).toBe('started\n')
    const exited = once(child, 'exit')
    // Not before the last process that has it is gone.
    const closed = once(child.stdout, 'close')
    child.kill('SIGKILL')
    await Promise.all([exited, closed])
    expect(child.signalCode).toBe('SIGKILL')
  } finally {
    await rm(folder, { recursive: true })
  }
})
