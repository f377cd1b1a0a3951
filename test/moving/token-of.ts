import type { TokenIssuer } from '@composer/dev-stack'

/** A token of the tenant of this name. */
export async function tokenOf({ tokenUrl }: TokenIssuer, tenant: string): Promise<string> {
  const answer = await fetch(tokenUrl, { method: 'POST', body: new URLSearchParams({ client_id: tenant }) })
  return ((await answer.json()) as { access_token: string }).access_token
}
