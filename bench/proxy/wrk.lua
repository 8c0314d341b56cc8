-- Prints what was measured as one line of JSON; with THINK_MS set, each connection thinks that long
-- on average (exponentially distributed) before its next request; with SEND_BYTES, each sends as much.
local think = tonumber(os.getenv("THINK_MS") or "")

local send = tonumber(os.getenv("SEND_BYTES") or "")

if send then
  wrk.method = "POST"
  wrk.body = string.rep("x", send)
end

if think then
  local seeded = false
  function delay()
    if not seeded then
      math.randomseed(tonumber(tostring({}):match("0x(%x+)"), 16) % 2147483647)
      seeded = true
    end
    return math.floor(-math.log(1 - math.random()) * think + math.random())
  end
end

function done(summary, latency, requests)
  local e = summary.errors
  print(string.format(
    'RESULT {"requests": %d, "seconds": %.6f, "errors": %d, "p50": %.1f, "p99": %.1f, "p999": %.1f, "max": %.1f}',
    summary.requests, summary.duration / 1e6, e.connect + e.read + e.write + e.status + e.timeout,
    latency:percentile(50), latency:percentile(99), latency:percentile(99.9), latency.max))
end
