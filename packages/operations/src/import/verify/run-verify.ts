import type { Knex } from 'knex'
import { sampleComposes } from '../sql/sample-composes.js'
import { compareAnswers } from './compare-answers.js'
import { documentsOf, type VerifiedCompose } from './documents-of.js'
import { fetchDocument } from './fetch-document.js'

export interface VerifyOptions {
  db: Knex
  /** Base paths of the two APIs. */
  there: string
  here: string
  /** How many composes; null: all that an import brought. */
  sample: number | null
  /** Of a channel; undefined: none is needed. */
  tokenOf: (channel: string) => string | undefined
  signal: AbortSignal
  /** Called for each difference that nothing explains. */
  onDifference: (found: UnexplainedDifference) => void
}

export interface UnexplainedDifference {
  path: string
  place: string
  there: string
  here: string
}

export interface Verified {
  composes: number
  documents: number
  /** How often each reason explained a difference. */
  explained: Record<string, number>
  unexplained: number
}

/** Longest piece of a value that is shown. */
const shownLength = 200

/**
 * Asks both APIs for every document of imported composes and compares what they answer.
 * @throws Error when one of them does not answer at all
 */
export async function runVerify(options: VerifyOptions): Promise<Verified> {
  const verified: Verified = { composes: 0, documents: 0, explained: {}, unexplained: 0 }
  for await (const composes of sampleComposes(options.db, options.sample)) {
    for (const compose of composes) {
      if (options.signal.aborted) return verified
      await verifyCompose(options, compose, verified)
      verified.composes += 1
    }
  }
  return verified
}

async function verifyCompose(
  { there, here, tokenOf, onDifference }: VerifyOptions,
  compose: VerifiedCompose,
  verified: Verified,
): Promise<void> {
  const token = tokenOf(compose.channel)
  const comparisons = documentsOf(compose).map(async (path) => {
    const answers = [fetchDocument(there, path, token), fetchDocument(here, path, token)] as const
    return { path, ...compareAnswers(path, ...(await Promise.all(answers))) }
  })
  for (const { path, explained, unexplained } of await Promise.all(comparisons)) {
    verified.documents += 1
    verified.unexplained += unexplained.length
    for (const reason of explained) verified.explained[reason] = (verified.explained[reason] ?? 0) + 1
    for (const { place, there: their, here: our } of unexplained) {
      // A request has secrets there.
      const shown = place.startsWith('/request') ? () => '(not shown)' : show
      onDifference({ path, place, there: shown(their), here: shown(our) })
    }
  }
}

function show(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing'
  return text.length > shownLength ? `${text.slice(0, shownLength)}…` : text
}
