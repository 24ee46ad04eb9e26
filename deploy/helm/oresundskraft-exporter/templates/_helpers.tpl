{{/* The name that all objects have: the release's, unless it lacks the chart's. */}}
{{- define "oresundskraft-exporter.fullname" -}}
{{- $name := default .Chart.Name .Values.nameOverride -}}
{{- if .Values.fullnameOverride -}}
{{- .Values.fullnameOverride | trunc 63 | trimSuffix "-" -}}
{{- else if contains $name .Release.Name -}}
{{- .Release.Name | trunc 63 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-%s" .Release.Name $name | trunc 63 | trimSuffix "-" -}}
{{- end -}}
{{- end }}

{{- define "oresundskraft-exporter.selectorLabels" -}}
app.kubernetes.io/name: {{ default .Chart.Name .Values.nameOverride | trunc 63 | trimSuffix "-" }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- define "oresundskraft-exporter.labels" -}}
{{ include "oresundskraft-exporter.selectorLabels" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" | trunc 63 | trimSuffix "-" }}
{{- end }}

{{- define "oresundskraft-exporter.image" -}}
{{- $image := .Values.image -}}
{{- $name := empty $image.registry | ternary $image.repository (printf "%s/%s" $image.registry $image.repository) -}}
{{- if $image.digest -}}
{{ $name }}@{{ $image.digest }}
{{- else -}}
{{ $name }}:{{ default .Chart.AppVersion $image.tag }}
{{- end -}}
{{- end }}

{{- define "oresundskraft-exporter.serviceAccountName" -}}
{{- $own := .Values.serviceAccount.create | ternary (include "oresundskraft-exporter.fullname" .) "default" -}}
{{- default $own .Values.serviceAccount.name -}}
{{- end }}

{{/* What a schema cannot say. */}}
{{- define "oresundskraft-exporter.validate" -}}
{{- if not .Values.config.customers -}}
{{- fail "config.customers: at least one is needed, for example --set 'config.customers[0].numbers={100001}'" -}}
{{- end -}}
{{- if and .Values.ingress.enabled (not .Values.ingress.hosts) -}}
{{- fail "ingress.hosts: at least one is needed" -}}
{{- end -}}
{{- if and .Values.route.enabled (not .Values.route.parentRefs) -}}
{{- fail "route.parentRefs: without a gateway the route leads nowhere; name one" -}}
{{- end -}}
{{- if and .Values.serviceMonitor.enabled .Values.webConfig.tls_server_config (ne .Values.serviceMonitor.scheme "https") -}}
{{- fail "serviceMonitor.scheme: webConfig has a certificate, so nothing can be scraped by http; set https" -}}
{{- end -}}
{{- if gt (int .Values.replicaCount) 1 -}}
{{- fail "replicaCount: only one process can write to a store; give each further exporter a release of its own" -}}
{{- end -}}
{{- end }}

{{/* The groups of the shipped rules, with the limits and emission factors of the values. */}}
{{- define "oresundskraft-exporter.ruleGroups" -}}
{{- $groups := list -}}
{{- range $path, $bytes := .Files.Glob "files/rules/*.yml" -}}
{{- $groups = concat $groups (index (fromYaml (toString $bytes)) "groups") -}}
{{- end -}}
{{- $result := list -}}
{{- range $group := $groups -}}
{{- $given := dict "oresundskraft-limits" $.Values.prometheusRule.limits "oresundskraft-factors" $.Values.prometheusRule.factors -}}
{{- if hasKey $given $group.name -}}
{{- $rules := list -}}
{{- range $rule := $group.rules -}}
{{- $set := false -}}
{{- range $own := index $given $group.name -}}
{{- if and (eq $own.record $rule.record) (eq (toJson (default dict $own.labels)) (toJson (default dict $rule.labels))) -}}
{{- $set = true -}}
{{- end -}}
{{- end -}}
{{- if not $set -}}
{{- $rules = append $rules $rule -}}
{{- end -}}
{{- end -}}
{{- range $own := index $given $group.name -}}
{{- if not (kindIs "invalid" $own.value) -}}
{{- $expression := kindIs "string" $own.value | ternary $own.value (toJson $own.value) -}}
{{- if regexMatch "^[0-9.eE+*/ -]+$" $expression -}}
{{- $expression = printf "vector(%s)" $expression -}}
{{- end -}}
{{- $rule := dict "record" $own.record "expr" $expression -}}
{{- if $own.labels -}}
{{- $rule = set $rule "labels" $own.labels -}}
{{- end -}}
{{- $rules = append $rules $rule -}}
{{- end -}}
{{- end -}}
{{- $group = dict "name" $group.name "rules" $rules -}}
{{- end -}}
{{- $result = append $result $group -}}
{{- end -}}
{{- toYaml $result | replace "job=\"oresundskraft\"" (printf "job=%q" .Values.serviceMonitor.job) -}}
{{- end }}
