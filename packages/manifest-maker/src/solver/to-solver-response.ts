import type { SolvedChain } from './read-result.js'

/**
 * Makes the answer of the solver that image-builder reads, as JSON text.
 * @param transactions the packages that each transaction adds to those before it
 */
export function toSolverResponse(chain: SolvedChain, transactions: object[][]): string {
  const { solver, repos, modules, sbom } = chain
  const text = JSON.stringify({ solver, transactions, repos, modules })
  return sbom === undefined ? text : `${text.slice(0, -1)},"sbom":${sbom}}`
}
