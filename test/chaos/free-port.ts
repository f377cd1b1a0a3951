import getPort, { portNumbers } from 'get-port'

/** Ports that Linux gives to no outgoing connection by itself: what was closed can be opened there again. */
const [lowest, highest] = [15_000, 32_000]
const choice = 500

/** A port of loopback for something that will be closed and opened again. */
export function freePort(): Promise<number> {
  const from = lowest + Math.floor(Math.random() * (highest - lowest - choice))
  return getPort({ host: '127.0.0.1', port: portNumbers(from, from + choice) })
}
