#!/bin/sh
# Roll out an overlay: settings and schema first, then the replicas one by one, then the webhook. Exits with 1
# at the first failure; the replicas running until then keep running.
#
#   sh deploy/kubernetes/rollout.sh deploy/kubernetes/overlays/production NAMESPACE
set -eu
overlay=$1 namespace=$2
part=app.kubernetes.io/component

in_place() {
    kubectl --namespace "$namespace" "$@"
}

state() {
    in_place get job "$1" --output 'jsonpath={.status.conditions[?(@.status=="True")].type}'
}

done_or_die() {
    until state "$1" | grep -Eq 'Complete|Failed'; do sleep "${PAUSE:-2}"; done
    if ! state "$1" | grep -q Complete; then
        in_place logs "job/$1" --tail 50 >&2 || true
        echo "$1 failed: nothing more is rolled out" >&2
        exit 1
    fi
}

objects=$(mktemp)
trap 'rm -f "$objects"' EXIT
kubectl kustomize "$overlay" > "$objects"

# A Job is immutable: delete it and create it again.
in_place delete job --selector "$part in (migrate, set-webhook)" --ignore-not-found
kubectl apply --filename "$objects" --selector "$part in (settings, migrate)"
done_or_die checkup-migrate
kubectl apply --filename "$objects"
in_place rollout status deployment/checkup --timeout 15m
done_or_die checkup-set-webhook
