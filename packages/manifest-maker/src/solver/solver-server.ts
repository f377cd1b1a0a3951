import { once } from 'node:events'
import { createServer, type Socket } from 'node:net'

/** What the solver program prints, and the status it exits with. */
export interface SolverAnswer {
  exitCode: 0 | 1
  output: string
}

export interface SolverServer {
  close(): Promise<void>
}

/**
 * Listens on a unix socket for the solver program of one job: a connection brings one request, ended by its half of the
 * connection, and gets the exit status on a line of its own and then what to print.
 * @param answer may reject when the program is being ended: the connection is cut then
 */
export async function startSolverServer(
  path: string,
  answer: (request: string) => Promise<SolverAnswer>,
): Promise<SolverServer> {
  const open = new Set<Socket>()
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    open.add(socket)
    socket.once('close', () => open.delete(socket))
    // Not as an iterable: that would close the other half as well when the request ends.
    const request: Buffer[] = []
    socket.on('data', (chunk: Buffer) => request.push(chunk))
    socket.on('error', () => socket.destroy())
    socket.once('end', () => {
      answer(Buffer.concat(request).toString()).then(
        ({ exitCode, output }) => socket.end(`${exitCode}\n${output}`),
        () => socket.destroy(),
      )
    })
  })
  server.listen(path)
  await once(server, 'listening')
  return {
    async close() {
      for (const socket of open) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}
