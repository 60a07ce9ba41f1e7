// One person of the laboratory: the balance, the chat with the other one, and the events, as the service tells them.

import { Watched } from '../state/watched.js';
import { Messages } from './messages.js';
import { Stream } from './stream.js';

/** So many events are kept in sight. */
const MOST_EVENTS = 60;

/** So many pages of the chat list are looked through for the chat of the two. */
const MOST_PAGES = 5;

export class Side extends Watched {
  #stream = null;
  #attempt = 0;
  #loading = Promise.resolve();
  #eventCount = 0;

  constructor(seat, { session, requests }) {
    super();
    Object.assign(this, { seat, session, requests });
    this.#forget();
  }

  #forget() {
    this.state = 'idle';
    this.failure = '';
    this.isLoading = false;
    this.me = null;
    this.balance = null;
    this.events = [];
    this.#forgetChat();
  }

  #forgetChat() {
    this.chat = null;
    this.blocks = false;
    this.messages = new Messages();
  }

  /** The other side, whose person is who this one writes to. */
  meet(other) {
    this.other = other;
  }

  /** Who is written to: the other side's person; where nobody is there, the other one of the latest direct chat. */
  get partnerId() {
    const { userId } = this.other.seat;
    if (userId && userId !== this.seat.userId)
      return userId;
    return this.chat?.members.find(({ _id }) => _id !== this.seat.userId)?._id ?? null;
  }

  /** Name of a member, as people write it. */
  nameOf(userId) {
    const user = [this.me, this.other.me, ...this.chat?.members ?? []].find(one => one?._id === userId);
    return user ? this.seat.nameOf(user) : userId;
  }

  get name() {
    return this.me ? this.seat.nameOf(this.me) : this.seat.person?.isReadable ? this.seat.nameOf({ _id: this.seat.userId, username: this.seat.person.name }) : null;
  }

  /** Begins anew with the token that is there now, or with one of the seed. */
  async start() {
    const attempt = ++this.#attempt;
    this.#stream?.stop();
    this.#stream = null;
    this.#forget();
    this.changed();
    try {
      if (!this.seat.token && this.seat.isSeeded)
        await this.seat.fetchToken();
    } catch (error) {
      this.failure = error.message;
    }

    // A token that came has begun it anew by itself.
    if (attempt !== this.#attempt || !this.seat.token)
      return this.changed();
    this.state = 'joining';
    this.isLoading = true;
    this.changed();
    this.#stream = new Stream((headers, signal) => this.requests.open(this.#call('/api/v2/events', { Accept: 'text/event-stream', ...headers }), signal), {
      opened: isFirst => {
        this.state = 'open';
        this.changed();
        // What was missed on the way comes by itself; the first time, everything is read once the stream is there.
        if (isFirst)
          this.load();
      },
      heard: event => this.#hear(event),
      waiting: () => {
        this.state = 'waiting';
        this.changed();
      },
      refused: status => this.#refused(status),
      notSent: why => this.#refuse(why),
    });
  }

  stop() {
    this.#attempt++;
    this.#stream?.stop();
  }

  /** A token of the seed that is refused is fetched anew, which begins everything anew; any other refusal is for people to read. */
  async #refused(status) {
    if (status === 401 && this.seat.canRenew) {
      this.seat.fetchToken().catch(() => {});
      return false;
    }

    this.#refuse(`GET /api/v2/events: ${status}`);
    return false;
  }

  #refuse(why) {
    Object.assign(this, { state: 'refused', failure: why, isLoading: false });
    this.changed();
  }

  #call(path, headers = {}) {
    const { selected, language } = this.session;
    return {
      method: 'GET', url: selected.url.replace(/\/$/, '') + path, body: undefined,
      headers: { ...headers, Authorization: `Bearer ${this.seat.token}`, ...(language && { 'X-Language': language }) },
    };
  }

  async #get(path) {
    const answer = await this.requests.open(this.#call(path));
    if (!answer.ok)
      throw new Error(`GET ${path.split('?')[0]}: ${answer.status}`);
    return answer.json();
  }

  /** Reads all that is shown. Loads come one after another, so that the latest is what stays; one that fails is tried again for a while: other nodes follow a reset late. */
  load(triesLeft = 20) {
    const attempt = this.#attempt;
    this.#loading = this.#loading.then(async () => {
      if (attempt !== this.#attempt)
        return;
      try {
        await this.#load(attempt);
        this.failure = '';
      } catch (error) {
        if (attempt !== this.#attempt)
          return;
        this.failure = error.message;
        if (triesLeft > 0)
          setTimeout(() => attempt === this.#attempt && this.load(triesLeft - 1), 1_000);
      }

      this.isLoading = false;
      this.changed();
    });
    return this.#loading;
  }

  async #load(attempt) {
    let { messages } = this;
    // Of before a reset, or of another token: it is void.
    const isVoid = () => attempt !== this.#attempt || messages !== this.messages;
    const [me, { balance }, chat] = await Promise.all([this.#get('/api/v2/users/me'), this.#get('/api/v2/users/me/credits'), this.#findChat()]);
    if (isVoid())
      return;
    Object.assign(this, { me, balance });
    if (chat?._id !== this.chat?._id)
      this.#forgetChat();
    this.chat = chat;
    ({ messages } = this);
    // The other side may show this one's name.
    this.other.changed();
    if (!chat)
      return;
    const partner = this.partnerId;
    const [page, { blocked }] = await Promise.all([
      this.#get(`/api/v2/messages/chat/${chat._id}?${new Messages().query}`), partner ? this.#get(`/api/v2/blocks/${partner}`) : { blocked: false },
    ]);
    if (isVoid())
      return;
    this.blocks = blocked;
    messages.addPage(page);
  }

  /** The direct chat of the two; with nobody on the other side, the latest direct chat. */
  async #findChat() {
    const { userId } = this.other.seat;
    const isIt = ({ kind, members }) => kind === 'direct' && (!userId || userId === this.seat.userId || members.some(({ _id }) => _id === userId));
    for (let page = 0, cursor = ''; page < MOST_PAGES; page++) {
      const { items, nextCursor } = await this.#get(`/api/v2/chats?limit=100${cursor && `&cursor=${encodeURIComponent(cursor)}`}`);
      const found = items.find(isIt);
      if (found || !nextCursor)
        return found ?? null;
      cursor = nextCursor;
    }

    return null;
  }

  async loadEarlier() {
    const { chat, messages } = this;
    try {
      const page = await this.#get(`/api/v2/messages/chat/${chat._id}?${messages.query}`);
      messages.addPage(page);
    } catch (error) {
      this.failure = error.message;
    }

    this.changed();
  }

  #hear({ name, data }) {
    let value = null;
    try {
      value = JSON.parse(data);
    } catch {
      // Shown as it came.
    }

    this.events = [{ number: ++this.#eventCount, at: new Date(), name, data, value }, ...this.events].slice(0, MOST_EVENTS);
    this.#apply(name, value ?? {});
    this.changed();
  }

  #apply(name, value) {
    const isHere = this.chat && value.chatId === this.chat._id;
    if (name === 'reset') {
      this.#forgetChat();
      this.isLoading = true;
      this.load();
    } else if (name === 'credits.changed') {
      this.balance = value.balance;
    } else if (name === 'chat.created' || (name === 'message.created' && !this.chat)) {
      if (!this.chat)
        this.load();
    } else if (isHere && ['message.created', 'message.updated', 'message.deleted'].includes(name)) {
      this.messages.put(value);
    } else if (isHere && name === 'message.reacted') {
      this.messages.react(value, this.seat.userId);
    } else if (isHere && name === 'message.read') {
      this.messages.read(value.userId, value.sequence);
    }
  }

  /** What the answer to a call of this person tells: the stream may be away, or behind. */
  follow(item) {
    const { plan, answer, body } = item ?? {};
    if (!answer || answer.status >= 300)
      return;
    if (plan.path === `/api/v2/blocks/${this.partnerId}` && plan.method !== 'GET')
      this.blocks = plan.method === 'PUT';
    if (this.chat && body?.chatId === this.chat._id && body._id && body.sequence)
      this.messages.put(body);
    this.changed();
  }
}
