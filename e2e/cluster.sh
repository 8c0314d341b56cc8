#!/bin/bash
# The whole way on a real cluster: build the images, install the chart with a Redis beside it, apply
# examples/kubernetes, send traffic, kill and upgrade parts under load, uninstall. Any cluster will do whose nodes see
# the images that are built, as long as this machine reaches its Pod and Service addresses. Settings, with their
# defaults:
#   KUBECONFIG                as for kubectl
#   SLUICE_E2E_BUILD          "docker build -t": called with NAME --target TARGET CONTEXT; "true" builds nothing
#   SLUICE_E2E_BUILD_FLAGS    empty: more flags for it
#   SLUICE_E2E_NAMESPACE      sluice-e2e (must not exist; it is deleted at the end)
#   SLUICE_E2E_TAG            e2e
#   SLUICE_E2E_KEEP           empty; anything else leaves the release, its namespace and the CRDs in place
set -uo pipefail
cd "$(dirname "$0")/.." || exit 1
build=${SLUICE_E2E_BUILD:-docker build -t}
ns=${SLUICE_E2E_NAMESPACE:-sluice-e2e}
tag=${SLUICE_E2E_TAG:-e2e}
release=gw
work=$(mktemp -d)
passed=0 failed=0 load=()

check() {  # what, command...
  local what=$1 start=$SECONDS; shift
  if "$@" > "$work/out" 2>&1; then
    passed=$((passed + 1)); echo "ok      $what ($((SECONDS - start)) s)"
  else
    failed=$((failed + 1)); echo "FAILED  $what ($((SECONDS - start)) s)"; sed 's/^/        /' "$work/out" | tail -30
    [ -e "$work/diagnosis" ] || diagnose > "$work/diagnosis" 2>&1
  fi
}
diagnose() {  # as things stand at the first failure
  local part
  echo "--- at the first failure"
  k get pods -o wide; k get apiroutes -o yaml; k get events --sort-by=.lastTimestamp | tail -20
  for part in operator dataplane; do k logs -l "app.kubernetes.io/component=$part" --tail=40 --prefix; done
}
finish() {
  stop_load
  cat "$work/diagnosis" 2> /dev/null >&2
  if [ -z "${SLUICE_E2E_KEEP:-}" ]; then
    helm -n $ns uninstall $release > /dev/null 2>&1
    kubectl delete namespace $ns --ignore-not-found > /dev/null 2>&1
    kubectl delete -f helm/sluice/crds --ignore-not-found > /dev/null 2>&1
  fi
  rm -rf "$work"
  echo "$passed passed, $failed failed"
  [ $failed = 0 ]
}
fatal() { echo "cluster.sh: $1: the rest cannot run"; failed=$((failed + 1)); finish; exit 1; }
k() { kubectl -n $ns "$@"; }
until_true() {  # seconds, command...
  local end=$((SECONDS + $1)); shift
  until "$@"; do [ $SECONDS -lt $end ] || return 1; sleep 0.5; done
}
equals() { [ "$1" = "$2" ] || { echo "expected: $1"; echo "found:    $2"; return 1; }; }

# --- traffic -------------------------------------------------------------------------------------------------------
service_address() { k get service $release-dataplane -o jsonpath='{.spec.clusterIP}'; }
pod_addresses() {  # operator | dataplane: of those that are ready
  k get pods -l "app.kubernetes.io/component=$1" -o jsonpath='{range .items[*]}{.status.podIP} {.status.conditions[?(@.type=="Ready")].status} {.metadata.deletionTimestamp}{"\n"}{end}' |
    awk '$2 == "True" && NF == 2 {print $1}'
}
ask() { curl -s --max-time 10 -H 'Host: shop.example.com' "$@"; }
body_is() { equals "$1" "$(ask "$2")"; }
status_is() { equals "$1" "$(ask -o /dev/null -w '%{http_code}' "$2")"; }
every_data_plane() {  # expected, path
  local address
  for address in $(pod_addresses dataplane); do body_is "$1" "http://$address:8080$2" || return 1; done
}

# Requests that go on until stop_load: three clients that keep their connections and one that does not.
start_load() {
  local i more
  for i in 1 2 3 4; do
    more=(); [ $i = 4 ] && more=(-H 'Connection: close')
    curl -s --rate 20/s --max-time 15 -o /dev/null -w '%{http_code} %{local_port} %{time_total} %{errormsg}\n' \
      -H 'Host: shop.example.com' "${more[@]}" "http://$address/catalog/hats.json?[1-1000000]" > "$work/load.$i" 2>&1 &
    load+=($!)
  done
}
stop_load() {
  [ ${#load[@]} = 0 ] && return
  kill "${load[@]}" 2> /dev/null; wait "${load[@]}" 2> /dev/null; load=()
}
requests() { cat "$work"/load.* | wc -l; }
failures() { grep -hv '^200 ' "$work"/load.*; }
no_request_failed() {
  local before; before=$(requests)
  until_true 20 flowing "$before" || { echo "no requests flow"; return 1; }
  failures | sort | uniq -c | sort -rn | head > "$work/failures"
  [ ! -s "$work/failures" ] || { cat "$work/failures"; return 1; }
}
flowing() { [ "$(requests)" -gt $(($1 + 40)) ]; }

# --- what is done --------------------------------------------------------------------------------------------------
images() {
  local target
  for target in operator dataplane; do $build "sluice/$target:$tag" ${SLUICE_E2E_BUILD_FLAGS:-} --target $target . || return 1; done
  $build "sluice/redis:$tag" ${SLUICE_E2E_BUILD_FLAGS:-} --target redis e2e/redis
}
namespace() {
  # the strictest Pod Security Standard: the chart and the example must satisfy it
  kubectl create namespace $ns && kubectl label namespace $ns pod-security.kubernetes.io/enforce=restricted
}
redis() {
  k create secret generic redis-credentials --from-literal=password="$(openssl rand -hex 16)" &&
  sed "s#image: sluice/redis:e2e#image: sluice/redis:$tag#" e2e/redis/redis.yaml | k apply -f -
}
# What the log of a run tells besides: how large the images are, and the seconds from a container's start until its pod
# is Ready, in whole ones as Kubernetes has it (a data plane waits for a snapshot, and that for an operator).
image_sizes() {
  kubectl get nodes -o jsonpath='{range .items[0].status.images[*]}{.names[-1]} {.sizeBytes}{"\n"}{end}' |
    awk -v tag=":$tag" '$1 ~ "sluice/(operator|dataplane)" tag "$" { line[n++] = sprintf("        image %s: %.0f MiB", $1, $2 / 1048576) }
      END { if (n < 2) exit 1; for (i in line) print line[i] }'
}
start_times() {
  local pod started ready
  k get pods -l app.kubernetes.io/component -o jsonpath='{range .items[*]}{.metadata.name} {.status.containerStatuses[0].state.running.startedAt} {.status.conditions[?(@.type=="Ready")].lastTransitionTime}{"\n"}{end}' |
    while read -r pod started ready; do
      echo "        pod $pod: Ready $(($(date -d "$ready" +%s) - $(date -d "$started" +%s))) s after its start"
    done
}
trained() {
  local part
  for part in operator dataplane; do k exec "deployment/$release-$part" -- test -s /opt/sluice/sluice.aot || return 1; done
}
install() {
  helm -n $ns install $release helm/sluice --set operator.image.tag=$tag,dataplane.image.tag=$tag \
    --set "redis.urls={redis://redis.$ns:6379},redis.existingSecret=redis-credentials" --wait --timeout 5m
}
example() {
  # the backends run on the JRE of an image that the nodes have for sure
  sed "s#image: eclipse-temurin:25-jre#image: sluice/dataplane:$tag#" examples/kubernetes/backends.yaml | k apply -f - &&
  k apply -f examples/kubernetes/route.yaml
}
programmed() { k wait --for=condition=Programmed apiroute/shop --timeout=60s; }
# of the generation that is there now, whatever an older status says
programmed_now() {
  local generation; generation=$(k get apiroute shop -o jsonpath='{.metadata.generation}')
  until_true 60 programmed_generation "$generation" || { k get apiroute shop -o yaml; return 1; }
}
programmed_generation() {
  equals "True $1" "$(k get apiroute shop -o jsonpath='{range .status.conditions[?(@.type=="Programmed")]}{.status} {.observedGeneration}{end}')" > /dev/null
}
edit() {  # a new answer; served everywhere once Programmed says so
  k patch apiroute shop --type=json -p "[{\"op\": \"replace\", \"path\": \"/spec/rules/3/respond/body\", \"value\": \"$1\"}]" &&
  programmed_now && every_data_plane "$1" /hello
}
edits() { local i; for i in $(seq 10); do edit "edit $i of $RANDOM" || return 1; done; }
refused() {
  k apply -f - <<< '{"apiVersion": "sluice.dev/v1alpha1", "kind": "ApiRoute", "metadata": {"name": "bad"}, "spec": {"rules": [{"name": "nothing"}]}}' && return 1
  grep -q 'nothing\|exactly one' "$work/out"
}
broken_alone() {
  k apply -f - <<'X' || return 1
{"apiVersion": "sluice.dev/v1alpha1", "kind": "ApiRoute", "metadata": {"name": "broken"}, "spec": {"hostnames": ["shop.example.com"],
 "rules": [{"name": "gone", "matches": [{"path": {"prefix": "/gone"}}], "backends": [{"service": "nowhere", "port": 80}]}]}}
X
  k wait --for=condition=ResolvedRefs=False apiroute/broken --timeout=30s && k wait --for=condition=Programmed apiroute/broken --timeout=30s &&
  status_is 500 "http://$address/gone" && status_is 200 "http://$address/catalog/" && k delete apiroute broken
}
limit() {
  k apply -f - <<'X' || return 1
{"apiVersion": "v1", "kind": "List", "items": [
 {"apiVersion": "sluice.dev/v1alpha1", "kind": "ApiRoute", "metadata": {"name": "limited"}, "spec": {"hostnames": ["shop.example.com"],
  "rules": [{"name": "all", "matches": [{"path": {"prefix": "/limited"}}], "respond": {"body": "in"}}]}},
 {"apiVersion": "sluice.dev/v1alpha1", "kind": "RateLimitPolicy", "metadata": {"name": "six"}, "spec": {"targetRefs": [{"name": "limited"}],
  "scope": "Global", "onStoreFailure": "Deny", "limits": [{"name": "each", "requests": 6, "per": "1h", "key": [{"header": "x-user"}]}]}}]}
X
  k wait --for=condition=Enforced ratelimitpolicy/six --timeout=60s
}
asked_as() { ask -o /dev/null -w '%{http_code}\n' -H "x-user: $1" "http://$2:8080/limited"; }
counts_there() { equals 200 "$(asked_as "warm-$RANDOM" "$1")"; }  # 503 until it is connected
limited_together() {  # a share of the limit would be half of it on each of two data planes
  local a i answers=
  for a in $(pod_addresses dataplane); do until_true 20 counts_there "$a" || return 1; done
  for i in 1 2 3 4; do
    for a in $(pod_addresses dataplane); do answers+="$(asked_as one "$a") "; done
  done
  equals "200 200 200 200 200 200 429 429 " "$answers" || return 1
  a=$(pod_addresses dataplane | head -1)
  answers=; for i in 1 2 3 4 5 6 7; do answers+="$(asked_as two "$a") "; done
  equals "200 200 200 200 200 200 429 " "$answers"
}
balancer() { k get service $release-dataplane -o jsonpath='{.status.loadBalancer.ingress[0].ip}{.status.loadBalancer.ingress[0].hostname}'; }
has_balancer() { [ -n "$(balancer)" ]; }
balanced() {
  until_true 20 has_balancer || { echo "this cluster has no load balancers"; return 0; }
  body_is catalog "http://$(balancer)/catalog/"
}
https() {
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=secure.example.com \
    -addext subjectAltName=DNS:secure.example.com -keyout "$work/tls.key" -out "$work/tls.crt" 2> /dev/null || return 1
  k create secret tls secure --cert "$work/tls.crt" --key "$work/tls.key" && k apply -f - <<'X' || return 1
{"apiVersion": "sluice.dev/v1alpha1", "kind": "ApiRoute", "metadata": {"name": "secure"}, "spec": {"hostnames": ["secure.example.com"],
 "tls": {"secrets": [{"name": "secure"}], "redirect": true},
 "rules": [{"name": "cart", "backends": [{"service": "cart", "port": "http"}], "matches": [{"path": {"prefix": "/"}}]}]}}
X
  k wait --for=condition=Programmed apiroute/secure --timeout=60s || return 1
  local to=(--max-time 10 -s --cacert "$work/tls.crt" --resolve "secure.example.com:443:$address" --resolve "secure.example.com:80:$address")
  equals cart "$(curl "${to[@]}" https://secure.example.com/)" &&
  equals "2 cart" "$(curl "${to[@]}" --http2 -w '%{http_version} ' -o "$work/body" https://secure.example.com/ && cat "$work/body")" &&
  equals "301 https://secure.example.com/x" "$(curl "${to[@]}" -o /dev/null -w '%{http_code} %{redirect_url}' http://secure.example.com/x)"
}
rolled_out() { k rollout status deployment/$release-operator --timeout=180s && k rollout status deployment/$release-dataplane --timeout=180s; }
leader() { k get lease $release-operator -o jsonpath='{.spec.holderIdentity}'; }
another_leads() { local now; now=$(leader); [ -n "$now" ] && [ "$now" != "$1" ]; }
kill_leader() {
  local old; old=$(leader)
  k delete pod "$old" --grace-period=0 --force && until_true 60 another_leads "$old" && edit "after $old" && rolled_out
}
kill_operators() {
  k delete pods -l app.kubernetes.io/component=operator --grace-period=0 --force && rolled_out && edit "after all operators"
}
delete_dataplane() {
  local pod; pod=$(k get pods -l app.kubernetes.io/component=dataplane -o jsonpath='{.items[0].metadata.name}')
  k delete pod "$pod" && rolled_out && edit "after $pod"
}
upgrade() {
  helm -n $ns upgrade $release helm/sluice --reuse-values --set operator.podAnnotations.upgraded=yes,dataplane.podAnnotations.upgraded=yes --wait --timeout 5m &&
  rolled_out && edit "after the upgrade"
}
scale_up() { k scale deployment/$release-dataplane --replicas=3 && rolled_out && every_data_plane "$(ask "http://$address/hello")" /hello; }
operators_ready() { local a; for a in $(pod_addresses operator); do curl -sf --max-time 5 "http://$a:9090/ready" && curl -sf --max-time 5 "http://$a:9090/metrics" | grep '^jvm_\|^sluice_' || return 1; done; }
dataplanes_ready() { local a; for a in $(pod_addresses dataplane); do curl -sf --max-time 5 "http://$a:9090/ready" && curl -sf --max-time 5 "http://$a:9090/metrics" | grep '^jvm_\|^sluice_' || return 1; done; }
clean_logs() {
  local part
  for part in operator dataplane; do
    k logs -l "app.kubernetes.io/component=$part" --tail=-1 > "$work/log" || return 1
    [ -s "$work/log" ] || { echo "$part logs nothing"; return 1; }
    if grep -n '"ERROR"\| ERROR \|^[[:space:]]*at [a-z].*(\|PRIVATE KEY' "$work/log"; then return 1; fi
  done
}
natives() {
  local each
  for each in operator:tcnative dataplane:tcnative dataplane:transport_native_epoll; do
    k exec "deploy/$release-${each%:*}" -- grep -q "/opt/sluice/native/libnetty_${each#*:}" /proc/1/maps || { echo "$each"; return 1; }
  done
}
no_rights() {
  local account=system:serviceaccount:$ns:$release-dataplane what
  for what in "list secrets" "list apiroutes.sluice.dev" "get configmaps" "list pods"; do
    equals no "$(kubectl -n $ns auth can-i $what --as=$account)" || return 1
  done
  k exec deploy/$release-dataplane -- sh -c '! ls /var/run/secrets/kubernetes.io && test "$(id -u)" = 65532 && ! touch /opt/sluice/x 2> /dev/null'
}
operator_rights() {
  local account=system:serviceaccount:$ns:$release-operator what
  for what in "create secrets" "get secrets" "delete apiroutes.sluice.dev" "update apiroutes.sluice.dev" "list pods" "create pods" "get configmaps" "create configmaps" "delete configmaps"; do
    equals no "$(kubectl -n $ns auth can-i $what --as=$account)" || { echo "$what"; return 1; }
  done
}
uninstall() {
  k delete apiroute secure limited; k delete ratelimitpolicy six; k delete secret secure redis-credentials
  k delete -f e2e/redis/redis.yaml; k delete -f examples/kubernetes --wait && helm -n $ns uninstall $release --wait --timeout 3m && until_true 60 nothing_left
}
nothing_left() {
  local kinds left
  kinds=$(kubectl api-resources --namespaced --verbs=list -o name | grep -v '^events' | paste -sd,)
  left=$(k get "$kinds" -o name 2> /dev/null | grep -v '^configmap/kube-root-ca.crt\|^serviceaccount/default$')
  left+=$(kubectl get clusterroles,clusterrolebindings -l app.kubernetes.io/instance=$release -o name)
  [ -z "$left" ] || { echo "$left"; return 1; }
}

for tool in kubectl helm curl openssl; do command -v $tool > /dev/null || { echo "cluster.sh: needs $tool" >&2; exit 2; }; done
kubectl get namespace $ns > /dev/null 2>&1 && { echo "cluster.sh: namespace $ns exists" >&2; exit 2; }
trap 'stop_load; exit 130' INT TERM

check "the images are built" images
[ $failed = 0 ] || fatal "no images"
check "a namespace that enforces the restricted Pod Security Standard" namespace
check "a Redis with a password" redis
check "helm installs and both programs become ready" install
[ $failed = 0 ] || fatal "not installed"
address=$(service_address)
until_true 30 image_sizes; start_times
check "the images bring what they learnt of their code" trained
check "the example is applied" example
check "kubectl waits for Programmed" programmed
check "from then on every data plane serves it" every_data_plane "hello from sluice" /hello
check "its backends are ready" k wait --for=condition=Available deployment/catalog deployment/cart --timeout=120s
check "a request reaches a backend" until_true 20 body_is catalog "http://$address/catalog/"
check "another rule reaches another backend" until_true 20 body_is cart "http://$address/cart/"
check "a redirect" equals "301 http://shop.example.com/catalog/" "$(ask -o /dev/null -w '%{http_code} %{redirect_url}' "http://$address/old")"
check "a path that nobody claims is 404" status_is 404 "http://$address/nothing"
check "a method that the rule does not list is 404" equals 404 "$(ask -o /dev/null -w '%{http_code}' -X DELETE "http://$address/catalog/")"
check "a bad route is refused with words" refused
check "a rule without a backend answers 500 alone" broken_alone
check "the load balancer's address leads here too" balanced
check "https with a certificate from a Secret, and plain http sent to it" https
check "operators are ready and have metrics" operators_ready
check "data planes are ready and have metrics" dataplanes_ready
check "both programs load native libraries from where the image has them" natives
check "data planes have no rights, no API token, no root" no_rights
check "operators have no more rights than they need" operator_rights
check "logs are clean" clean_logs
check "kubectl waits until a limit is Enforced" limit
check "all data planes together count it" limited_together

start_load
check "traffic flows" no_request_failed
check "ten edits, each served everywhere once Programmed" edits
check "  no request failed" no_request_failed
check "the leading operator is killed" kill_leader
check "  no request failed" no_request_failed
check "all operators are killed" kill_operators
check "  no request failed" no_request_failed
check "a data plane is deleted" delete_dataplane
check "  no request failed" no_request_failed
check "a third data plane joins" scale_up
check "  no request failed" no_request_failed
check "helm upgrades both programs" upgrade
check "  no request failed" no_request_failed
stop_load
echo "        $(requests) requests, $(failures | wc -l) failed"
if [ -z "${SLUICE_E2E_KEEP:-}" ]; then
  check "uninstall leaves nothing but CRDs" uninstall
  check "the CRDs stay" kubectl get crd apiroutes.sluice.dev
fi
finish
