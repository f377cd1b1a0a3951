import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { startComposer } from './composer.js'
import type { TestComposer } from './composer.js'
import { composeRequest } from './requests.js'

let composer: TestComposer
let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'catalog-'))
  composer = await startComposer({ CATALOG_DIR: folder })
})
afterAll(async () => {
  await composer.stop()
  await rm(folder, { recursive: true })
})

const aliases = (text: string) => writeFile(join(folder, 'aliases.yaml'), text)
/** A large request is read in a thread, which has a catalogue of its own. */
const post = async (customizations = {}) =>
  (await composer.post('/compose', composeRequest({ distribution: 'house-linux', customizations }))).status
const large = { files: [{ path: '/etc/motd', data: 'x'.repeat(200_000) }] }

describe('reloading the catalogue', () => {
  it('makes what was added known without a restart', async () => {
    expect(await post()).toBe(400)
    await aliases('aliases:\n  house-linux: centos-9\n')
    expect(await post()).toBe(400)

    await composer.service.reloadCatalog()
    expect(await post()).toBe(201)
  })

  it('makes it known where large requests are read, even while one is', async () => {
    await aliases('aliases: {}\n')
    await composer.service.reloadCatalog()
    const before = post(large)
    expect(await before).toBe(400)
    const during = post(large)
    await aliases('aliases:\n  house-linux: centos-9\n')
    await composer.service.reloadCatalog()
    expect(await post(large)).toBe(201)
    expect([201, 400]).toContain(await during)
  })

  it('keeps the old one when the new one has faults', async () => {
    await aliases('aliases:\n  house-linux: no-such-distribution\n')

    await composer.service.reloadCatalog()
    expect(await post()).toBe(201)
  })
})
