import { describe, expect, it } from '@jest/globals'
import { createComposerApi } from '@composer/composer-api'
import { startComposer } from './composer.js'

const environment = { AUTH_MODE: 'none', PORT: '0', INTERNAL_PORT: '0', LOG_LEVEL: 'error' }

describe('a start', () => {
  it('is refused with every fault of the settings at once', async () => {
    const start = createComposerApi({ ...environment, BASE_PATH: 'x', DEPSOLVE_TIMEOUT_SECONDS: '-1' })

    await expect(start).rejects.toThrow(/BASE_PATH[^]*DEPSOLVE_TIMEOUT_SECONDS/)
  })

  it('is refused when an alias has no target, naming the setting', async () => {
    const start = createComposerApi({
      ...environment,
      DATABASE_URL: 'postgres://localhost/x',
      DISTRO_ALIASES: 'a',
    })

    await expect(start).rejects.toThrow('DISTRO_ALIASES')
  })

  it('that finds its port taken leaves no connection open', async () => {
    const running = await startComposer()
    const { port } = new URL(running.publicUrl)
    const connections = async () => {
      const { rows } = await running.database.db.raw<{ rows: { n: number }[] }>(
        `SELECT count(*)::integer AS n FROM pg_stat_activity
         WHERE datname = current_database() AND pid <> pg_backend_pid() AND application_name <> ''`,
      )
      return rows[0]?.n ?? 0
    }
    const before = await connections()

    await expect(
      createComposerApi({ ...environment, DATABASE_URL: running.database.url, PORT: port }),
    ).rejects.toThrow('EADDRINUSE')
    // The server ends a connection some time after its client; one that stays makes this wait until the test fails.
    while ((await connections()) > before);
    await running.stop()
  })
})
