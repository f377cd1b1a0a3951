import { badInputFault } from '../bad-input/bad-input-fault.js'
import type { Fault } from './fault.js'
import { linkFaults } from './links.js'
import { postgresFaults } from './postgres.js'
import { processFaults } from './processes.js'
import { surroundingFaults } from './surroundings.js'

export type { Fault } from './fault.js'

/** Every kind. */
export const faults: Fault[] = [
  ...processFaults,
  ...postgresFaults,
  ...linkFaults,
  ...surroundingFaults,
  badInputFault,
]
