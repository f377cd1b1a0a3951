#!/usr/bin/env node
/*
 * The program that image-builder runs as its solver (OSBUILD_DEPSOLVE_DNF). It sends the request to the maker, which
 * listens on a socket in the folder of the job, and prints the maker's answer.
 */
import { connect } from 'node:net'
import { buffer } from 'node:stream/consumers'

const path = process.env.MANIFEST_SOLVER_SOCKET
try {
  if (path === undefined) throw new Error('MANIFEST_SOLVER_SOCKET is not set')
  const request = await buffer(process.stdin)
  const socket = connect({ path, allowHalfOpen: true })
  socket.end(request)
  const answer = (await buffer(socket)).toString()
  const end = answer.indexOf('\n')
  if (end === -1) throw new Error('the maker did not answer')
  process.exitCode = Number(answer.slice(0, end))
  process.stdout.write(answer.slice(end + 1))
} catch (error) {
  const reason = `manifest maker: ${error instanceof Error ? error.message : String(error)}`
  process.exitCode = 1
  process.stdout.write(JSON.stringify({ kind: 'InternalError', reason }))
}
