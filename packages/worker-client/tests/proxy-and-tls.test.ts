import { spawnSync } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer as createHttpServer } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TLSSocket } from 'node:tls'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { listenOnLoopback, startServer } from '@composer/testkit'
import { createWorkerClient } from '../src/index.js'
import { startFakeServer } from './fake-worker-api.js'

describe('a worker client behind a proxy', () => {
  it('reaches the worker API and the token service through it', async () => {
    const api = await startFakeServer()
    const issuer = await startFakeServer()
    api.answer = () => ({ status: 200 })
    issuer.answer = () => ({ status: 200, json: { access_token: 't' } })
    const proxy = await startProxy()
    const oauth = { url: issuer.url, clientId: 'c', clientSecret: 's' }
    const client = createWorkerClient({ url: api.url, arch: 'x86_64', proxy: proxy.url, oauth })

    await client.status()

    expect(proxy.tunnels).toEqual([issuer.url, api.url].map((url) => new URL(url).host))
    await client.close()
    await Promise.all([api.close(), issuer.close(), proxy.close()])
  })
})

/** Certificates are made by the openssl program; nothing is committed. */
const openssl = spawnSync('openssl', ['version']).status === 0
const describeWithOpenssl = openssl ? describe : describe.skip

describeWithOpenssl('a worker client over TLS', () => {
  let folder: string
  let pem: Record<'ca' | 'key' | 'cert', string>
  let server: ReturnType<typeof createTlsServer>
  let url: string
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'worker-client-tls-'))
    pem = await makeCertificates(folder)
    server = createTlsServer({ ...pem, requestCert: true, rejectUnauthorized: true }, (request, response) => {
      response.setHeader('x-client', String((request.socket as TLSSocket).getPeerCertificate().subject.CN))
      response.end()
    })
    url = `https://localhost:${await listenOnLoopback(server)}`
  })
  afterAll(async () => {
    server.closeAllConnections()
    server.close()
    await rm(folder, { recursive: true })
  })

  const statusWith = async (tls: Partial<typeof pem>) => {
    const client = createWorkerClient({ url, arch: 'x86_64', tls })
    try {
      await client.status()
    } finally {
      await client.close()
    }
  }

  it('trusts the given authority and shows its client certificate', async () => {
    await expect(statusWith(pem)).resolves.toBeUndefined()
  })

  it('trusts no unknown authority', async () => {
    await expect(statusWith({ key: pem.key, cert: pem.cert })).rejects.toThrow(/certificate/)
  })

  it('is refused without a client certificate', async () => {
    await expect(statusWith({ ca: pem.ca })).rejects.toThrow()
  })
})

/** An HTTP proxy that tunnels to loopback and remembers where to. */
async function startProxy() {
  const tunnels: string[] = []
  const server = createHttpServer()
  server.on('connect', (request, socket, head) => {
    tunnels.push(request.url ?? '')
    const target = new URL(`http://${request.url}`)
    const upstream = connect(Number(target.port), target.hostname, () => {
      socket.write('HTTP/1.1 200 Connection Established\r\n\r\n')
      upstream.write(head)
      upstream.pipe(socket).pipe(upstream)
    })
    upstream.on('error', () => socket.destroy())
    socket.on('error', () => upstream.destroy())
  })
  return { ...(await startServer(server)), tunnels }
}

/** One self-signed certificate for localhost that serves as authority, server and client. */
async function makeCertificates(folder: string) {
  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')]
  await writeFile(join(folder, 'empty.cnf'), '[req]\ndistinguished_name=name\n[name]\n')
  const made = spawnSync('openssl', [
    ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '1'],
    ...[
      '-config',
      join(folder, 'empty.cnf'),
      '-subj',
      '/CN=localhost',
      '-addext',
      'subjectAltName=DNS:localhost',
    ],
    ...['-addext', 'basicConstraints=critical,CA:true', '-keyout', key, '-out', cert],
  ])
  if (made.status !== 0) throw new Error(made.stderr.toString())
  const text = { key: await readFile(key, 'utf8'), cert: await readFile(cert, 'utf8') }
  return { ...text, ca: text.cert }
}
