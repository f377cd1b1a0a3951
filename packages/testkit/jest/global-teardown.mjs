import pg from 'pg'

export default async function teardown() {
  const server = globalThis.composerTestServer
  if (server) {
    await server.stop()
    return
  }
  const admin = new pg.Client(process.env.COMPOSER_TEST_POSTGRES_URL)
  await admin.connect()
  await admin.query(`DROP DATABASE IF EXISTS ${process.env.COMPOSER_TEST_TEMPLATE} WITH (FORCE)`)
  await admin.end()
}
