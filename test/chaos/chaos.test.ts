import { expect, it } from '@jest/globals'
import { run } from '../programs.js'

const root = new URL('../../', import.meta.url).pathname

/** The short form: each kind of fault once, in about two minutes. `npm run chaos -- --long` takes half an hour. */
it('Nothing is lost and nothing hangs while everything is broken on purpose', () => {
  const printed = run(process.execPath, ['test/dist/chaos/main.js', '--seconds', '45'], { cwd: root })
  expect(printed).toMatch(/chaos: everything held over [1-9]\d* composes/)
}, 600_000)
