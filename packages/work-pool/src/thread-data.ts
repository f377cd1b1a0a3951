import { workerData } from 'piscina'

/** Called in a worker thread: returns `data` of `ThreadsOptions`. */
export const threadData = (): unknown => workerData
