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
check "the grace period covers the drain" has "terminationGracePeriodSeconds: 125" --set dataplane.drain.timeoutSeconds=115
check "an autoscaler takes the replicas over" counts 0 Deployment gw-dataplane "^  replicas:" --set dataplane.autoscaling.enabled=true
check "Secrets everywhere by default" counts 1 ClusterRole sluice:gateways:gw "resources: \[secrets\]"
narrow() { of ClusterRole sluice:gateways:gw --set 'secrets.namespaces={web,shop}' | grep -q secrets && return 1; [ "$(grep -c 'name: "sluice:gateways:gw:secrets"' "$work/rendered")" = 6 ]; }
check "or in named namespaces only" narrow
check "a given certificate takes every right to the operator's own away" has_not "push-tls" --set push.certificate.secret=mine
check "the operator may read and fill the key of affinity cookies" counts 1 Role gw-operator "resourceNames: \[gw-affinity\]"
check "an image by digest" has "image: \"sluice/operator@sha256:$(printf 'a%.0s' {1..64})\"" --set operator.image.digest="sha256:$(printf 'a%.0s' {1..64})"
check "an unknown value is refused" refuses "replica" --set dataplane.replica=3
check "a wrong value is refused" refuses "hostnameOwnership" --set hostnameOwnership=Mine
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
