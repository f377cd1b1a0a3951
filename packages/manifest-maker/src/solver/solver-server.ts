import { once } from 'node:events'
import { createServer, type Socket } from 'node:net'

/** Output and exit status of the solver program. */
export interface SolverAnswer {
  exitCode: 0 | 1
  output: string
}

export interface SolverServer {
  close(): Promise<void>
}

/**
 * Listens on a unix socket for the solver program of one job. Each connection carries one request, which ends when the
 * client half-closes the connection. The answer is a line with the exit status, followed by the output.
 * @param answer if it rejects, the connection is closed without an answer
 */
export async function startSolverServer(
  path: string,
  answer: (request: string) => Promise<SolverAnswer>,
): Promise<SolverServer> {
  const open = new Set<Socket>()
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    open.add(socket)
    socket.once('close', () => open.delete(socket))
    // Events are used, because iterating the socket would also close the half for the answer when the request ends.
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
