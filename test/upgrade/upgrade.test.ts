import { expect, it } from '@jest/globals'
import { describeWith, run } from '../programs.js'

const root = new URL('../../', import.meta.url).pathname

describeWith('haproxy', 'a rolling upgrade behind a proxy', (haproxy) => {
  it('fails no request and loses no job', () => {
    const printed = run(
      process.execPath,
      ['test/dist/upgrade/main.js', '--haproxy', haproxy, '--settle-ms', '1000'],
      { cwd: root },
    )
    expect(printed).toMatch(/[1-9]\d* requests, 0 failed; [1-9]\d* composes, 0 lost/)
    expect(printed.match(/^replaced /gm)).toHaveLength(4)
  }, 400_000)
})
