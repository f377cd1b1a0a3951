/** A tab as far as the server sees it: somebody who listens to its events. */
export async function openTab(internalUrl: string, signal: AbortSignal): Promise<void> {
  const response = await fetch(`${internalUrl}/console/api/events`, { signal })
  if (!response.ok || !response.body) throw new Error(`The events were answered ${response.status}`)
  void response.body.pipeTo(new WritableStream(), { signal }).catch(() => undefined)
}
