import { badCustomization } from '../blueprint/refuse.js'
import { omitAbsent } from '../omit-absent.js'
import type { ApiSubscription } from '../api-types.js'
import type { WantedSubscription } from './wanted.js'

/**
 * Converts `customizations.subscription` to the image option.
 * @throws error 35 naming the field.
 */
export function subscription(request: ApiSubscription): WantedSubscription {
  const { insights_client_proxy: proxy = '' } = request
  if (proxy !== '' && !isProxy(proxy))
    throw badCustomization('customizations.subscription.insights_client_proxy', 'must be a host or a URL')
  return omitAbsent({
    organization: request.organization,
    activation_key: request.activation_key,
    server_url: request.server_url,
    base_url: request.base_url,
    insights: request.insights,
    rhc: request.rhc ?? false,
    proxy: request.insights_client_proxy,
    template_name: request.template_name,
    template_uuid: request.template_uuid,
    patch_url: request.patch_url,
    content_sets: request.content_sets,
  })
}

/** Whether the text is a proxy URL whose host Go's `net/url` accepts too: it allows fewer characters than `URL`. */
function isProxy(text: string): boolean {
  const url = text.includes('://') ? text : `http://${text}`
  return URL.canParse(url) && /^[\w.:[\]-]+$/.test(new URL(url).hostname)
}
