import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import pg from 'pg'

const run = promisify(execFile)

const claim = `UPDATE floor_jobs SET started_at = now() WHERE id = (
  SELECT id FROM floor_jobs WHERE started_at IS NULL ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED) RETURNING id \\gset`
const finish = `UPDATE floor_jobs SET finished_at = now(), result = '{}' WHERE id = :id;`

const scripts = {
  /** Claim and finish commit together: fewer commits than any queue with remote workers can have. */
  one: `BEGIN;\n${claim}\n${finish}\nEND;\n`,
  /** Claim commits, then finish commits: what a queue has to do at least. */
  two: `${claim}\n${finish}\n`,
}

/** Jobs per second that pgbench reaches on a bare table: the floor under every queue on this server. */
export async function floor(
  url: string,
  transactions: keyof typeof scripts,
  clients: number,
  seconds: number,
): Promise<number> {
  const client = new pg.Client(url)
  await client.connect()
  await client.query(`
    DROP TABLE IF EXISTS floor_jobs;
    CREATE TABLE floor_jobs (id bigint PRIMARY KEY, started_at timestamptz, finished_at timestamptz, args text, result text);
    CREATE INDEX ON floor_jobs (id) WHERE started_at IS NULL;
    INSERT INTO floor_jobs SELECT g, NULL, NULL, repeat('x', 250) FROM generate_series(1, ${Math.ceil(seconds) * 16_000}) g;
    ANALYZE floor_jobs`)
  await client.end()
  const folder = await mkdtemp(join(tmpdir(), 'bench-'))
  try {
    const script = join(folder, 'floor.sql')
    await writeFile(script, scripts[transactions])
    const { stdout } = await run('pgbench', [
      ...[
        '-n',
        '-M',
        'prepared',
        '-c',
        String(clients),
        '-j',
        '1',
        '-T',
        String(Math.ceil(seconds)),
        '-f',
        script,
        url,
      ],
    ])
    const tps = /tps = ([\d.]+)/.exec(stdout)?.[1]
    if (!tps) throw new Error(`pgbench printed no rate:\n${stdout}`)
    return Number(tps)
  } finally {
    await rm(folder, { recursive: true })
  }
}
