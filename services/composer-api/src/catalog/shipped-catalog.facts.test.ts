import { readFile } from 'node:fs/promises'
import { beforeAll, describe, expect, it } from '@jest/globals'
import { shippedCatalog } from '../../tests/shipped-catalog.js'
import { findDistribution, type Catalog, type Distribution, type ImageType } from './catalog.js'

/** What the manifest library knew in August 2026, written down apart from the catalogue. Cells are separated by ` | `. */
interface Facts {
  /** name, aliases, filename, MIME type, exports, bytes, boot mode, partition table, OSTree ref, required options. */
  types: string[]
  /** Distributions that offer the same types: architecture → positions in `types`. */
  distributions: { names: string; imageTypes: Record<string, string> }[]
  /** By distribution: product, version, releasever, module platform. */
  facts: Record<string, string>
  /** Other spelling → canonical name. */
  spellings: Record<string, string>
  unknown: string[]
}

const facts = JSON.parse(
  await readFile(new URL('../../tests/catalog-facts.json', import.meta.url), 'utf8'),
) as Facts

let catalog: Catalog

beforeAll(async () => {
  catalog = await shippedCatalog()
})

function find(name: string): Distribution {
  const found = findDistribution(catalog, name)
  if (found === undefined) throw new Error(`${name} is not known`)
  return found
}

/** The catalogue's image type in the words of the facts. */
function rowOf(type: ImageType, arch: string, { vendor, releasever }: Distribution): string {
  const ref = type.ostree?.ref ?? ''
  return [
    type.name,
    type.aliases.join(','),
    type.filename,
    type.mimeType,
    type.exports.join(','),
    type.defaultSize,
    type.bootMode,
    type.partitionTable ?? '',
    ref
      .replace(`/${arch}/`, '/{arch}/')
      .replace(`/${releasever}/`, '/{releasever}/')
      .replace(vendor === 'fedora' ? '' : `${vendor}/`, vendor === 'fedora' ? '' : '{vendor}/'),
    type.requiredBlueprintOptions.join(','),
  ].join(' | ')
}

describe('the shipped catalog', () => {
  it.each(
    facts.distributions.flatMap(({ names, ...rest }) => names.split(' ').map((name) => ({ name, ...rest }))),
  )('offers the image types of $name', ({ name, imageTypes }) => {
    const distribution = find(name)
    const offered = [...distribution.architectures.values()].map((architecture) => [
      architecture.name,
      [...architecture.imageTypes.values()]
        .map((type) => rowOf(type, architecture.name, distribution))
        .sort(),
    ])

    expect(Object.fromEntries(offered)).toEqual(
      Object.fromEntries(
        Object.entries(imageTypes).map(([arch, positions]) => [
          arch,
          positions
            .split(' ')
            .map((position) => facts.types[Number(position)])
            .sort(),
        ]),
      ),
    )
  })

  it.each(Object.entries(facts.facts))('describes %s', (name, row) => {
    const { name: canonical, product, osVersion, releasever, modulePlatformId } = find(name)

    expect([canonical, [product, osVersion, releasever, modulePlatformId].join(' | ')]).toEqual([name, row])
  })

  it.each(Object.entries(facts.spellings))('knows that %s is %s', (spelling, name) => {
    expect(find(spelling).name).toBe(name)
  })

  it.each(facts.unknown)('does not know %s', (name) => {
    expect(findDistribution(catalog, name)).toBeUndefined()
  })
})
