import type { Knex } from 'knex'
import type { ImportedCompose } from '../map-graph.js'

/**
 * Stores composes without their jobs. They live as long as the reference would keep them, and `keepDays` from now at
 * least.
 */
export async function insertComposes(
  db: Knex,
  composes: readonly ImportedCompose[],
  requests: ReadonlyMap<string, string>,
  keepDays: number,
): Promise<void> {
  await db.raw(
    `INSERT INTO composes (id, channel, kind, request, created_at, expires_at)
     SELECT n.id, n.channel, n.kind, n.request, n.created_at,
       greatest(coalesce(n.expires_at, n.created_at + interval '14 days'), now() + make_interval(days => :keepDays))
     FROM unnest(CAST(:ids AS uuid[]), CAST(:channels AS text[]), CAST(:kinds AS text[]), CAST(:requests AS text[]),
       CAST(:created AS timestamptz[]), CAST(:expires AS timestamptz[]))
       AS n(id, channel, kind, request, created_at, expires_at)
     ON CONFLICT (id) DO NOTHING`,
    {
      keepDays,
      ids: composes.map(({ id }) => id),
      channels: composes.map(({ channel }) => channel),
      kinds: composes.map(({ kind }) => kind),
      requests: composes.map(({ id }) => requests.get(id) ?? null),
      created: composes.map(({ createdAt }) => createdAt),
      expires: composes.map(({ expiresAt }) => expiresAt),
    },
  )
}
