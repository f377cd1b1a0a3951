import { threadData } from '@composer/work-pool'
import { assembleCatalog, type CatalogSource } from '../catalog/assemble-catalog.js'
import { prepareReaders, type ReadRequest, type RequestToRead } from './read-request.js'

const reader = prepareReaders()(assembleCatalog(threadData() as CatalogSource))

/** The function of the threads: reads a large request, which takes a second, beside the event loop. */
export function readInThread(request: RequestToRead): Promise<ReadRequest> {
  return reader(request)
}
