import type { ComposerOperations } from '@composer/contracts'
import type { OperationHandlers } from '@composer/service-kit'
import type { ComposerContext } from '../context.js'
import { deleteCompose } from './delete-compose.js'
import { getCloneStatus } from './get-clone-status.js'
import { getComposeDownload } from './get-compose-download.js'
import { getComposeList } from './get-compose-list.js'
import { getComposeLogs } from './get-compose-logs.js'
import { getComposeManifests } from './get-compose-manifests.js'
import { getComposeMetadata } from './get-compose-metadata.js'
import { getComposeSBOMs } from './get-compose-sboms.js'
import { getComposeStatus } from './get-compose-status.js'
import { getDistribution } from './get-distribution.js'
import { getDistributionList } from './get-distribution-list.js'
import { getError } from './get-error.js'
import { getErrorList } from './get-error-list.js'
import { getOpenapi } from './get-openapi.js'
import { postCloneCompose } from './post-clone-compose.js'
import { postCompose } from './post-compose.js'
import { postDepsolveBlueprint } from './post-depsolve-blueprint.js'
import { postSearchPackages } from './post-search-packages.js'

/** The handlers by operationId: exactly those of the OpenAPI document, or this does not compile. */
export function operations(context: ComposerContext): OperationHandlers<ComposerOperations, 'strict'> {
  return {
    deleteCompose: deleteCompose(context),
    getCloneStatus: getCloneStatus(context),
    getComposeDownload: getComposeDownload(context),
    getComposeList: getComposeList(context),
    getComposeLogs: getComposeLogs(context),
    getComposeManifests: getComposeManifests(context),
    getComposeMetadata: getComposeMetadata(context),
    getComposeSBOMs: getComposeSBOMs(context),
    getComposeStatus: getComposeStatus(context),
    getDistribution: getDistribution(context),
    getDistributionList: getDistributionList(context),
    getError: getError(context),
    getErrorList: getErrorList(context),
    getOpenapi: getOpenapi(),
    postCloneCompose: postCloneCompose(context),
    postCompose: postCompose(context),
    postDepsolveBlueprint: postDepsolveBlueprint(context),
    postSearchPackages: postSearchPackages(context),
  }
}
