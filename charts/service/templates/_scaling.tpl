{{/*
The autoscaler of a deployment, by CPU and, where a metric is named, by the queue: call with (dict "chart" . "calmSeconds" 600), the
seconds without need after which pods go. Memory says nothing here: a Node.js process keeps what it once needed. With a
Prometheus named for KEDA a ScaledObject, of which KEDA makes the autoscaler.
*/}}
{{- define "service.autoscaler" -}}
{{- $calmSeconds := .calmSeconds -}}
{{- with .chart -}}
{{- if .Values.autoscaling.enabled -}}
{{- if .Values.autoscaling.kedaPrometheusUrl -}}
apiVersion: keda.sh/v1alpha1
kind: ScaledObject
metadata:
  name: {{ include "service.name" . }}
  labels:
    {{- include "service.labels" . | nindent 4 }}
spec:
  scaleTargetRef:
    apiVersion: apps/v1
    kind: Deployment
    name: {{ include "service.name" . }}
  minReplicaCount: {{ .Values.autoscaling.minReplicas }}
  maxReplicaCount: {{ .Values.autoscaling.maxReplicas }}
  advanced:
    horizontalPodAutoscalerConfig:
      behavior:
        {{- include "service.scalingBehavior" $calmSeconds | nindent 8 }}
  triggers:
    {{- with .Values.autoscaling.queueMetric }}
    - type: prometheus
      metricType: AverageValue
      metadata:
        serverAddress: {{ $.chart.Values.autoscaling.kedaPrometheusUrl | quote }}
        query: {{ include "service.queueQuery" $.chart | quote }}
        threshold: {{ $.chart.Values.autoscaling.queuedPerPod | quote }}
    {{- end }}
    - type: cpu
      metricType: Utilization
      metadata:
        value: {{ .Values.autoscaling.cpuPercent | quote }}
{{- else -}}
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata:
  name: {{ include "service.name" . }}
  labels:
    {{- include "service.labels" . | nindent 4 }}
spec:
  scaleTargetRef:
    apiVersion: apps/v1
    kind: Deployment
    name: {{ include "service.name" . }}
  minReplicas: {{ .Values.autoscaling.minReplicas }}
  maxReplicas: {{ .Values.autoscaling.maxReplicas }}
  metrics:
    {{- with .Values.autoscaling.queueMetric }}
    - type: External
      external:
        metric:
          name: {{ . }}
          {{- with $.chart.Values.autoscaling.queueLabels }}
          selector:
            matchLabels:
              {{- toYaml . | nindent 14 }}
          {{- end }}
        target:
          type: AverageValue
          averageValue: {{ $.chart.Values.autoscaling.queuedPerPod | quote }}
    {{- end }}
    - type: Resource
      resource:
        name: cpu
        target:
          type: Utilization
          averageUtilization: {{ .Values.autoscaling.cpuPercent }}
  behavior:
    {{- include "service.scalingBehavior" $calmSeconds | nindent 4 }}
{{- end -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{- define "service.scalingBehavior" -}}
scaleDown:
  stabilizationWindowSeconds: {{ . }}
{{- end -}}

{{/* The jobs in the queue. Every instance of worker-api shows the same figure of each type and tenant. */}}
{{- define "service.queueQuery" -}}
{{- $labels := list -}}
{{- range $name, $value := .Values.autoscaling.queueLabels }}{{ $labels = append $labels (printf "%s=%q" $name $value) }}{{ end -}}
sum(max by (type, tenant) ({{ .Values.autoscaling.queueMetric }}{ {{- join "," $labels -}} }))
{{- end -}}

{{- define "service.disruptionBudget" -}}
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata:
  name: {{ include "service.name" . }}
  labels:
    {{- include "service.labels" . | nindent 4 }}
spec:
  maxUnavailable: 1
  selector:
    matchLabels:
      {{- include "service.selectorLabels" . | nindent 6 }}
{{- end -}}
