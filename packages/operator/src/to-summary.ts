import type { SummaryColumns } from './sql/list-composes.js'
import type { ComposeSummary } from './types.js'

export function toSummary(row: SummaryColumns): ComposeSummary {
  return {
    id: row.id,
    channel: row.channel,
    kind: row.kind,
    externalId: row.external_id,
    createdAt: row.created_at,
    state: row.state,
    distribution: row.facts?.distribution ?? null,
    imageTypes: row.facts?.imageTypes ?? [],
    jobs: row.jobs,
  }
}
