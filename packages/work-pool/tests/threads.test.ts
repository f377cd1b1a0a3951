import { afterEach, describe, expect, it } from '@jest/globals'
import { createThreads, type Threads } from '@composer/work-pool'

let threads: Threads | undefined
afterEach(() => threads?.close())

const start = () =>
  (threads = createThreads({ module: new URL('./double.mjs', import.meta.url), name: 'double', threads: 2 }))

describe('Threads', () => {
  it('run the function of a module', async () => {
    const { execute } = start()
    expect(await Promise.all([1, 2, 3].map((task) => execute(task)))).toEqual([2, 4, 6])
  })

  it('pass on what it throws, and go on', async () => {
    const { execute } = start()
    await expect(execute('fail')).rejects.toThrow('no number')
    expect(await execute(4)).toBe(8)
  })

  it('take what is transferred without leaving a copy', async () => {
    const { execute } = start()
    const bytes = new ArrayBuffer(1024)
    expect(await execute(bytes, [bytes])).toBe(1024)
    expect(bytes.byteLength).toBe(0)
  })

  it('see nothing of the environment, which holds secrets', async () => {
    expect(await start().execute('environment')).toEqual([])
  })

  it('reject what they were asked when they end', async () => {
    const { execute, close } = start()
    const asked = execute(1)
    const settled = expect(asked).rejects.toThrow()
    await close()
    await settled
  })
})
