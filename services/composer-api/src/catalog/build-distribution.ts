import { appliesTo } from './applies-to.js'
import { buildImageType } from './build-image-type.js'
import { buildRepository } from './build-repository.js'
import type { Architecture, Distribution, ImageType, Repository } from './catalog.js'
import { fillTemplate } from './fill-template.js'
import type { ImageTypeEntry, ImageTypeFacts, RepositoryGroup, Source } from './files.js'
import { placeholdersOf, type KnownDistribution } from './known-distributions.js'
import type { Keys } from './read-keys.js'

/** The default repositories of a distribution, and the name under which they are listed. */
export interface ListedRepositories {
  /** A canonical name or an alias; the placeholder `{version}` is the part after the last dash. */
  name: string
  group: Source<RepositoryGroup>
}

export interface BuildOptions {
  repositories: ListedRepositories | undefined
  keys: Keys
  /** Called for every fault that is found in the files. */
  fault: (file: string, field: string, problem: string) => void
}

/** Joins a distribution with the image types of its family and with its repositories. */
export function buildDistribution(known: KnownDistribution, options: BuildOptions): Distribution {
  const { name, facts, family } = known
  const openscapProfiles = facts.openscapProfiles ?? family.content.openscapProfiles
  const architectures = facts.architectures.map((architecture) => ({
    name: architecture,
    imageTypes: imageTypesOf(architecture, known, options),
    repositories: repositoriesOf(architecture, known, options),
  }))
  return {
    name,
    vendor: facts.vendor,
    family: family.content.family,
    product: facts.product,
    codename: facts.codename ?? '',
    osVersion: facts.osVersion,
    releasever: facts.releasever,
    modulePlatformId: facts.modulePlatformId,
    ...(openscapProfiles === undefined ? {} : { openscapProfiles }),
    architectures: new Map<string, Architecture>(architectures.map((entry) => [entry.name, entry])),
  }
}

function imageTypesOf(
  architecture: string,
  known: KnownDistribution,
  options: BuildOptions,
): ReadonlyMap<string, ImageType> {
  const { file, content } = known.family
  const { fault } = options
  const context = {
    family: content,
    architecture,
    fill: fillFor(placeholders(architecture, known), (field, problem) => fault(file, field, problem)),
    fault: (field: string, problem: string) => fault(file, field, problem),
  }
  const built = Object.entries(content.imageTypes).flatMap(([name, entry]) => {
    const facts = factsFor(entry, known)
    return facts?.architectures.includes(architecture) === true ? [buildImageType(name, facts, context)] : []
  })
  return new Map(built.map((imageType) => [imageType.name, imageType]))
}

/** The facts of an image type for this distribution; undefined when the distribution does not offer the type. */
function factsFor(
  { variants = [], ...entry }: ImageTypeEntry,
  { facts: { vendor }, minor }: KnownDistribution,
): ImageTypeFacts | undefined {
  const distribution = { vendor, minor }
  if (!appliesTo(entry, distribution)) return undefined
  return variants
    .filter(({ when }) => appliesTo(when, distribution))
    .reduce<ImageTypeFacts>((facts, { when: _when, ...changes }) => ({ ...facts, ...changes }), entry)
}

function repositoriesOf(
  architecture: string,
  known: KnownDistribution,
  { repositories, keys, fault }: BuildOptions,
): Repository[] {
  if (repositories === undefined) return []
  const { file, content } = repositories.group
  if (content.architectures?.includes(architecture) === false) return []
  const version = repositories.name.split('-').at(-1)
  const context = {
    keys,
    fill: fillFor({ ...placeholders(architecture, known), version }, (field, problem) =>
      fault(file, field, problem),
    ),
    fault: (field: string, problem: string) => fault(file, field, problem),
  }
  return content.repositories.flatMap((entry, index) =>
    entry.architectures?.includes(architecture) === false
      ? []
      : [buildRepository(entry, `repositories.${index}`, context)],
  )
}

function placeholders(arch: string, known: KnownDistribution): Record<string, string | undefined> {
  const { vendor, releasever, osVersion, isoLabel } = known.facts
  return { ...placeholdersOf(known), arch, vendor, releasever, osVersion, isoLabel }
}

/** Makes a function that fills the placeholders of a text; a placeholder without a value is reported as a fault. */
function fillFor(
  values: Record<string, string | undefined>,
  fault: (field: string, problem: string) => void,
): (field: string, template: string) => string {
  return (field, template) => {
    const { text, unknown } = fillTemplate(template, values)
    for (const name of unknown) fault(field, `{${name}} has no value`)
    return text
  }
}
