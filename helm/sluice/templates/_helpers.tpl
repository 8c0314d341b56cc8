{{- define "sluice.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 40 | trimSuffix "-" -}}
{{- end -}}

{{/* Long suffixes follow, and names of Services end at 63. */}}
{{- define "sluice.fullname" -}}
{{- default .Release.Name .Values.fullnameOverride | trunc 40 | trimSuffix "-" -}}
{{- end -}}

{{- define "sluice.operator.name" -}}{{ include "sluice.fullname" . }}-operator{{- end -}}
{{- define "sluice.dataplane.name" -}}{{ include "sluice.fullname" . }}-dataplane{{- end -}}
{{- define "sluice.push.name" -}}{{ include "sluice.fullname" . }}-operator-push{{- end -}}
{{- define "sluice.push.tlsSecret" -}}{{ include "sluice.fullname" . }}-push-tls{{- end -}}
{{- define "sluice.affinitySecret" -}}{{ include "sluice.fullname" . }}-affinity{{- end -}}
{{- define "sluice.push.caConfigMap" -}}{{ include "sluice.fullname" . }}-push-ca{{- end -}}
{{- define "sluice.push.host" -}}{{ include "sluice.push.name" . }}.{{ .Release.Namespace }}.svc{{- end -}}

{{/* Cluster-wide objects carry the namespace, so that releases of one name live side by side. */}}
{{- define "sluice.cluster.name" -}}sluice:{{ .Release.Namespace }}:{{ include "sluice.fullname" . }}{{- end -}}

{{- define "sluice.operator.serviceAccount" -}}
{{- default (include "sluice.operator.name" .) .Values.operator.serviceAccount.name -}}
{{- end -}}
{{- define "sluice.dataplane.serviceAccount" -}}
{{- default (include "sluice.dataplane.name" .) .Values.dataplane.serviceAccount.name -}}
{{- end -}}

{{/* (dict "root" $ "component" "operator") */}}
{{- define "sluice.selector" -}}
app.kubernetes.io/name: {{ include "sluice.name" .root }}
app.kubernetes.io/instance: {{ .root.Release.Name }}
app.kubernetes.io/component: {{ .component }}
{{- end -}}

{{- define "sluice.labels" -}}
{{ include "sluice.selector" . }}
app.kubernetes.io/version: {{ .root.Chart.AppVersion | quote }}
app.kubernetes.io/part-of: sluice
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .root.Chart.Name .root.Chart.Version | replace "+" "_" }}
{{- with .root.Values.commonLabels }}
{{ toYaml . }}
{{- end }}
{{- end -}}

{{/* metadata of an object: (dict "root" $ "component" … "name" … "annotations" …) */}}
{{- define "sluice.metadata" -}}
name: {{ .name | quote }}
{{- if not .cluster }}
namespace: {{ .namespace | default .root.Release.Namespace }}
{{- end }}
labels:
  {{- include "sluice.labels" . | nindent 2 }}
  {{- with .labels }}
  {{- toYaml . | nindent 2 }}
  {{- end }}
{{- with merge (dict) (.annotations | default dict) .root.Values.commonAnnotations }}
annotations:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end -}}

{{- define "sluice.image" -}}
{{- $i := .image }}
{{- if $i.digest }}
image: {{ printf "%s@%s" $i.repository $i.digest | quote }}
{{- else }}
image: {{ printf "%s:%s" $i.repository (default .root.Chart.AppVersion $i.tag) | quote }}
{{- end }}
imagePullPolicy: {{ $i.pullPolicy }}
{{- end -}}

{{- define "sluice.podSecurityContext" -}}
runAsNonRoot: true
runAsUser: 65532
runAsGroup: 65532
fsGroup: 65532
seccompProfile: {type: RuntimeDefault}
{{- end -}}

{{- define "sluice.securityContext" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
privileged: false
capabilities: {drop: [ALL]}
{{- end -}}

{{/* What both kinds of pods are scheduled by: (dict "root" $ "component" … "values" .Values.operator) */}}
{{- define "sluice.scheduling" -}}
{{- with .root.Values.imagePullSecrets }}
imagePullSecrets:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .values.priorityClassName }}
priorityClassName: {{ . }}
{{- end }}
{{- with .values.nodeSelector }}
nodeSelector:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .values.tolerations }}
tolerations:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .values.affinity }}
affinity:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- if kindIs "slice" .values.topologySpreadConstraints }}
{{- with .values.topologySpreadConstraints }}
topologySpreadConstraints:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- else }}
topologySpreadConstraints:
{{- range $key := list "topology.kubernetes.io/zone" "kubernetes.io/hostname" }}
- topologyKey: {{ $key }}
  maxSkew: 1
  whenUnsatisfiable: ScheduleAnyway
  # each revision spreads by itself: pods that are about to leave do not count
  matchLabelKeys: [pod-template-hash]
  labelSelector:
    matchLabels:
      {{- include "sluice.selector" $ | nindent 6 }}
{{- end }}
{{- end }}
{{- end -}}

{{/* Environment that both programs share. */}}
{{- define "sluice.env" -}}
- name: SLUICE_FLEET
  value: {{ .root.Values.fleet | quote }}
- name: POD_NAME
  valueFrom: {fieldRef: {fieldPath: metadata.name}}
- name: POD_NAMESPACE
  valueFrom: {fieldRef: {fieldPath: metadata.namespace}}
- name: SLUICE_ADMIN_PORT
  value: "9090"
{{- with .values.javaOptions }}
- name: JAVA_TOOL_OPTIONS
  value: {{ . | quote }}
{{- end }}
{{- end -}}

{{/* /live from the start, /ready once it can do its work. */}}
{{- define "sluice.probes" -}}
startupProbe:
  httpGet: {path: /live, port: admin}
  periodSeconds: 1
  failureThreshold: 120
  timeoutSeconds: 5
livenessProbe:
  httpGet: {path: /live, port: admin}
  periodSeconds: 10
  failureThreshold: 3
  timeoutSeconds: 5
readinessProbe:
  httpGet: {path: /ready, port: admin}
  periodSeconds: 2
  failureThreshold: 2
  timeoutSeconds: 5
{{- end -}}
