import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { describe, expect, it } from '@jest/globals'
import { digestResult } from '@composer/contracts'

setFlagsFromString('--expose-gc')
const collectGarbage = runInNewContext('gc') as () => void

const MiB = 1024 * 1024

/** What a build of many packages reports: long outputs of stages, and thousands of installed packages. */
function largeResult(bytes: number): Buffer {
  const line = 'Installing \\"something\\" é 🎉\\u0000\\ud800 and telling about it\\n'
  const stage = `{"id":"i","type":"org.osbuild.rpm","success":true,"output":"${line.repeat(1_000)}"}`
  const stages = Array(Math.ceil(bytes / Buffer.byteLength(stage)))
    .fill(stage)
    .join(',')
  const metadata = '{"os":{"org.osbuild.rpm":{"packages":[{"name":"bash","size":18446744073709551615}]}}}'
  return Buffer.from(
    `{"success":true,"osbuild_output":{"success":true,"log":{"os":[${stages}]},"metadata":${metadata}},"arch":"x86_64"}`,
  )
}

function growth(work: () => unknown): number {
  collectGarbage()
  const before = process.memoryUsage().heapUsed
  const kept = work()
  const after = process.memoryUsage().heapUsed
  expect(kept).toBeDefined()
  return after - before
}

describe('a result of 50 MiB', () => {
  it('is digested without building what is not looked at', () => {
    const result = largeResult(50 * MiB)
    expect(result.length).toBeGreaterThan(50 * MiB)

    expect(digestResult('osbuild:x86_64', result).outcome).toEqual({
      success: true,
      osbuild_success: true,
      arch: 'x86_64',
    })
    expect(growth(() => digestResult('osbuild:x86_64', result))).toBeLessThan(4 * MiB)
    // That the figure above can be larger:
    expect(growth(() => JSON.parse(result.toString()) as unknown)).toBeGreaterThan(40 * MiB)
  })
})
