/** The details of an error, as the server put them into words. */
export const ErrorLines = ({ lines }: { lines: readonly string[] }) =>
  lines.length === 0 ? null : <div className="console-wrap">{lines.join('\n')}</div>
