import { omitAbsent } from '../omit-absent.js'
import type { ApiSubscription } from '../api-types.js'
import type { WantedSubscription } from './wanted.js'

/** `customizations.subscription` → image option. */
export function subscription(request: ApiSubscription): WantedSubscription {
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
