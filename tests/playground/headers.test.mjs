import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { noBrowser } from './support/browser.mjs';
import { onStage } from './support/playground.mjs';

describe('Headers', () => {
  const skip = noBrowser;
  let playground;
  onStage(opened => { ({ playground } = opened); });

  const keyOf = index => playground.sent()[index].headers['idempotency-key'];
  const field = block => block.getByLabel('Idempotency-Key', { exact: true });

  it('Key_WhenACallIsTriedTwice_ThenIsANewOneEachTimeAndStandsInItsField', { skip }, async () => {
    await playground.tokenOf('ayse');
    const send = await playground.operation();
    const answers = [await playground.execute(send), await playground.execute(send)];

    assert.match(keyOf(0), /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    assert.notEqual(keyOf(0), keyOf(1));
    assert.equal(await field(send).inputValue(), keyOf(1));
    assert.notEqual(answers[0].body._id, answers[1].body._id);
  });

  it('Key_WhenItIsToBeKept_ThenTheSecondAnswerIsAReplay', { skip }, async () => {
    await playground.tokenOf('ayse');
    const send = await playground.operation();
    const first = await playground.execute(send);
    await playground.page.getByLabel('Keep the Idempotency-Key').check();
    const second = await playground.execute(send);

    assert.equal(keyOf(1), keyOf(0));
    assert.deepEqual([second.status, second.headers['idempotent-replayed']], [201, 'true']);
    assert.deepEqual(second.body, first.body);

    await playground.page.getByLabel('Keep the Idempotency-Key').uncheck();
    await playground.execute(send);
    assert.notEqual(keyOf(2), keyOf(0));
  });

  it('Key_WhenWrittenByHand_ThenIsThatOne', { skip }, async () => {
    await playground.tokenOf('ayse');
    const send = await playground.operation();
    await field(send).fill(`mine-${Date.now()}`);
    const written = await field(send).inputValue();
    await playground.execute(send);

    assert.equal(keyOf(0), written);
  });

  it('Key_WhenTheOutcomeIsAsked_ThenIsThatOfTheLastSend', { skip }, async () => {
    await playground.tokenOf('ayse');
    const { body } = await playground.execute(await playground.operation());
    const outcome = await playground.operation('Messages_Outcome');
    assert.equal(await field(outcome).inputValue(), keyOf(0));
    const answer = await playground.execute(outcome);

    assert.deepEqual([answer.body.status, answer.body.message._id], ['committed', body._id]);
  });

  it('Language_WhenChosen_ThenErrorsAreInIt', { skip }, async () => {
    await playground.tokenOf('ayse');
    const send = await playground.operation();
    await playground.fill(send, '{ "type": "text", "targetUserId": "64d15f9e2e6c8f4d5a654321" }');
    const answers = {};
    for (const language of ['en', 'tr']) {
      await playground.page.getByLabel('X-Language', { exact: true }).selectOption(language);
      answers[language] = await playground.execute(send);
      assert.equal(playground.sent().at(-1).headers['x-language'], language);
      assert.deepEqual([answers[language].status, answers[language].body.codes], [400, ['validation.content.required']]);
    }

    assert.match(answers.en.body.errors[1], /required/i);
    assert.match(answers.tr.body.errors[1], /zorunludur/i);
  });

  it('Language_WhenNoneIsChosen_ThenTheBrowsersIsAsked', { skip }, async () => {
    await playground.execute(await playground.operation());

    assert.equal(playground.sent()[0].headers['x-language'], undefined);
  });
});
