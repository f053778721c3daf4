-- The same count as MemoryCounter in limits.py. KEYS[1]: the hash; ARGV: limit and seconds of each window.
-- Answers the seconds to wait (0: allowed and counted), then used and seconds to its end for each window.
local time = redis.call('TIME')
local at = tonumber(time[1]) + tonumber(time[2]) / 1000000
local windows = #ARGV / 2
local counts, wait, longest = {}, 0, 0

for i = 1, windows do
  local limit, seconds = tonumber(ARGV[2 * i - 1]), tonumber(ARGV[2 * i])
  local stored = redis.call('HMGET', KEYS[1], 's' .. i, 'b' .. i, 'n' .. i)
  local start = tonumber(stored[1] or at)
  local before, now = tonumber(stored[2] or 0), tonumber(stored[3] or 0)
  local passed = at - start
  if passed >= 2 * seconds then
    start, before, now = at, 0, 0
  elseif passed >= seconds then
    start, before, now = start + seconds, now, 0
  end
  local used = before * (1 - (at - start) / seconds) + now
  if used + 1 > limit + 1e-9 then
    local ends
    if now + 1 <= limit and before > 0 then
      ends = start + seconds * (1 - (limit - 1 - now) / before)
    else
      local share = 0
      if now > 0 then share = math.max(0, 1 - (limit - 1) / now) end
      ends = start + seconds * (1 + share)
    end
    wait = math.max(wait, ends - at)
  end
  counts[i] = {start = start, before = before, now = now, seconds = seconds}
  longest = math.max(longest, seconds)
end

local answer = {tostring(wait)}
for i, count in ipairs(counts) do
  if wait == 0 then count.now = count.now + 1 end
  redis.call('HSET', KEYS[1], 's' .. i, string.format('%.6f', count.start),
    'b' .. i, count.before, 'n' .. i, count.now)
  local used = count.before * (1 - (at - count.start) / count.seconds) + count.now
  answer[#answer + 1] = tostring(used)
  answer[#answer + 1] = tostring(count.start + count.seconds - at)
end
redis.call('EXPIRE', KEYS[1], math.ceil(2 * longest) + 1)
return answer
