import { describe, expect, it } from '@jest/globals'
import type { Catalog } from './catalog.js'
import { createCatalogHolder } from './catalog-holder.js'

const catalog = (warning: string): Catalog => ({
  distributions: new Map(),
  aliases: new Map(),
  resolve: () => undefined,
  warnings: [warning],
  source: {
    files: { families: new Map(), distributions: new Map(), repositories: new Map(), aliases: new Map() },
    keys: { texts: new Map(), missing: new Set() },
    ignoreMissingRepos: true,
    faults: [],
  },
})

describe('CatalogHolder', () => {
  it('gives the new catalog after a reload', async () => {
    const catalogs = [catalog('first'), catalog('second')]
    const holder = await createCatalogHolder(async () => catalogs.shift() ?? catalog('none left'))

    const outcome = await holder.reload()

    expect(outcome.reloaded).toBe(true)
    expect(holder.current().warnings).toEqual(['second'])
  })

  it('keeps the old catalog when a reload fails, and says why', async () => {
    const fault = new Error('bad file')
    const answers = [() => catalog('first'), () => Promise.reject(fault)]
    const holder = await createCatalogHolder(
      async () => await (answers.shift() ?? (() => catalog('none left')))(),
    )

    expect(await holder.reload()).toEqual({ reloaded: false, error: fault })
    expect(holder.current().warnings).toEqual(['first'])
  })

  it('loads once when two reloads are asked for at the same time', async () => {
    let loads = 0
    const holder = await createCatalogHolder(async () => catalog(`load ${++loads}`))

    await Promise.all([holder.reload(), holder.reload()])

    expect(loads).toBe(2)
    expect(holder.current().warnings).toEqual(['load 2'])
  })

  it('passes on the failure of the first load', async () => {
    await expect(createCatalogHolder(() => Promise.reject(new Error('no catalog')))).rejects.toThrow(
      'no catalog',
    )
  })
})
