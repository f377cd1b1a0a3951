import fc, { type Arbitrary } from 'fast-check'
import { arbitraryOf, type SchemaDocument } from './arbitrary-of.js'
import { composeHints } from './compose-hints.js'

/** A distribution's image type on an architecture, in the spellings of a request. */
export interface Offer {
  distribution: string
  architecture: string
  image_type: string
}

const bootcOffers: readonly Omit<Offer, 'distribution'>[] = [
  'guest-image',
  'aws',
  'azure',
  'gcp',
  'vsphere',
  'vsphere-ova',
  'bootable-container-iso',
  'pxe-tar-xz',
].flatMap((image_type) => ['x86_64', 'aarch64'].map((architecture) => ({ architecture, image_type })))

/**
 * Compose requests of every kind that the schema lets pass, most of them sensible: with a distribution, with koji, with
 * bootc, and now and then any object the schema allows. Validate them before use: a few break rules that a generator of
 * schemas does not see (`not`).
 * @param offers what is offered, for requests that mostly name one of them.
 */
export function arbitraryComposeRequest(
  document: SchemaDocument,
  offers: readonly Offer[] = [],
): Arbitrary<unknown> {
  const of = (name: string) => arbitraryOf(document, name, composeHints)
  const blueprint_id = fc.uuid()
  const common = fc.oneof(
    { weight: 1, arbitrary: fc.constant({}) },
    { weight: 3, arbitrary: fc.record({ customizations: of('Customizations') }) },
    { weight: 3, arbitrary: fc.record({ blueprint: of('Blueprint') }) },
  )
  const merged = (kind: Arbitrary<object>) => fc.tuple(kind, common).map(([a, b]) => ({ ...a, ...b }))
  const image = fc.oneof(
    { weight: 1, arbitrary: of('ImageRequest') },
    { weight: 3, arbitrary: of('ImageRequest').map(plainImage) },
  ) as Arbitrary<object>
  const any = fc.record({ distribution: composeHints.distribution, image_request: image })
  const offered =
    offers.length === 0
      ? any
      : fc.oneof(
          { weight: 1, arbitrary: any },
          { weight: 19, arbitrary: fc.tuple(fc.constantFrom(...offers), image).map(offeredImage) },
        )
  const bootcImage = fc
    .tuple(fc.constantFrom(...bootcOffers), image)
    .map(([offer, request]) => ({ ...request, ...offer }))
  return fc.oneof(
    {
      weight: 6,
      arbitrary: merged(
        fc
          .tuple(offered, fc.option(blueprint_id, { nil: undefined }))
          .map(([request, id]) => ({ ...request, ...(id !== undefined && { blueprint_id: id }) })),
      ),
    },
    {
      weight: 1,
      arbitrary: merged(
        fc
          .tuple(offered, fc.nat({ max: 2 }), of('Koji'))
          .map(([{ distribution, image_request }, count, koji]) => ({
            distribution,
            image_requests: Array.from({ length: count }, () => image_request),
            koji,
          })),
      ),
    },
    {
      weight: 2,
      arbitrary: merged(
        fc.record({
          bootc: of('Bootc'),
          image_request: fc.oneof({ weight: 9, arbitrary: bootcImage }, { weight: 1, arbitrary: image }),
        }),
      ),
    },
    { weight: 1, arbitrary: of('ComposeRequest') },
  )
}

/** OSTree options stay with the types that have them. */
function offeredImage([{ distribution, ...offer }, image]: [Offer, object]): {
  distribution: unknown
  image_request: object
} {
  const { ostree, ...rest } = image as Record<string, unknown>
  const based = /^(edge|iot)-/.test(offer.image_type)
  return {
    distribution,
    image_request: { ...rest, ...offer, ...(based && ostree !== undefined && { ostree }) },
  }
}

/** The image request with repositories and an upload that fit most image types. */
function plainImage(image: unknown): object {
  return {
    ...(image as Record<string, unknown>),
    repositories: [{ baseurl: 'https://repo.example.com/os' }],
    upload_targets: [{ type: 'local', upload_options: {} }],
    upload_options: { region: 'us-east-1', share_with_accounts: [] },
  }
}
