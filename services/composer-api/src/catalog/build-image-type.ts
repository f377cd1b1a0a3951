import { parseByteSize } from '../byte-size.js'
import type { ImageType } from './catalog.js'
import type { ByArchitecture, FamilyFile, ImageTypeFacts } from './files.js'

/** What an entry of a family becomes on one architecture of one distribution. */
export interface ImageTypeContext {
  family: FamilyFile
  architecture: string
  fill: (field: string, template: string) => string
  fault: (field: string, problem: string) => void
}

export function buildImageType(name: string, entry: ImageTypeFacts, context: ImageTypeContext): ImageType {
  const { fill, fault, architecture } = context
  const field = (member: string) => `imageTypes.${name}.${member}`

  const forArchitecture = <T>(member: string, value: ByArchitecture<T>): T | undefined => {
    if (!isPerArchitecture(value)) return value
    const own = value[architecture]
    if (own === undefined) fault(field(member), `has no value for ${architecture}`)
    return own
  }
  const options = context.family.blueprintOptions[entry.blueprintOptions]
  if (options === undefined)
    fault(field('blueprintOptions'), `${entry.blueprintOptions} is not in blueprintOptions`)
  const partitionTable =
    entry.partitionTable === undefined ? undefined : forArchitecture('partitionTable', entry.partitionTable)
  const payload = forArchitecture<string[]>('pipelines.payload', entry.pipelines.payload) ?? []
  for (const pipeline of entry.exports) {
    if (!payload.includes(pipeline)) fault(field('exports'), `${pipeline} is not a payload pipeline`)
  }

  return {
    name,
    aliases: entry.aliases ?? [],
    filename: entry.filename,
    mimeType: entry.mimeType,
    exports: entry.exports,
    defaultSize: bytesOf(entry.defaultSize, (problem) => fault(field('defaultSize'), problem)),
    bootMode: forArchitecture('bootMode', entry.bootMode) ?? 'none',
    ...(partitionTable === undefined || partitionTable === 'none' ? {} : { partitionTable }),
    pipelines: { build: entry.pipelines.build, payload, solved: entry.pipelines.solved },
    ...(entry.ostree === undefined
      ? {}
      : {
          ostree: {
            ref: fill(field('ostree.ref'), entry.ostree.ref),
            ...(entry.ostree.url === undefined ? {} : { url: entry.ostree.url }),
            urlRequired: entry.ostree.urlRequired ?? false,
          },
        }),
    ...(entry.isoLabel === undefined ? {} : { isoLabel: fill(field('isoLabel'), entry.isoLabel) }),
    payloadPackageSets: entry.payloadPackageSets ?? ['blueprint'],
    requiredBlueprintOptions: entry.requiredBlueprintOptions ?? [],
    supportedBlueprintOptions: options ?? [],
  }
}

function isPerArchitecture<T>(value: ByArchitecture<T>): value is Record<string, T> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function bytesOf(size: number | string | undefined, fault: (problem: string) => void): number {
  if (size === undefined) return 0
  const bytes = typeof size === 'number' ? size : parseByteSize(size)
  if (bytes === undefined) fault(`${size} is not a size such as 10 GiB`)
  return bytes ?? 0
}
