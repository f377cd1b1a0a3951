import { readdir, readFile } from 'node:fs/promises'
import { gzipSync } from 'node:zlib'
import { expect, it } from '@jest/globals'

const page = new URL('../../packages/console/dist/index.html', import.meta.url)
const mostBytes = 300_000

it('loads less than 300 kB of script at first; graph, plots and the viewer of logs come when they are needed', async () => {
  const html = await readFile(page, 'utf8')
  const initial = [...html.matchAll(/(?:src|href)="\/console\/(assets\/[^"]+\.js)"/g)].map(
    ([, name = '']) => name,
  )
  expect(initial.length).toBeGreaterThan(0)
  let bytes = 0
  for (const name of initial) bytes += gzipSync(await readFile(new URL(name, page))).length
  expect(bytes).toBeLessThan(mostBytes)
  const chunks = await readdir(new URL('assets/', page))
  for (const part of ['job-graph', 'trend-plots', 'line-viewer']) {
    expect(chunks.filter((name) => name.startsWith(`${part}-`) && name.endsWith('.js'))).toHaveLength(1)
    expect(initial.join()).not.toContain(part)
  }
})
