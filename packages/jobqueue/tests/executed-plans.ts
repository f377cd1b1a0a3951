import knex, { type Knex } from 'knex'

/** A node of an executed plan, as EXPLAIN prints it in JSON. */
export interface PlanNode {
  'Node Type': string
  'Relation Name'?: string
  'Index Name'?: string
  'Actual Rows'?: number
  'Actual Loops'?: number
  'Rows Removed by Filter'?: number
  'Rows Removed by Index Recheck'?: number
  Plans?: PlanNode[]
}

export interface ExecutedPlan {
  query: string
  nodes: PlanNode[]
}

interface NoticeSource {
  query(text: string): Promise<unknown>
  on(event: 'notice', listener: (notice: { message?: string }) => void): void
}

/**
 * One session that reports every plan it executes, those inside of functions too, with the rows they touched: what
 * ran is looked at, not what would run if somebody asked. Needs a superuser.
 */
export function explainingPool(url: string): { db: Knex; take(): ExecutedPlan[] } {
  const plans: ExecutedPlan[] = []
  const prepare = async (session: NoticeSource): Promise<void> => {
    await session.query(`
      LOAD 'auto_explain';
      SET auto_explain.log_min_duration = 0; SET auto_explain.log_nested_statements = on;
      SET auto_explain.log_analyze = on; SET auto_explain.log_timing = off;
      SET auto_explain.log_format = 'json'; SET auto_explain.log_level = 'notice'`)
    session.on('notice', ({ message = '' }) => {
      const start = message.indexOf('{')
      if (!message.includes('plan:') || start < 0) return
      const plan = JSON.parse(message.slice(start)) as { 'Query Text': string; Plan: PlanNode }
      plans.push({ query: plan['Query Text'], nodes: flatten(plan.Plan) })
    })
  }
  const db = knex({
    client: 'pg',
    connection: url,
    pool: {
      min: 1,
      max: 1,
      idleTimeoutMillis: 3_600_000,
      afterCreate: (session: NoticeSource, done: (error: unknown) => void) => {
        prepare(session).then(() => done(null), done)
      },
    },
  })
  return { db, take: () => plans.splice(0) }
}

const flatten = (node: PlanNode): PlanNode[] => [node, ...(node.Plans ?? []).flatMap(flatten)]

/** Rows that a node read or passed on, over all its loops. */
export const rowsOf = (node: PlanNode): number =>
  ((node['Actual Rows'] ?? 0) +
    (node['Rows Removed by Filter'] ?? 0) +
    (node['Rows Removed by Index Recheck'] ?? 0)) *
  (node['Actual Loops'] ?? 1)
