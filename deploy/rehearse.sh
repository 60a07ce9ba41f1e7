#!/usr/bin/env bash
# A night on call, in six minutes: all that compose.yaml starts, as programs of this machine on 127.0.0.1, by the settings of this folder. A node is
# killed and restarted under load; then MongoDB loses its majority, until somebody brings it back. What an operator sees of it
# is printed. See docs/operations/a-night-on-call.md.
#   deploy/rehearse.sh [--rate 100] [--seconds 60] [--away 110]
# Needs the .NET SDK 10, mongod (MONGOD, or on the PATH), and Debian's packages nginx, redis-server, prometheus, openssl, curl.
# It ends what it has started, and removes what it has stored.
set -euo pipefail
deploy="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
root="$(dirname "$deploy")"
rate=100 seconds=60 away=110
while [[ $# -gt 0 ]]; do
  case "$1" in
    --rate) rate="$2" ;; --seconds) seconds="$2" ;; --away) away="$2" ;;
    *) echo "Usage: deploy/rehearse.sh [--rate 100] [--seconds 60] [--away 110]" >&2; exit 1 ;;
  esac
  shift 2
done

mongod="${MONGOD:-$(command -v mongod || true)}"
nginx="$(command -v nginx || echo /usr/sbin/nginx)"
for program in "${mongod:-mongod}" "$nginx" redis-server prometheus promtool openssl curl dotnet; do
  command -v "$program" >/dev/null || { echo "$program is missing." >&2; exit 1; }
done

work="$(mktemp -d)"
declare -A pid=()
end() {
  trap - EXIT
  for name in load node1 node2 nginx prometheus redis mongo1 mongo2 mongo3; do
    [[ -z "${pid[$name]:-}" ]] || kill "${pid[$name]}" 2>/dev/null || true
  done
  for name in "${!pid[@]}"; do
    wait "${pid[$name]}" 2>/dev/null || true
  done
  rm -rf "$work"
}
trap end EXIT
trap 'exit 130' INT TERM

say() { printf '\n== %s  %s\n' "$(date -u +%H:%M:%S)" "$*"; }
run() { printf '$ %s\n' "$*"; "$@" 2>&1 || true; }
start() { local name="$1"; shift; "$@" >>"$work/$name.log" 2>&1 & pid[$name]=$!; }
# From below the range that the system gives to callers: nobody else takes one meanwhile.
next=$((21000 + RANDOM % 8000))
free_port() { while (exec 3<>"/dev/tcp/127.0.0.1/$next") 2>/dev/null; do next=$((next + 1)); done; port=$next; next=$((next + 1)); }
until_true() { for _ in $(seq 1 "$1"); do "${@:2}" >/dev/null 2>&1 && return; sleep 0.5; done; echo "Not in time: ${*:2}" >&2; tail -n 5 "$work"/*.log >&2; exit 1; }

echo "Building." >&2
(cd "$root" && ./release.sh --output "$work/app" >/dev/null && bench/build.sh bench/Allmine.Bench.Load)
bench() { dotnet "$root/artifacts/bench/Allmine.Bench.Load/Allmine.Bench.Load.dll" "$@"; }

# MongoDB, Redis.
for name in mongo1 mongo2 mongo3; do
  free_port; declare "$name=127.0.0.1:$port"
  mkdir "$work/$name"
done
start_mongo() { local at="${!1}"; start "$1" "$mongod" --replSet rs0 --bind_ip 127.0.0.1 --port "${at#*:}" --dbpath "$work/$1" --wiredTigerCacheSizeGB 0.25; }
for name in mongo1 mongo2 mongo3; do start_mongo "$name"; done
free_port; redis="127.0.0.1:$port"
start redis redis-server --bind 127.0.0.1 --port "$port" --save "" --appendonly no
bench initiate --set rs0 --members "$mongo1,$mongo2,$mongo3"

# The nodes: settings.env and secrets.env, with the addresses of here. Metrics stay at the node's own port, because Metrics:Port
# listens at all addresses of the machine.
settings=()
while IFS= read -r line; do
  line="${line//mongo1:27017/$mongo1}"; line="${line//mongo2:27017/$mongo2}"; line="${line//mongo3:27017/$mongo3}"
  line="${line//redis:6379/$redis}"; line="${line//10.0.0.10/127.0.0.1}"
  [[ -z "$line" || "$line" == \#* ]] || settings+=("$line")
done < <(sed "s#^Jwt__SigningKey=.*#Jwt__SigningKey=$(openssl rand -base64 48)#" "$deploy/settings.env" "$deploy/secrets.env.example")
for name in node1 node2; do free_port; declare "$name=127.0.0.1:$port"; done
start_node() { start "$1" env "${settings[@]}" "ASPNETCORE_URLS=http://${!1}" "Embedded__Path=$work/data-$1" "$work/app/Allmine.Api"; }
start_node node1; start_node node2
ready() { curl -fsS --max-time 3 "http://$1/health/ready"; }
until_true 120 ready "$node1"; until_true 120 ready "$node2"

# nginx, with TLS.
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 1 -subj /CN=api.example.com -addext subjectAltName=DNS:api.example.com \
  -keyout "$work/privkey.pem" -out "$work/fullchain.pem" 2>/dev/null
free_port; tls="$port"; free_port
temporary="$(for kind in client_body proxy fastcgi uwsgi scgi; do printf ' %s_temp_path %s/%s;' "$kind" "$work" "$kind"; done)"
sed -e "s#pid /run/nginx.pid#pid $work/nginx.pid#; s#/var/log/nginx/error.log#$work/nginx-error.log#; s#/etc/nginx/tls#$work#" \
  -e "s#listen 443#listen 127.0.0.1:$tls#; s#listen 80;#listen 127.0.0.1:$port;#; s#10.0.0.1:5080#$node1#; s#10.0.0.2:5080#$node2#" \
  -e "s#access_log off;#access_log off;$temporary#" "$deploy/nginx.conf" >"$work/nginx.conf"
if grep -n '10\.0\.0\.' "$work/nginx.conf"; then echo "deploy/nginx.conf has addresses that are not known here." >&2; exit 1; fi
start nginx "$nginx" -p "$work" -c "$work/nginx.conf" -e "$work/nginx-error.log" -g 'daemon off;'
api=(curl -sS --max-time 10 --cacert "$work/fullchain.pem" --resolve "api.example.com:$tls:127.0.0.1")
until_true 40 "${api[@]}" "https://api.example.com:$tls/health/live"

# Prometheus, with the rules.
cp "$deploy/prometheus/rules.yml" "$work/rules.yml"
sed "s#10.0.0.1:9464#$node1#; s#10.0.0.2:9464#$node2#" "$deploy/prometheus/prometheus.yml" >"$work/prometheus.yml"
free_port; prometheus="http://127.0.0.1:$port"
start prometheus prometheus --config.file "$work/prometheus.yml" --storage.tsdb.path "$work/tsdb" --web.listen-address "127.0.0.1:$port"
until_true 60 curl -fsS "$prometheus/-/ready"

names=(-e "s#$node1#node1#g" -e "s#$node2#node2#g" -e "s#127.0.0.1:$tls#nginx#g" -e "s#$work/##g" -e "s# @\[[0-9.]*\]##")
ask() {
  printf '%s\n' "? $1"
  { promtool query instant "$prometheus" "$1" 2>&1 || true; } | sed "${names[@]}" | sed 's/^$/(nothing)/' | sort
}
alerts() { ask 'ALERTS'; }
# A node's lines since the last look, those that are alike once: time, level, sentence, and how many there were.
declare -A seen=()
log() {
  local all; all="$(wc -l <"$work/$1.log")"
  sed -n "$((${seen[$1]:-0} + 1)),${all}p" "$work/$1.log" |
    sed -n 's/^{"time":"[^T]*T\([^"]*\)","level":"\([^"]*\)","category":"[^"]*",\("event":[0-9]*,\)\?"message":"\(.*\)$/\1 \2 \4/p' |
    sed -e 's/","\(event\|exception\|[A-Z][A-Za-z]*\)":.*//' "${names[@]}" | awk -v node="$1" -v most="${2:-12}" '
      { text = $0; sub(/^[^ ]* /, "", text); gsub(/[0-9a-f]*[0-9][0-9a-f.]*/, "N", text)
        if (!(text in count)) { order[++kinds] = text; first[text] = $0 } count[text]++ }
      END { for (i = 1; i <= kinds && i <= most; i++) { text = order[i]; line = first[text]
              if (length(line) > 230) line = substr(line, 1, 230) "…"
              print node ": " line (count[text] > 1 ? "  (" count[text] " like this)" : "") } }'
  seen[$1]="$all"
}
load() { for each in "${settings[@]}"; do case "$each" in Jwt__*) export "${each?}" ;; esac; done
  dotnet "$root/artifacts/bench/Allmine.Bench.Load/Allmine.Bench.Load.dll" steady --url "https://api.example.com:$tls" --address 127.0.0.1 --certificate "$work/fullchain.pem" "$@"; }

say "All is up"
run "${api[@]}" "https://api.example.com:$tls/health/live" | sed -n 's/^{/{/p'; echo
log node1; log node2

say "$rate sends a second for $seconds s"
start load load --rate "$rate" --seconds "$seconds" --name first
sleep 20
say "kill -9 of node2"
kill -9 "${pid[node2]}"; wait "${pid[node2]}" 2>/dev/null || true
sleep 20
say "20 s later"
ask 'up'
ask 'allmine_store_up'
ask 'sum by (instance) (rate(allmine_request_duration_seconds_count{request="SendMessageCommand",outcome="ok"}[30s]))'
alerts
say "node2 is started again"
since=$SECONDS
start_node node2
until_true 120 ready "$node2"
echo "ready after $((SECONDS - since)) s"
wait "${pid[load]}" || true; unset 'pid[load]'
say "The load has ended. What its clients say:"
cat "$work/load.log"; : >"$work/load.log"
sleep 15
ask 'up'
ask 'sum by (outcome) (increase(allmine_request_duration_seconds_count{request="SendMessageCommand"}[2m]))'
ask 'max_over_time(allmine_writes_waiting[2m])'
ask 'increase(allmine_round_conflicts_total[2m])'
alerts
log node1; log node2
echo "nginx:"; { cut -c 1-150 "$work/nginx-error.log" 2>/dev/null || true; } | sed "${names[@]}" | sed 's/^.*\] [0-9#]*: \*[0-9]* //' | sort | uniq -c | sort -rn | sed -n 1,5p

say "20 sends a second; mongo2 and mongo3 are killed: no majority any more"
start load load --rate 20 --seconds $((away + 30)) --name second
sleep 10
for name in mongo2 mongo3; do kill -9 "${pid[$name]}"; wait "${pid[$name]}" 2>/dev/null || true; done
sleep 30
say "30 s later"
ask 'allmine_store_up'
alerts
run curl -sS --max-time 5 "http://$node1/health/ready" | sed "${names[@]}"; echo
sleep $((away - 30))
say "$away s after the kill"
alerts
curl -sS "$prometheus/api/v1/alerts" | { grep -o '"runbook":"[^"]*"' || true; } | sort -u
log node1; log node2
say "mongo2 and mongo3 are started again"
since=$SECONDS
start_mongo mongo2; start_mongo mongo3
until_true 120 ready "$node1"; until_true 120 ready "$node2"
echo "both nodes ready after $((SECONDS - since)) s"
wait "${pid[load]}" || true; unset 'pid[load]'
say "The load has ended. What its clients say:"
cat "$work/load.log"
quiet() { [[ -z "$(promtool query instant "$prometheus" 'ALERTS{alertstate="firing"}')" ]]; }
until_true 400 quiet
say "No alert fires any more"
alerts
log node1; log node2

say "verify-ledger"
env "${settings[@]}" "Embedded__Path=$work/data-node1" "$work/app/Allmine.Api" verify-ledger || true
say "Both nodes are asked to end"
since=$SECONDS
kill "${pid[node1]}" "${pid[node2]}"
for name in node1 node2; do wait "${pid[$name]}" && echo "$name ended with 0 after $((SECONDS - since)) s" || echo "$name ended with $?"; unset "pid[$name]"; done
