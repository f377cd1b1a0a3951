/** Doubles numbers; for the test of the threads. */
export function double(task) {
  if (task === 'fail') throw new Error('no number')
  if (task === 'environment') return Object.keys(process.env)
  if (task instanceof ArrayBuffer) return task.byteLength
  return task * 2
}
