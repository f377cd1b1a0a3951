{{/*
The text of one setting. YAML numbers reach templates as floats, and only toJson prints a large one without
an exponent; lists and maps become the comma form that the services read.
*/}}
{{- define "service.settingText" -}}
{{- if kindIs "slice" . -}}
{{- join "," . -}}
{{- else if kindIs "map" . -}}
{{- $pairs := list -}}
{{- range $key, $value := . }}{{ $pairs = append $pairs (printf "%s=%v" $key $value) }}{{ end -}}
{{- join "," $pairs -}}
{{- else if kindIs "string" . -}}
{{- . -}}
{{- else -}}
{{- toJson . -}}
{{- end -}}
{{- end -}}

{{/* One variable for each setting that has a value, plain or from an existing secret. Empty means: not set. */}}
{{- define "service.environment" -}}
{{- range $name, $value := .Values.settings }}
{{- $text := "" -}}
{{- if not (kindIs "invalid" $value) }}{{ $text = include "service.settingText" $value }}{{ end }}
{{- if and $text (not (hasKey ($.Values.secretSettings | default dict) $name)) }}
- name: {{ $name }}
  value: {{ $text | quote }}
{{- end }}
{{- end }}
{{- range $name, $source := .Values.secretSettings }}
{{- if $source }}
- name: {{ $name }}
  valueFrom:
    secretKeyRef:
      name: {{ $source.secret }}
      key: {{ $source.key }}
{{- end }}
{{- end }}
{{- with .Values.nodeOptions }}
- name: NODE_OPTIONS
  value: {{ . | quote }}
{{- end }}
{{- end -}}

{{/* Files from existing ConfigMaps, Secrets and volume claims; everything else of the file system is read-only. */}}
{{- define "service.volumes" -}}
- name: tmp
  emptyDir:
    sizeLimit: {{ .Values.tmpSizeLimit }}
{{- range .Values.mounts }}
- name: {{ .name }}
  {{- if .configMap }}
  configMap:
    name: {{ .configMap }}
  {{- else if .secret }}
  secret:
    secretName: {{ .secret }}
  {{- else }}
  persistentVolumeClaim:
    claimName: {{ .claim }}
  {{- end }}
{{- end }}
{{- end -}}

{{- define "service.volumeMounts" -}}
- name: tmp
  mountPath: /tmp
{{- range .Values.mounts }}
- name: {{ .name }}
  mountPath: {{ .path }}
  {{- if not .claim }}
  readOnly: true
  {{- end }}
{{- end }}
{{- end -}}
