import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { House } from './house.ts';

let house: House;
before(async () => {
  house = await House.open();
});
after(() => house.close());

test('play changes what the tree shows', async () => {
  const played = await house.play('twinkle');
  assert.equal(played.status, 200, played.text);
  assert.equal(played.json.animation, 'twinkle');
  const status = await house.ask({ path: '/v1/status', token: house.token });
  assert.equal(status.json.animation, 'twinkle');
  assert.deepEqual(Object.keys(status.json).sort(), ['animation', 'brightness', 'since', 'title']);
});
