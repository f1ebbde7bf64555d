// Random cron expressions by a seed, as we and as npm croner write them, and the clock changes of some zones.

// A small generator (mulberry32), so that a seed means the same everywhere.
export function randomBy(seed) {
  let state = seed >>> 0;
  const fraction = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const between = (least, most) => least + Math.floor(fraction() * (most - least + 1));
  return {fraction, between, choice: list => list[between(0, list.length - 1)]};
}

function field(random, least, most) {
  const [first, last] = [random.between(least, most), random.between(least, most)].sort((a, b) => a - b);
  const step = random.between(2, Math.min(10, most - least));
  return random.choice(['*', `${first}`, `${first}`, `${first},${last}`, `${first}-${last}`, `*/${step}`,
                        first < last ? `${first}-${last}/${Math.min(step, last - first)}` : `${first}`]);
}

// Days, as [day, weekday] of ours and weekday of theirs. Their `+` says that both have to match, which ours says by a
// day field that begins with a star (Vixie's rule, which croner has not); their last Friday is 5#L, ours 5L.
function days(random) {
  const weekday = random.between(0, 6);
  const day = random.between(1, 31);
  return random.choice([
    ['*', '*', '*'], ['*', '*', '*'],
    [field(random, 1, 31), '*', '*'],
    ['*', `${weekday}`, `${weekday}`], ['*', '1-5', '1-5'], ['*', 'sat,sun', 'sat,sun'], ['*', '5-7', '5-7'],
    [`${day}`, `${weekday}`, `${weekday}`],
    ['*/3', `${weekday}`, `+${weekday}`],
    ['L', '*', '*'], [`${day}W`, '*', '*'],
    ['*', `${weekday}#${day % 5 + 1}`, `${weekday}#${day % 5 + 1}`], ['*', `${weekday}L`, `${weekday}#L`],
  ]);
}

// `hour`: mostly about that hour.
export function randomSchedule(random, hour) {
  const minute = field(random, 0, 59);
  const near = [hour, (hour + 23) % 24];
  const hours = hour === undefined || random.fraction() < 0.3 ? field(random, 0, 23)
    : random.choice([`${random.choice(near)}`, `${Math.min(...near)}-${Math.max(...near)}`, `${near[0]},${near[1]}`,
                     `*/${random.between(2, 4)}`, '*', '0-23', `${near[0]},12`]);
  const month = random.fraction() < 0.8 ? '*' : field(random, 1, 12);
  const [day, weekday, theirWeekday] = hour === undefined || random.fraction() < 0.4 ? days(random) : ['*', '*', '*'];
  const around = (dow) => `${minute} ${hours} ${day} ${month} ${dow}`;
  return {ours: around(weekday), theirs: around(theirWeekday), minute, hours};
}

// --- clocks, as Node's ICU knows them

const formats = new Map();

// What clocks show, as if it were UTC, in milliseconds.
export function localTime(zone, instant) {
  if (!formats.has(zone))
    formats.set(zone, new Intl.DateTimeFormat('en-u-ca-gregory', {
      timeZone: zone, hourCycle: 'h23', year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric',
      minute: 'numeric', second: 'numeric'}));
  const part = Object.fromEntries(formats.get(zone).formatToParts(instant).map(({type, value}) => [type, Number(value)]));
  return Date.UTC(part.year, part.month - 1, part.day, part.hour, part.minute, part.second);
}

export const offset = (zone, instant) => localTime(zone, instant) - instant;

const day = 86_400_000;

// {zone, at, before, after}: the instant of each change, and the offsets around it.
export function clockChanges(zone, from, until) {
  const changes = [];
  for (let low = from; low < until; low += day) {
    const before = offset(zone, low);
    if (offset(zone, low + day) === before) continue;
    let [known, changed] = [low, low + day];
    while (changed - known > 1000) {
      const middle = Math.floor((known + changed) / 2000) * 1000;
      if (offset(zone, middle) === before) known = middle;
      else changed = middle;
    }
    changes.push({zone, at: changed, before, after: offset(zone, changed)});
  }
  return changes;
}
