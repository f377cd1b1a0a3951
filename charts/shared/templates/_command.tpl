{{/* The pod of one command of the operations image: call with (list . "migrate"). */}}
{{- define "shared.commandPod" -}}
{{- $command := index . 1 -}}
{{- with index . 0 -}}
restartPolicy: Never
automountServiceAccountToken: false
enableServiceLinks: false
{{- with .Values.imagePullSecrets }}
imagePullSecrets:
  {{- toYaml . | nindent 2 }}
{{- end }}
securityContext:
  {{- toYaml .Values.podSecurityContext | nindent 2 }}
containers:
  - name: {{ $command }}
    image: {{ include "service.image" . }}
    imagePullPolicy: {{ .Values.image.pullPolicy }}
    args: [{{ $command }}]
    env:
      {{- include "service.environment" . | nindent 6 }}
    resources:
      {{- toYaml .Values.resources | nindent 6 }}
    securityContext:
      {{- toYaml .Values.securityContext | nindent 6 }}
    volumeMounts:
      {{- include "service.volumeMounts" . | nindent 6 }}
volumes:
  {{- include "service.volumes" . | nindent 2 }}
{{- end -}}
{{- end -}}

{{- define "shared.commandLabels" -}}
{{ include "service.labels" . }}
app.kubernetes.io/component: command
{{- end -}}
