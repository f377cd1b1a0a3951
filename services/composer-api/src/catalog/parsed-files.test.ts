import { readFile } from 'node:fs/promises'
import { expect, it } from '@jest/globals'
import { parse } from 'yaml'
import { readParsedFiles } from './parsed-files.js'

const catalog = new URL('../../catalog/', import.meta.url)

it('Knows what shipped files say, and nothing of a file that was edited', async () => {
  const parsed = await readParsedFiles(new URL('generated/parsed.json', catalog))
  for (const name of ['aliases.yaml', 'families/fedora.yaml']) {
    const text = await readFile(new URL(name, catalog), 'utf8')
    expect(parsed(text)).toEqual(parse(text))
    expect(parsed(`${text} `)).toBeUndefined()
  }
})
