import { describe, expect, it } from '@jest/globals'
import { parseByteSize } from './byte-size.js'

describe('parseByteSize', () => {
  it.each([
    ['1048576', 1048576],
    ['0', 0],
    ['1 kB', 1000],
    ['1KiB', 1024],
    ['2 MB', 2e6],
    ['2 MiB', 2 * 2 ** 20],
    ['3 GB', 3e9],
    ['20 GiB', 20 * 2 ** 30],
    ['1 TB', 1e12],
    ['1 TiB', 2 ** 40],
    ['1.5 GiB', 1.5 * 2 ** 30],
    ['  4   GiB ', 4 * 2 ** 30],
    ['0.3333 kB', 333],
  ])('reads %j', (text, bytes) => {
    expect(parseByteSize(text)).toBe(bytes)
  })

  it.each([
    '',
    'GiB',
    '-1 GiB',
    '1 gib',
    '1 GIB',
    '1 PiB',
    '1,5 GiB',
    '1 GiB 2',
    '0x10',
    '1e3',
    '.5 GiB',
    '9007199254740992',
    '1 constructor',
  ])('refuses %j', (text) => {
    expect(parseByteSize(text)).toBeUndefined()
  })
})
