import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { findProgram, type ProgramLimits, runProgram } from '../src/index.js'
import { type FakeImageBuilder, installFakeImageBuilder } from './fake-image-builder.js'

const MIB = 1024 * 1024

describe('the limits of a program', () => {
  let fake: FakeImageBuilder
  let limits: ProgramLimits
  beforeEach(async () => {
    const prlimit = await findProgram('prlimit', process.env.PATH ?? '')
    if (prlimit === undefined) throw new Error('prlimit is not installed')
    const plenty = { timeMs: 600_000, memoryBytes: 1024 * MIB, outputBytes: 8 * MIB, folderBytes: 64 * MIB }
    limits = { prlimit, folderCheckMs: 10, ...plenty }
  })
  afterEach(() => fake.close())

  const run = async (body: string, less: Partial<ProgramLimits> = {}) => {
    fake = await installFakeImageBuilder(body)
    return runProgram(fake.program, ['--output-dir', fake.folder], {
      cwd: fake.folder,
      env: { PATH: process.env.PATH ?? '' },
      signal: new AbortController().signal,
      limits: { ...limits, ...less },
    })
  }
  const forever = 'setInterval(() => {}, 1000)'

  it('leave one alone that keeps them', async () => {
    expect(await run(`console.log('done')`)).toEqual({ exitCode: 0, stdout: 'done\n', stderr: '' })
  })

  it('end one that takes too long', async () => {
    await expect(run(forever, { timeMs: 1 })).rejects.toMatchObject({ limit: 'time' })
  })

  it('end one that prints too much', async () => {
    const prints = `setInterval(() => process.stdout.write('x'.repeat(65536)), 1)`

    await expect(run(prints)).rejects.toMatchObject({ limit: 'output' })
  })

  it('end one that fills its folder with many files', async () => {
    const writes = `for (let i = 0; i < 3; i += 1) fs.writeFileSync(path.join(outputDir, 'f' + i), Buffer.alloc(${4 * MIB})); ${forever}`

    await expect(run(writes, { folderBytes: 10 * MIB })).rejects.toMatchObject({ limit: 'disk' })
  })

  it('stop one that writes a large file', async () => {
    const writes = `try { fs.writeFileSync(path.join(outputDir, 'f'), Buffer.alloc(${9 * MIB})) } catch (error) { console.log(error.code) }
      process.on('SIGXFSZ', () => {})`

    const { stdout, exitCode } = await run(`process.on('SIGXFSZ', () => {}); ${writes}`)

    expect([exitCode, stdout]).toEqual([0, 'EFBIG\n'])
  })

  it('stop one that takes too much memory', async () => {
    const takes = `const kept = []; for (;;) kept.push(Buffer.alloc(${16 * MIB}, 1))`

    const { exitCode } = await run(takes, { memoryBytes: 512 * MIB })

    expect(exitCode).not.toBe(0)
  })
})
