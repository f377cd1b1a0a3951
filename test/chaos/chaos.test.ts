import { expect, it } from '@jest/globals'
import { describeWith, run } from '../programs.js'

const root = new URL('../../', import.meta.url).pathname

/** The short form: each kind of fault once, in some three minutes. `npm run chaos -- --long` takes half an hour. */
describeWith('toxiproxy-server', 'Both services while everything is broken on purpose', () => {
  it('lose nothing and hang nowhere', () => {
    const printed = run(process.execPath, ['test/dist/chaos/main.js'], { cwd: root })
    expect(printed).toMatch(/chaos: everything held over [1-9]\d* composes/)
  }, 1_200_000)
})
