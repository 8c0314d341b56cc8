#!/bin/bash
# What can be said of the chart without a cluster; needs helm.
set -uo pipefail
cd "$(dirname "$0")/.." || exit 1
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT
passed=0 failed=0
check() {
  local what=$1; shift
  if "$@" > "$work/out" 2>&1; then passed=$((passed + 1)); echo "ok      $what"; else failed=$((failed + 1)); echo "FAILED  $what"; tail -20 "$work/out"; fi
}
render() { helm template gw helm/sluice --namespace gateways --kube-version 1.34.0 "$@" > "$work/rendered"; }
has() { render "${@:2}" && grep -qE -- "$1" "$work/rendered"; }
has_not() { render "${@:2}" && ! grep -nE -- "$1" "$work/rendered"; }
refuses() { ! render "${@:2}" && grep -q -- "$1" "$work/out"; }
of() { render "${@:3}" && awk -v RS='---\n' -v kind="kind: $1" -v name="name: \"$2\"" 'index($0, kind "\n") && index($0, name)' "$work/rendered"; }
counts() { [ "$(of "$2" "$3" "${@:5}" | grep -cE -- "$4")" = "$1" ]; }

check "helm lint" helm lint helm/sluice --strict
check "no role has a wildcard" has_not "(verbs|resources|apiGroups): \[.*\*"
check "data planes are bound to no role" has_not "^  name: gw-dataplane$"
check "the API token stays out of data planes" counts 1 Deployment gw-dataplane "automountServiceAccountToken: false"
for part in operator dataplane; do
  for line in "runAsNonRoot: true" "readOnlyRootFilesystem: true" "allowPrivilegeEscalation: false" "drop: \[ALL\]" "type: RuntimeDefault" "maxUnavailable: 0" "replicas: 2"; do
    check "$part: $line" counts 1 Deployment gw-$part "$line"
  done
done
for part in operator dataplane; do
  check "$part: lives by /live" counts 2 Deployment gw-$part "path: /live, port: admin"
  check "$part: is ready by /ready" counts 1 Deployment gw-$part "path: /ready, port: admin"
  check "$part: three probes" counts 3 Deployment gw-$part "(startup|liveness|readiness)Probe:"
  check "$part: over zones and nodes" counts 2 Deployment gw-$part "topologyKey: (topology.kubernetes.io/zone|kubernetes.io/hostname)"
  check "$part: a rollout spreads by itself" counts 2 Deployment gw-$part "matchLabelKeys: \[pod-template-hash\]"
  check "$part: anything else where it is said" counts 1 Deployment gw-$part "topologyKey: rack" --set-json "$part.topologySpreadConstraints=[{\"topologyKey\":\"rack\",\"maxSkew\":1,\"whenUnsatisfiable\":\"DoNotSchedule\"}]"
  check "$part: one pod at a time is evicted" counts 1 PodDisruptionBudget gw-$part "maxUnavailable: 1"
  check "$part: a pod that is not ready holds up no drain" counts 1 PodDisruptionBudget gw-$part "unhealthyPodEvictionPolicy: AlwaysAllow"
  check "$part: the budget is of its own pods" counts 2 PodDisruptionBudget gw-$part "app.kubernetes.io/component: $part"
done
check "only data planes reach the operator, at the push port" counts 1 NetworkPolicy gw-operator "^  - (from:|ports:)"
check "and nothing else of it" counts 1 NetworkPolicy gw-operator "port: push, protocol: TCP"
check "clients reach a data plane at the ports of traffic alone" counts 1 NetworkPolicy gw-dataplane "ports: \[\{port: http, protocol: TCP\}, \{port: https, protocol: TCP\}\]$"
check "network policies can be left to others" has_not "kind: NetworkPolicy" --set networkPolicy.enabled=false
# helm shows notes only where it can reach a cluster: here they are a file of a copy of the chart
cp -r helm/sluice "$work/chart" && mv "$work/chart/templates/NOTES.txt" "$work/chart/" && echo 'notes: {{ tpl (.Files.Get "NOTES.txt") . | toJson }}' > "$work/chart/templates/notes.yaml"
notes() { helm template gw "$work/chart" --namespace gateways --kube-version 1.34.0 --show-only templates/notes.yaml "${@:2}" > "$work/notes" && grep -qE -- "$1" "$work/notes"; }
check "notes: what to wait for" notes "kubectl -n gateways rollout status deployment/gw-dataplane"
check "notes: a first route" notes "wait --for=condition=Programmed apiroute/hello"
check "notes: the fleet's name where it has one" notes "gateways: \[edge\]" --set fleet=edge
check "notes: a request through a load balancer" notes "status.loadBalancer" --set dataplane.service.type=LoadBalancer
check "notes: a request without one" notes "port-forward service/gw-dataplane 8080:80" --set dataplane.service.type=ClusterIP
check "the grace period covers the drain" has "terminationGracePeriodSeconds: 125" --set dataplane.drain.timeoutSeconds=115
check "an autoscaler takes the replicas over" counts 0 Deployment gw-dataplane "^  replicas:" --set dataplane.autoscaling.enabled=true
check "Secrets everywhere by default" counts 1 ClusterRole sluice:gateways:gw "resources: \[secrets\]"
narrow() { of ClusterRole sluice:gateways:gw --set 'secrets.namespaces={web,shop}' | grep -q secrets && return 1; [ "$(grep -c 'name: "sluice:gateways:gw:secrets"' "$work/rendered")" = 6 ]; }
check "or in named namespaces only" narrow
narrow_maps() { of ClusterRole sluice:gateways:gw --set 'configMaps.namespaces={web,shop}' | grep -q configmaps && return 1; [ "$(grep -c 'name: "sluice:gateways:gw:configmaps"' "$work/rendered")" = 6 ] && counts 1 Deployment gw-operator 'value: "web,shop"' --set 'configMaps.namespaces={web,shop}'; }
check "ConfigMaps everywhere by default" counts 1 ClusterRole sluice:gateways:gw "resources: \[configmaps\]"
check "or those in named namespaces only" narrow_maps
check "a given certificate takes every right to the operator's own away" has_not "push-tls" --set push.certificate.secret=mine
check "the operator may read and fill the key of affinity cookies" counts 1 Role gw-operator "resourceNames: \[gw-affinity\]"
check "an image by digest" has "image: \"sluice/operator@sha256:$(printf 'a%.0s' {1..64})\"" --set operator.image.digest="sha256:$(printf 'a%.0s' {1..64})"
check "an unknown value is refused" refuses "replica" --set dataplane.replica=3
check "a wrong value is refused" refuses "hostnameOwnership" --set hostnameOwnership=Mine
for wrong in "dataplane.replicas=0" "dataplane.replicas=two" "dataplane.service.type=External" "dataplane.service.ports.http=70000" "dataplane.eventLoops=0" "operator.image.digest=latest" "fleet=Not_A_Label" "networkPolicy.enabled=perhaps" "nonsense=1"; do
  check "nonsense is refused: $wrong" refuses "${wrong%%[.=]*}" --set "$wrong"
done
check "without Redis no data plane hears of one" has_not "SLUICE_REDIS|SLUICE_STORE|redis"
redis=(--set 'redis.urls={rediss://a:6379,rediss://b:6379},redis.mode=Cluster,redis.existingSecret=creds,redis.usernameKey=user,redis.tls.caSecret=trust')
for line in 'value: "rediss://a:6379,rediss://b:6379"' "value: cluster" "SLUICE_REDIS_USERNAME_FILE" "SLUICE_REDIS_PASSWORD_FILE" "SLUICE_REDIS_CA_FILE" "\{key: user, path: username\}" "\{key: password, path: password\}" "secretName: trust"; do
  check "Redis: $line" counts 1 Deployment gw-dataplane "$line" "${redis[@]}"
done
check "the operator knows that there is a store, and not where" counts 1 Deployment gw-operator "SLUICE_(STORE|REDIS)" "${redis[@]}"
check "a password in a URL is refused" refuses "redis" --set 'redis.urls={redis://:secret@a}'
check "the admin's namespace" counts 1 Deployment gw-operator "value: admins" --set adminNamespace=admins
check "everything at once renders" has "kind: ServiceMonitor" --set dataplane.autoscaling.enabled=true,serviceMonitor.enabled=true,fleet=edge,operator.priorityClassName=x,dataplane.service.type=NodePort,dataplane.service.nodePorts.http=30080 \
  --set 'imagePullSecrets[0].name=x,allowedHostnames.web={*.example.com},secrets.namespaces={web},commonLabels.a=b' --set-json 'operator.topologySpreadConstraints=[]' --set-json 'dataplane.extraEnv=[{"name":"A","value":"1"}],dataplane.tolerations=[{"operator":"Exists"}]'
echo "$passed passed, $failed failed"
[ $failed = 0 ]
