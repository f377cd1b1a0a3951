import { spawn } from 'node:child_process'
import { constants } from 'node:os'

const children = new Set()

/** Asks every command that is running to end. */
export function stopChildren() {
  for (const child of children) child.kill('SIGTERM')
}

/**
 * Runs a command to its end with our input and output, and answers its exit code. Signals that reach us are passed on;
 * we then wait for the command to end, whatever it makes of them.
 */
export async function runChild(command, args, options = {}) {
  const child = spawn(command, args, { stdio: 'inherit', ...options })
  // In a terminal Ctrl-C reaches the child by itself, as a member of the foreground group.
  const ignore = () => {}
  children.add(child)
  process.on('SIGINT', ignore)
  process.on('SIGTERM', stopChildren)
  try {
    return await new Promise((resolve, reject) => {
      child.once('error', reject)
      child.once('close', (code, signal) => resolve(code ?? 128 + constants.signals[signal]))
    })
  } finally {
    process.off('SIGINT', ignore)
    process.off('SIGTERM', stopChildren)
    children.delete(child)
  }
}

/** Like `runChild`, for Node.js itself. */
export const runNode = (args, options) => runChild(process.execPath, args, options)
