import { pathChecker } from '../blueprint/check-paths.js'
import { hashPasswords, type HashAll } from '../blueprint/hash-passwords.js'
import type { Catalog } from '../catalog/catalog.js'
import { refusal } from '../errors.js'
import { omitAbsent } from '../omit-absent.js'
import type { ComposeRequest } from '../api-types.js'
import { blueprintOf } from './blueprint-of.js'
import { checkCopies } from './check-copies.js'
import { facts } from './facts.js'
import { koji } from './koji.js'
import { parseBootcRequest } from './parse-bootc-request.js'
import { parseImageRequest } from './parse-image-request.js'
import { resolveDistribution } from './resolve-distribution.js'
import { onlyImage, refuseBootcTypes, selectImageRequests } from './select-image-requests.js'
import { subscription } from './subscription.js'
import type { WantedCompose } from './wanted.js'

/**
 * Checks the meaning of a valid compose request and resolves it against the catalogue.
 * @param body validated against the OpenAPI document, defaults inserted.
 * @param hashAll hashes the plain text passwords; called after all checks, because hashing is expensive.
 * @throws ApiError with one of the 4xx numbers; its details name the field.
 */
export async function parseComposeRequest(
  body: ComposeRequest,
  catalog: Catalog,
  hashAll: HashAll,
): Promise<WantedCompose> {
  const wanted = readRequest(body, catalog)
  return { ...wanted, blueprint: await hashPasswords(wanted.blueprint, hashAll) }
}

function readRequest(body: ComposeRequest, catalog: Catalog): WantedCompose {
  const { distribution, bootc } = body
  if (distribution !== undefined && bootc !== undefined)
    throw refusal(43, 'bootc: cannot be combined with distribution')
  if (distribution !== undefined) return readDistributionRequest(body, distribution, catalog)
  if (bootc !== undefined) return readBootcRequest(body, bootc)
  throw refusal(44, 'distribution: is missing, and so is bootc')
}

function readDistributionRequest(body: ComposeRequest, name: string, catalog: Catalog): WantedCompose {
  refuseBootcTypes(body)
  const { blueprint: read, at } = blueprintOf(body)
  const distribution = resolveDistribution(catalog, name, read.distro)
  // The manifest program compares the blueprint's distro with the canonical name.
  const blueprint = read.distro === undefined ? read : { ...read, distro: distribution.name }
  const selected = selectImageRequests(body)
  checkCopies(body, selected.length)
  const checkPaths = pathChecker(blueprint, at)
  const context = { body, distribution, blueprint, blueprintAt: at, checkPaths }
  const images = selected.map((image) => parseImageRequest(image, context))
  const base = { blueprint, ...subscriptionOf(body) }
  if (body.koji !== undefined) return { kind: 'koji', ...base, koji: koji(body.koji), images }
  return { kind: 'image', ...base, image: onlyImage(images), facts: facts(body.blueprint_id, blueprint) }
}

function readBootcRequest(body: ComposeRequest, bootc: NonNullable<ComposeRequest['bootc']>): WantedCompose {
  const { blueprint, at } = blueprintOf(body)
  return {
    kind: 'bootc',
    blueprint,
    ...subscriptionOf(body),
    ...parseBootcRequest(body, bootc, blueprint, at),
    facts: facts(body.blueprint_id, blueprint),
  }
}

function subscriptionOf({ customizations }: ComposeRequest) {
  const requested = customizations?.subscription
  return omitAbsent({ subscription: requested === undefined ? undefined : subscription(requested) })
}
