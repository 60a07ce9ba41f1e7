import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { built, skip } from './support/client.mjs';

const { EventStreamParser } = await built('event-stream');

describe('EventStreamParser', { skip }, () => {
  const parse = (...pieces) => {
    const parser = new EventStreamParser();
    return { parser, events: pieces.flatMap(piece => parser.push(piece)) };
  };

  const event = (name, data, id) => ({ name, data, id });

  for (const [what, text, expected] of [
    ['AnEventHasAllFields', 'id: 7\nevent: message.created\ndata: {"a":1}\n\n', [event('message.created', '{"a":1}', '7')]],
    ['ThereIsNoName', 'data: x\n\n', [event('message', 'x', undefined)]],
    ['ThereIsNoSpaceAfterTheColon', 'data:x\ndata:  y\n\n', [event('message', 'x\n y', undefined)]],
    ['ThereAreManyLinesOfData', 'data: a\ndata\ndata: b\n\n', [event('message', 'a\n\nb', undefined)]],
    ['LinesEndInCarriageReturns', 'data: a\r\rdata: b\r\r\n', [event('message', 'a', undefined), event('message', 'b', undefined)]],
    ['LinesEndInBoth', 'id: 1\r\ndata: a\r\n\r\n', [event('message', 'a', '1')]],
    ['ThereAreComments', ': hello\n:\ndata: a\n: more\n\n', [event('message', 'a', undefined)]],
    ['ThereIsNoData', 'event: x\n\ndata: a\n\n', [event('message', 'a', undefined)]],
    ['TheIdStaysForLaterEvents', 'id: 1\ndata: a\n\ndata: b\n\nid\ndata: c\n\n', [event('message', 'a', '1'), event('message', 'b', '1'), event('message', 'c', '')]],
    ['AnIdHoldsNull', 'id: 1\ndata: a\n\nid: 2\0\ndata: b\n\n', [event('message', 'a', '1'), event('message', 'b', '1')]],
    ['FieldsAreUnknown', 'what: ever\ndata: a\n\n', [event('message', 'a', undefined)]],
    ['ItBeginsWithAByteOrderMark', '\uFEFFdata: a\n\n', [event('message', 'a', undefined)]],
    ['TheLastEventIsNotComplete', 'data: a\n\ndata: b\n', [event('message', 'a', undefined)]],
    ['TheTextHasOtherSeparators', 'data: a\u2028b\u0085c\n\n', [event('message', 'a\u2028b\u0085c', undefined)]],
  ]) {
    it(`Push_When${what}_ThenReadsItAsItIsMeant`, () => assert.deepEqual(parse(text).events, expected));

    it(`Push_When${what}AndEveryCharacterComesAlone_ThenReadsTheSame`, () => assert.deepEqual(parse(...text).events, expected));
  }

  it('Push_WhenOnlyAnIdComes_ThenKeepsItWithoutAnEvent', () => {
    const { parser, events } = parse('id: 3\n\n');

    assert.deepEqual([events, parser.id], [[], '3']);
  });

  it('Push_WhenTheStreamAsksForAWait_ThenKeepsIt', () => {
    assert.equal(parse('retry: 1500\n\n').parser.retry, 1500);
    assert.equal(parse('retry: soon\n\n').parser.retry, undefined);
  });
});
