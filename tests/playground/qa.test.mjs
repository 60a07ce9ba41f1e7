// The ten things of docs/qa.md, each as it stands there; those that depend on the store, on both stores. What is said there to be seen is what is seen here.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, beforeEach, describe, it } from 'node:test';
import { textsOf } from '../../src/Allmine.Api/Playground/Assets/laboratory/texts.js';
import { screenshot } from './support/browser.mjs';
import { inLaboratory, sound, stores } from './support/laboratory.mjs';

/** Of docs/qa.md: [heading, text], by the number. */
const sections = readFileSync(join(import.meta.dirname, '../../docs/qa.md'), 'utf8').split(/^## /m).slice(1)
  .map(section => [section.slice(0, section.indexOf('\n')), section.slice(section.indexOf('\n'))]);
const numbered = sections.filter(([heading]) => /^\d+\. /.test(heading));

/** Statuses, codes and events that a text names. */
const namedIn = text => [...new Set([...text.matchAll(/`(\d{3} [A-Za-z ]+|[a-z]+(?:\.[a-z_]+)+|reset)`/g)].map(([, name]) => name))].sort();

/** What depends on the store: events, credits, keys, faults, a fresh database. */
const ofTheStore = /^(1|3|7|8|9|10)\. /;

const codesOf = answer => answer.codes;

/** What each of the ten does; it gives the statuses, codes and events that it has seen. */
const things = {
  '1. A text is on the other side within a second, and read': async laboratory => {
    const seen = [];
    const times = [];
    for (const words of ['One', 'Two', 'Three']) {
      await laboratory.write('Ayşe', words);
      const begun = performance.now();
      const pressed = laboratory.press('Ayşe', 'Text');
      await laboratory.message('Mehmet', words).waitFor();
      times.push(performance.now() - begun);
      seen.push(await pressed);
    }

    // The best of three: another program may have had the processor.
    assert.ok(Math.min(...times) < 1000, times.join());
    seen.push(await laboratory.event('Mehmet', 'message.created'), await laboratory.press('Mehmet', 'Read'), await laboratory.event('Ayşe', 'message.read'));
    await laboratory.message('Ayşe', 'Three').locator('[data-seen]').waitFor();
    return seen;
  },

  '2. A photo is seen, and a sound is played': async laboratory => {
    const seen = [await laboratory.press('Ayşe', 'Photo')];
    for (const name of ['Ayşe', 'Mehmet']) {
      const picture = laboratory.side(name).getByRole('img');
      await picture.scrollIntoViewIfNeeded();
      await laboratory.page.waitForFunction(image => image.complete && image.naturalWidth > 0, await picture.elementHandle());
    }

    const file = laboratory.side('Ayşe').getByLabel(/^Any file/);
    seen.push(await laboratory.press('Ayşe', { click: () => file.setInputFiles({ name: 'sound.wav', mimeType: 'audio/wav', buffer: sound() }) }));
    for (const name of ['Ayşe', 'Mehmet']) {
      const player = laboratory.side(name).getByLabel('sound.wav');
      await laboratory.page.waitForFunction(audio => audio.duration > 0.4 && audio.duration < 0.6, await player.elementHandle());
    }

    return seen;
  },

  '3. Credits move once, and no more than there are': async laboratory => {
    const seen = [await laboratory.press('Ayşe', '25 credits')];
    const balances = async () => {
      await laboratory.waitForBalance('Ayşe', 75);
      await laboratory.waitForBalance('Mehmet', 125);
    };
    await balances();
    seen.push(await laboratory.event('Ayşe', 'credits.changed'), await laboratory.event('Mehmet', 'credits.changed'), await laboratory.press('Ayşe', 'Same key again'));
    assert.ok(await laboratory.isReplay('Ayşe'));
    seen.push(await laboratory.press('Ayşe', 'No credits'), ...codesOf(await laboratory.answer('Ayşe')));
    assert.match(await laboratory.side('Ayşe').getByLabel('The call as curl').textContent(), /"amount":76\b/);
    await balances();
    assert.deepEqual(await laboratory.kept(), { balances: [75, 125], contents: [null] });
    return seen;
  },

  '4. Answered, corrected, reacted to, taken back': async laboratory => {
    await laboratory.write('Ayşe', 'Lunch at noon?');
    const seen = [await laboratory.press('Ayşe', 'Text')];
    const its = (name, button) => laboratory.message(name, '#1').getByRole('button', { name: button, exact: true });
    await laboratory.write('Mehmet', 'At one.');
    seen.push(await laboratory.press('Mehmet', its('Mehmet', 'Reply')));
    await laboratory.message('Ayşe', 'At one.').getByText('answers number 1').waitFor();
    seen.push(await laboratory.press('Mehmet', its('Mehmet', 'React')), await laboratory.event('Ayşe', 'message.reacted'));
    await laboratory.message('Ayşe', '#1').getByText('👍 1').waitFor();
    await laboratory.write('Ayşe', 'Lunch at one?');
    seen.push(await laboratory.press('Ayşe', its('Ayşe', 'Edit')), await laboratory.event('Mehmet', 'message.updated'));
    await laboratory.message('Mehmet', 'Lunch at one?').getByText('edited').waitFor();
    // What an edit tells knows of readers and reactions, too.
    await laboratory.message('Mehmet', 'Lunch at one?').getByText('👍 1').waitFor();
    seen.push(await laboratory.press('Ayşe', its('Ayşe', 'Delete')), await laboratory.event('Mehmet', 'message.deleted'));
    for (const name of ['Ayşe', 'Mehmet']) {
      await laboratory.message(name, '#1').getByText('This message was deleted.').waitFor();
      assert.equal(await laboratory.message(name, '#1').getByText('👍').count(), 0);
      assert.deepEqual(await laboratory.words(name), ['At one.']);
    }

    return seen;
  },

  '5. What is refused says why, and does nothing': async laboratory => {
    const seen = [];
    for (const button of ['5,001 characters', 'Wrong token'])
      seen.push(await laboratory.press('Ayşe', button), ...codesOf(await laboratory.answer('Ayşe')));
    assert.deepEqual(await laboratory.kept(), { balances: [100, 100], contents: [] });
    await laboratory.page.getByLabel('X-Language', { exact: true }).selectOption('tr');
    await laboratory.press('Ayşe', '5.001 karakter');
    const { codes, errors } = JSON.parse(await laboratory.side('Ayşe').getByLabel('Yanıt', { exact: true }).textContent());
    assert.deepEqual(codes, ['validation.content.too_long']);
    assert.match(errors.join(' '), /en fazla 5000 karakter/);
    return seen;
  },

  '6. Whoever is blocked can\'t write': async laboratory => {
    const seen = [await laboratory.press('Mehmet', 'Block')];
    for (const name of ['Ayşe', 'Mehmet'])
      seen.push(await laboratory.press(name, 'Text'), ...codesOf(await laboratory.answer(name)));
    assert.deepEqual((await laboratory.kept()).contents, []);
    seen.push(await laboratory.press('Mehmet', 'Unblock'));
    await laboratory.write('Ayşe', 'Friends again');
    seen.push(await laboratory.press('Ayşe', 'Text'));
    await laboratory.message('Mehmet', 'Friends again').waitFor();
    return seen;
  },

  '7. An answer is lost, and the message is there once': async laboratory => {
    await laboratory.write('Ayşe', 'Only once');
    assert.equal(await laboratory.press('Ayşe', 'Lose the answer'), 'answer lost');
    await laboratory.side('Ayşe').getByText('No answer came: whether it happened is unknown.').waitFor();
    await laboratory.message('Mehmet', 'Only once').waitFor();
    await screenshot(laboratory.page, 'laboratory-lost');
    const seen = [await laboratory.press('Ayşe', 'Same key again')];

    assert.ok(await laboratory.isReplay('Ayşe'));
    const [lost, repeated] = laboratory.sent();
    assert.deepEqual([lost.headers['x-allmine-fault'], repeated.headers['x-allmine-fault']], ['lose-answer', undefined]);
    assert.equal(repeated.headers['idempotency-key'], lost.headers['idempotency-key']);
    const { _id } = await laboratory.answer('Ayşe');
    for (const name of ['Ayşe', 'Mehmet']) {
      assert.deepEqual(await laboratory.words(name), ['Only once']);
      assert.equal(await laboratory.message(name, 'Only once').getAttribute('data-message'), _id);
    }

    assert.deepEqual((await laboratory.kept()).contents, ['Only once']);
    return seen;
  },

  '8. The answer of a transfer is lost, and the credits move once': async laboratory => {
    await laboratory.side('Ayşe').getByLabel('Faults with').selectOption('credits');
    assert.equal(await laboratory.press('Ayşe', 'Lose the answer'), 'answer lost');
    await laboratory.waitForBalance('Ayşe', 75);
    await laboratory.waitForBalance('Mehmet', 125);
    const seen = [await laboratory.press('Ayşe', 'Repeat')];

    assert.ok(await laboratory.isReplay('Ayşe'));
    assert.deepEqual(await laboratory.kept(), { balances: [75, 125], contents: [null] });
    assert.deepEqual([await laboratory.balance('Ayşe'), await laboratory.balance('Mehmet')], [75, 125]);
    return seen;
  },

  '9. The store is away, two write at once, the service is slow': async laboratory => {
    await laboratory.write('Ayşe', 'Later');
    const seen = [await laboratory.press('Ayşe', 'Store unavailable'), ...codesOf(await laboratory.answer('Ayşe'))];
    assert.deepEqual((await laboratory.kept()).contents, []);
    seen.push(await laboratory.press('Ayşe', 'Repeat'));
    await laboratory.write('Ayşe', 'Decided twice');
    seen.push(await laboratory.press('Ayşe', 'Conflict'));
    await laboratory.write('Ayşe', 'Slowly');
    const begun = performance.now();
    let there = Infinity;
    const arrived = laboratory.message('Mehmet', 'Slowly').waitFor().then(() => { there = performance.now() - begun; });
    seen.push(await laboratory.press('Ayşe', 'Slow'));
    const answered = performance.now() - begun;
    await arrived;

    assert.ok(answered >= 1500 && there < answered, `there after ${there} ms, answered after ${answered} ms`);
    assert.deepEqual(await laboratory.words('Mehmet'), ['Later', 'Decided twice', 'Slowly']);
    assert.deepEqual((await laboratory.kept()).contents, ['Later', 'Decided twice', 'Slowly']);
    return seen;
  },

  '10. Everything is begun anew while both listen': async laboratory => {
    await laboratory.write('Ayşe', 'Before');
    await laboratory.press('Ayşe', 'Text');
    await laboratory.press('Ayşe', '25 credits');
    await laboratory.waitForBalance('Mehmet', 125);
    const seen = [await laboratory.press('Mehmet', 'Reset')];
    for (const name of ['Ayşe', 'Mehmet']) {
      seen.push(await laboratory.event(name, 'reset'));
      await laboratory.waitForBalance(name, 100);
      await laboratory.side(name).getByText('No messages yet.').waitFor();
      await laboratory.side(name).locator('[data-state=open]').waitFor();
    }

    await laboratory.write('Ayşe', 'After');
    const begun = performance.now();
    const pressed = laboratory.press('Ayşe', 'Text');
    await laboratory.message('Mehmet', 'After').and(laboratory.page.locator('[data-sequence="1"]')).waitFor();
    const took = performance.now() - begun;
    seen.push(await pressed);
    assert.ok(took < 5000, `${took} ms`);
    assert.deepEqual(await laboratory.kept(), { balances: [100, 100], contents: ['After'] });
    return seen;
  },
};

describe('docs/qa.md', () => {
  it('Things_WhenRead_ThenAreTheTenThatAreTried', () => {
    assert.deepEqual(numbered.map(([heading]) => heading), Object.keys(things));
    assert.equal(numbered.length, 10);
  });

  it('Buttons_WhenNamed_ThenAreThoseOfTheLaboratory', () => {
    const { buttons, messageButtons, repeat } = textsOf({ language: 'en' });
    const known = [...Object.values(buttons), ...Object.values(messageButtons), repeat];
    const named = [...new Set(sections.concat([['', readFileSync(join(import.meta.dirname, '../../docs/qa.md'), 'utf8')]]).flatMap(([, text]) => [...text.matchAll(/\*\*([^*]+)\*\*/g)].map(([, name]) => name)))];

    assert.deepEqual(named.filter(name => !known.includes(name)), []);
    // And all of them are tried.
    assert.deepEqual(known.filter(name => !named.includes(name)), []);
  });
});

for (const [index, store] of stores.entries()) {
  const { skip } = store;
  describe(`A tester's hour on ${store.name}`, () => {
    let laboratory;
    inLaboratory({ before, after, beforeEach }, store, opened => { ({ laboratory } = opened); });

    for (const [heading, text] of numbered.filter(([title]) => index === 0 || ofTheStore.test(title))) {
      it(heading, { skip }, async () => {
        const seen = await things[heading](laboratory);

        assert.deepEqual([...new Set(seen)].sort(), namedIn(text), 'what docs/qa.md says');
        assert.deepEqual(laboratory.complaints, []);
      });
    }
  });
}
