import type { CatalogFault } from './catalog-error.js'
import type { Architecture, Distribution } from './catalog.js'
import { buildImageType } from './build-image-type.js'
import { buildRepository } from './build-repository.js'
import { fillTemplate } from './fill-template.js'
import type { DistributionFile, FamilyFile, Source } from './files.js'
import type { Keys } from './read-keys.js'

/** Joins a distribution with the image types of its family. */
export function buildDistribution(
  source: Source<DistributionFile>,
  family: Source<FamilyFile>,
  keys: Keys,
  faults: CatalogFault[],
): Distribution {
  const { content } = source
  const architectures = content.architectures.map((name) =>
    buildArchitecture(name, source, family, keys, faults),
  )
  return {
    name: content.name,
    vendor: content.vendor,
    family: content.family,
    product: content.product,
    codename: content.codename ?? '',
    osVersion: content.osVersion,
    releasever: content.releasever,
    modulePlatformId: content.modulePlatformId,
    ...(content.openscapProfiles === undefined ? {} : { openscapProfiles: content.openscapProfiles }),
    architectures: new Map(architectures.map((architecture) => [architecture.name, architecture])),
  }
}

function buildArchitecture(
  architecture: string,
  source: Source<DistributionFile>,
  family: Source<FamilyFile>,
  keys: Keys,
  faults: CatalogFault[],
): Architecture {
  const { content } = source
  const offered = Object.entries(family.content.imageTypes).filter(
    ([, entry]) =>
      entry.architectures.includes(architecture) && (entry.vendors?.includes(content.vendor) ?? true),
  )
  const reporting = (file: string) => {
    const fault = (field: string, problem: string) => void faults.push({ file, field, problem })
    return { fault, fill: fillFor(content, architecture, fault) }
  }
  const inFamily = { family: family.content, architecture, ...reporting(family.file) }
  const inDistribution = { keys, ...reporting(source.file) }

  const imageTypes = offered.map(([name, entry]) => buildImageType(name, entry, inFamily))
  return {
    name: architecture,
    imageTypes: new Map(imageTypes.map((imageType) => [imageType.name, imageType])),
    repositories: content.repositories.flatMap((entry, index) =>
      entry.architectures?.includes(architecture) === false
        ? []
        : [buildRepository(entry, `repositories.${index}`, inDistribution)],
    ),
  }
}

/** Fills the placeholders of a text; one without a value is a fault of the field. */
function fillFor(
  { vendor, releasever, osVersion, isoLabel }: DistributionFile,
  arch: string,
  fault: (field: string, problem: string) => void,
): (field: string, template: string) => string {
  return (field, template) => {
    const { text, unknown } = fillTemplate(template, { arch, vendor, releasever, osVersion, isoLabel })
    for (const name of unknown) fault(field, `{${name}} has no value`)
    return text
  }
}
