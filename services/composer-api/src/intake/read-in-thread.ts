import { threadData } from '@composer/work-pool'
import { assembleCatalog, type CatalogSource } from '../catalog/assemble-catalog.js'
import { prepareReaders, type ReadRequest, type RequestToRead } from './read-request.js'

const reader = prepareReaders()(assembleCatalog(threadData() as CatalogSource))

/** Runs in the threads: reads a large request, which takes up to a second and would block the event loop. */
export function readInThread(request: RequestToRead): Promise<ReadRequest> {
  return reader(request)
}
