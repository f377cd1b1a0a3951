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

/** A distribution that the files describe, without its image types and repositories. */
export interface KnownDistribution extends NameParts {
  /** Canonical name. */
  name: string
  facts: DistributionFacts
  family: Source<FamilyFile>
  /** The file that describes it, and where in it. */
  file: string
  field: string
}

export interface KnownDistributions {
  /** By canonical name or another spelling of it; aliases are not looked at. */
  find(name: string): KnownDistribution | undefined
  /** One name or more of every kind of distribution: together they use every member of every family. */
  samples(): string[]
}

/** What the files know of distributions. Files of single distributions come before patterns, the last family before the others. */
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

/** The texts that hold nothing but the numbers of the name; an ISO label names the architecture too. */
const filled = ['osVersion', 'releasever', 'modulePlatformId'] as const

/** Those that the canonical name holds: a number that only a spelling has says nothing about the distribution. */
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

/** The placeholders that the numbers of a name fill. */
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

/** What a distribution's own file would have to say, given what a pattern says already. */
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

/** @returns undefined when the file lacks something, which `lackingOf` reports. */
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

/** The smallest and the greatest minor, and those at which a type of the family changes. */
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
