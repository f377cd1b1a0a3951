import { workerData } from 'piscina'

/** For a thread's function: the `data` of its threads. */
export const threadData = (): unknown => workerData
