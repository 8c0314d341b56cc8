-- Rate counters (GCRA; see Gcra.java). The clock is the server's own, so that data planes need not agree on theirs.
-- A counter is its theoretical arrival time: microseconds since the epoch, then three digits of nanoseconds, so that
-- no number here is larger than a double holds exactly. It expires when it says no more than none.
-- KEYS: counters. ARGV, five each: mode, need, take, tolerance, ceiling, the last four in ns.
-- Answers with the debt of each before it, in ns.
local clock = redis.call('TIME')
local now = tonumber(clock[1]) * 1000000 + tonumber(clock[2])
local debts, pass, beyond = {}, true, {}
for i = 1, #KEYS do
  local at = (i - 1) * 5
  local arrival, debt = redis.call('GET', KEYS[i]), 0
  if arrival then
    debt = (tonumber(string.sub(arrival, 1, -4)) - now) * 1000 + tonumber(string.sub(arrival, -3))
    -- never negative, and, if the clock has stepped back, never more than can be: then it is written anew, or it
    -- would stay at that until the clock is where it was
    beyond[i] = debt > tonumber(ARGV[at + 5])
    debt = math.max(0, math.min(debt, tonumber(ARGV[at + 5])))
  end
  debts[i] = debt
  if ARGV[at + 1] == 'TOGETHER' and debt + tonumber(ARGV[at + 2]) > tonumber(ARGV[at + 4]) then
    pass = false
  end
end
for i = 1, #KEYS do
  local at = (i - 1) * 5
  local mode, need, take = ARGV[at + 1], tonumber(ARGV[at + 2]), tonumber(ARGV[at + 3])
  local tolerance, ceiling, debt = tonumber(ARGV[at + 4]), tonumber(ARGV[at + 5]), debts[i]
  if mode == 'TOGETHER' then
    if not pass then take = 0 end
  elseif mode == 'ALONE' then
    if debt + need > tolerance then take = 0 end
  elseif mode == 'LEASE' then
    local free = math.max(0, tolerance - debt)
    take = math.min(take, free - math.fmod(free, need))
  end
  if take ~= 0 or beyond[i] then
    local after = math.max(0, math.min(debt + take, ceiling))
    if after == 0 then
      redis.call('DEL', KEYS[i])
    else
      local nanos = math.fmod(after, 1000)
      redis.call('SET', KEYS[i], string.format('%.0f%03d', now + (after - nanos) / 1000, nanos),
        'PX', string.format('%.0f', math.ceil(after / 1000000)))
    end
  end
end
return debts
