// The messages of one chat as a person sees them: what was read, and what events have told since.

/** How many are read at once. */
const PAGE = 20;

export class Messages {
  #byId = new Map();
  #readUpTo = new Map();

  hasEarlier = false;

  /** In their order. */
  get items() {
    return [...this.#byId.values()].sort((one, other) => one.sequence - other.sequence);
  }

  get last() {
    return this.items.at(-1) ?? null;
  }

  /** What to ask for: the last page, or the one before what is here. */
  get query() {
    const [first] = this.items;
    return `limit=${PAGE}${first ? `&before=${first.sequence}` : ''}`;
  }

  addPage({ items, hasMore }) {
    items.forEach(message => this.put(message));
    this.hasEarlier = hasMore;
  }

  /** Takes a message unless a later state of it is here. Events know nothing of readers: those who were known stay. */
  put(message) {
    const known = this.#byId.get(message._id);
    if (known && known.change > message.change)
      return;
    const mine = emoji => known?.reactions.some(one => one.emoji === emoji && one.mine);
    this.#byId.set(message._id, {
      ...message,
      readBy: [...new Set([...known?.readBy ?? [], ...message.readBy])],
      reactions: message.reactions.map(one => ({ ...one, mine: one.mine || mine(one.emoji) })),
    });
    this.read(message.senderId, message.sequence);
  }

  /** What an event tells of the reactions on a message. */
  react({ messageId, userId, emoji, added, reactions, change }, reader) {
    const known = this.#byId.get(messageId);
    if (!known || known.change > change)
      return;
    const mine = one => (one.emoji === emoji && userId === reader ? added : known.reactions.some(before => before.emoji === one.emoji && before.mine));
    this.#byId.set(messageId, { ...known, change, reactions: reactions.map(one => ({ ...one, mine: mine(one) })) });
  }

  /** A member has read up to a message; whoever sends has read what came before. */
  read(userId, sequence) {
    this.#readUpTo.set(userId, Math.max(this.#readUpTo.get(userId) ?? 0, sequence));
  }

  isSeen({ readBy, sequence, senderId }) {
    return readBy.length > 0 || [...this.#readUpTo].some(([userId, upTo]) => userId !== senderId && upTo >= sequence);
  }
}
