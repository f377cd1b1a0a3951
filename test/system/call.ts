export interface CallOptions {
  /** A string or bytes are sent as they are, anything else as JSON. */
  body?: unknown
  headers?: Record<string, string>
  /** Bearer token. */
  token?: string
  signal?: AbortSignal
}

export interface Answer {
  status: number
  headers: Record<string, string>
  bytes: Buffer
  text: string
  /** The parsed body; undefined when it is no JSON. */
  body: any // eslint-disable-line @typescript-eslint/no-explicit-any -- tests look into it by path
}

/** One HTTP request, without following redirects. */
export async function call(
  url: string,
  method: string,
  { body, headers = {}, token, signal }: CallOptions = {},
): Promise<Answer> {
  const raw = typeof body === 'string' || body instanceof Uint8Array
  const response = await fetch(url, {
    method,
    redirect: 'manual',
    headers: {
      ...(body !== undefined && { 'Content-Type': 'application/json' }),
      ...(token !== undefined && { Authorization: `Bearer ${token}` }),
      ...headers,
    },
    ...(body !== undefined && { body: raw ? body : JSON.stringify(body) }),
    ...(signal && { signal }),
  })
  const bytes = Buffer.from(await response.arrayBuffer())
  const text = bytes.toString()
  return {
    status: response.status,
    headers: Object.fromEntries(response.headers),
    bytes,
    text,
    body: parsed(text),
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
