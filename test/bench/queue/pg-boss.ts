import PgBoss from 'pg-boss'
import { driven, type Contender } from './contender.js'

/**
 * pg-boss by its public calls: fetch one, complete one.
 * @param analyze the tables once they are filled: its plan for a burst that nobody analyzed is some forty times slower
 */
export async function pgBoss(url: string, clients: number, analyze: boolean): Promise<Contender> {
  const boss = new PgBoss({ connectionString: url, max: clients, supervise: false, schedule: false })
  await boss.start()
  await boss.createQueue('bench')
  return {
    async fill(jobs) {
      await boss.purgeQueue('bench')
      for (let left = jobs; left > 0; left -= 1000) {
        await boss.insert(
          Array.from({ length: Math.min(left, 1000) }, (_, n) => ({ name: 'bench', data: { n } })),
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
}
