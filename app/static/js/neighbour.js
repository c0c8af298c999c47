// The nearest of `stops` to `from` in one direction, [±1, 0] or [0, ±1], as they stand on the page: so it is mirrored
// from right to left, and right when a row of a table is shown as several lines. Null at the edge.
const NEAR = 5;
const FAR = 1e4;

const centre = (element) => {
  const box = element.getBoundingClientRect();
  return [box.x + box.width / 2, box.y + box.height / 2];
};

export function neighbour(from, stops, [x, y]) {
  const [here, there] = centre(from);
  let [best, least] = [null, Infinity];
  for (const stop of stops) {
    const [left, top] = centre(stop);
    const [across, down] = [left - here, top - there];
    if (!stop.offsetParent || across * x + down * y < NEAR || (x && Math.abs(down) > NEAR)) continue;
    const far = x ? Math.abs(across) : Math.abs(down) * FAR + Math.abs(across);
    if (far < least) [best, least] = [stop, far];
  }
  return best;
}
