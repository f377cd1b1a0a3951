import { describe, expect, it } from '@jest/globals'
import { errorLines } from './error-lines.js'

describe('the details of an error in words', () => {
  it.each<[string, unknown, string[]]>([
    ['nothing', null, []],
    ['a text of two lines', 'no space\nleft', ['no space', 'left']],
    ['a list of texts', ['os: selinux failed', 'os: grub failed'], ['os: selinux failed', 'os: grub failed']],
    [
      'errors of targets',
      [{ id: 11, reason: 'no credentials', details: 'org.osbuild.aws' }],
      ['no credentials (11): org.osbuild.aws'],
    ],
    [
      'an error with several causes',
      { id: 9, reason: 'a dependency failed', details: [{ reason: 'first' }, { id: 5, reason: 'second' }] },
      ['a dependency failed (9)', 'first', 'second (5)'],
    ],
    ['something else', { stage: 'os', code: 1 }, ['{"stage":"os","code":1}']],
  ])('are those of %s', (_, details, lines) => expect(errorLines(details)).toEqual(lines))
})
