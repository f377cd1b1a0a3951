import { PgBoss } from 'pg-boss'
import { driven, type ContenderKind } from './contender.js'

const jobsOfAnInsert = 1000

const connect = (url: string, max: number) =>
  new PgBoss({ connectionString: url, max, supervise: false, schedule: false })

/**
 * pg-boss by its public calls: fetch one, complete one.
 * @param analyze the tables once they are filled: a plan for a burst that nobody analyzed may be a bad one
 */
export const pgBoss = (analyze: boolean): ContenderKind => ({
  async prepare(url) {
    const boss = connect(url, 1)
    await boss.start()
    await boss.createQueue('bench')
    await boss.stop({ graceful: false, close: true })
  },
  async open(url, clients) {
    const boss = connect(url, clients)
    await boss.start()
    return {
      async fill(jobs) {
        for (let left = jobs; left > 0; left -= jobsOfAnInsert) {
          const count = Math.min(left, jobsOfAnInsert)
          await boss.insert(
            'bench',
            Array.from({ length: count }, (_, n) => ({ data: { n } })),
          )
        }
        if (analyze) await boss.getDb().executeSql('ANALYZE', [])
      },
      measure: driven(async () => {
        const [job] = await boss.fetch('bench')
        if (!job) return false
        await boss.complete('bench', job.id, { success: true })
        return true
      }),
      close: () => boss.stop({ graceful: false, close: true }),
    }
  },
  perSecond: 3_000,
})
