import { omitAbsent } from '../omit-absent.js'
import type { CatalogFault } from './catalog-error.js'
import { fillTemplate } from './fill-template.js'
import type {
  CatalogFiles,
  DistributionFacts,
  DistributionFile,
  DistributionPattern,
  FamilyFile,
  Source,
} from './files.js'
import { compileNamePattern, type NamePattern, type NameParts } from './name-pattern.js'

/** A distribution that the catalogue's files describe, without its image types and repositories. */
export interface KnownDistribution extends NameParts {
  /** Canonical name. */
  name: string
  facts: DistributionFacts
  family: Source<FamilyFile>
  /** The file that describes the distribution, and the place in that file; '' is the whole file. */
  file: string
  field: string
}

export interface KnownDistributions {
  /** Finds a distribution by its canonical name or another spelling of it, but not by an alias. */
  find(name: string): KnownDistribution | undefined
  /**
   * At least one name for every pattern and every distribution file. Together they use every member of every family.
   */
  samples(): string[]
}

/**
 * The distributions that the files describe. The file of a distribution overrides the patterns of families, and
 * patterns of later families are tried first. Faults found in the files are added to `faults`.
 */
export function knownDistributions(files: CatalogFiles, faults: CatalogFault[]): KnownDistributions {
  const patterns = [...files.families.values()].reverse().flatMap(compileFamily)
  for (const pattern of patterns) faults.push(...faultsOf(pattern))
  const find = (name: string): KnownDistribution | undefined => {
    const fitting = findFitting(patterns, name)
    const own = files.distributions.get(fitting === undefined ? name : fitting.name)
    return own === undefined ? fitting : described(own, fitting, files)
  }
  for (const source of files.distributions.values()) {
    const lacking = lackingOf(source.content, findFitting(patterns, source.content.name), files)
    faults.push(...lacking.map(({ field, problem }) => ({ file: source.file, field, problem })))
  }
  return { find, samples: () => [...patterns.flatMap(samplesOf), ...files.distributions.keys()] }
}

interface CompiledPattern {
  family: Source<FamilyFile>
  entry: DistributionPattern
  field: string
  matches: NamePattern[]
}

function compileFamily(family: Source<FamilyFile>): CompiledPattern[] {
  return (family.content.distributions ?? []).map((entry, index) => ({
    family,
    entry,
    field: `distributions.${index}`,
    matches: [entry.name, ...(entry.spellings ?? [])].map((name) => compileNamePattern(name, entry.maxMinor)),
  }))
}

function findFitting(patterns: readonly CompiledPattern[], name: string): KnownDistribution | undefined {
  for (const { matches, ...pattern } of patterns) {
    for (const match of matches) {
      const parts = match(name)
      if (parts !== undefined) return fromPattern(pattern, parts)
    }
  }
  return undefined
}

function fromPattern(
  { entry, family, field }: Omit<CompiledPattern, 'matches'>,
  parts: NameParts,
): KnownDistribution {
  const { name, spellings: _spellings, maxMinor: _maxMinor, ...facts } = entry
  const numbers = numbersOf(entry, parts)
  const fill = (text: string) => fillTemplate(text, placeholdersOf(numbers)).text
  return {
    ...numbers,
    name: fill(name),
    facts: { ...facts, ...Object.fromEntries(filled.map((member) => [member, fill(facts[member])])) },
    family,
    file: family.file,
    field,
  }
}

/** The texts whose only placeholders are the numbers of the name. (An ISO label may also hold the architecture.) */
const filled = ['osVersion', 'releasever', 'modulePlatformId'] as const

/** The numbers that occur in the canonical name. A number that occurs only in another spelling is ignored. */
function numbersOf({ name }: DistributionPattern, { major, minor }: NameParts): NameParts {
  return omitAbsent({
    major: name.includes('{major}') ? major : undefined,
    minor: name.includes('{minor}') ? minor : undefined,
  })
}

function faultsOf({ entry, family: { file }, field }: CompiledPattern): CatalogFault[] {
  const numbers = placeholdersOf(numbersOf(entry, { major: '10', minor: 1 }))
  return (['name', ...filled] as const).flatMap((member) =>
    fillTemplate(entry[member], numbers).unknown.map((name) => ({
      file,
      field: `${field}.${member}`,
      problem: `{${name}} has no value`,
    })),
  )
}

/** The values of the placeholders `{major}` and `{minor}`. */
export function placeholdersOf({ major, minor }: NameParts): Record<string, string | undefined> {
  return { major, minor: minor === undefined ? undefined : String(minor) }
}

const required = [
  'vendor',
  'product',
  'osVersion',
  'releasever',
  'modulePlatformId',
  'architectures',
] as const satisfies readonly (keyof DistributionFacts)[]

/** The members that are missing in a distribution's own file and that no pattern provides. */
function lackingOf(
  { family, ...own }: DistributionFile,
  fitting: KnownDistribution | undefined,
  files: CatalogFiles,
): { field: string; problem: string }[] {
  if (family !== undefined && !files.families.has(family))
    return [{ field: 'family', problem: `there is no family ${family}` }]
  if (fitting !== undefined) return []
  return [
    ...(family === undefined ? ['family' as const] : []),
    ...required.filter((member) => own[member] === undefined),
  ].map((field) => ({ field, problem: 'is missing, and no family has a pattern for the name' }))
}

/**
 * A distribution with its own file; members that the file does not have come from the pattern that fits.
 * @returns undefined when a member is missing, which `lackingOf` reports.
 */
function described(
  { file, content }: Source<DistributionFile>,
  fitting: KnownDistribution | undefined,
  files: CatalogFiles,
): KnownDistribution | undefined {
  const { name, family: familyName, repositories: _repositories, ...own } = content
  const family = familyName === undefined ? fitting?.family : files.families.get(familyName)
  if (family === undefined || lackingOf(content, fitting, files).length > 0) return undefined
  return {
    ...fitting,
    name,
    facts: { ...fitting?.facts, ...own } as DistributionFacts,
    family,
    file,
    field: '',
  }
}

/** Names with the smallest and the largest minor, and with those at which an image type of the family changes. */
function samplesOf({ entry, family }: CompiledPattern): string[] {
  const conditions = Object.values(family.content.imageTypes).flatMap(({ variants = [], ...type }) => [
    type,
    ...variants.map(({ when }) => when),
  ])
  const { maxMinor = 99 } = entry
  const minors = conditions.flatMap(({ fromMinor, toMinor }) => [fromMinor ?? 0, toMinor ?? maxMinor])
  const names = [0, maxMinor, ...minors].map(
    (minor) => fillTemplate(entry.name, { major: '10', minor: String(Math.min(minor, maxMinor)) }).text,
  )
  return [...new Set(names)]
}
