import type { ToldChat } from "./chats.js";
import { type EventsOptions, streamOf } from "./events.js";
import type {
    FeedBlockChangedData, FeedCreditsChangedData, FeedCreditsGrantedData, FeedCreditsTransferredData, FeedEventType, FeedReactedData, FeedResponse, UserResponse,
} from "./generated.js";
import type { Message } from "./message.js";
import type { Transport } from "./transport.js";

/** How far somebody has read or got a chat. */
export interface FeedMarker {
    chatId: string;
    userId: string;
    sequence: number;
}

/** What the data of each type of event are. */
export interface FeedData {
    "message.created": Message;
    "message.updated": Message;
    /** The tombstone. */
    "message.deleted": Message;
    "message.reacted": FeedReactedData;
    "message.read": FeedMarker;
    "message.delivered": FeedMarker;
    "chat.created": ToldChat;
    "chat.updated": ToldChat;
    "user.updated": UserResponse;
    "credits.changed": FeedCreditsChangedData;
    "credits.granted": FeedCreditsGrantedData;
    "credits.transferred": FeedCreditsTransferredData;
    "block.changed": FeedBlockChangedData;
}

interface FeedItemOf<Type extends FeedEventType> {
    type: Type;
    /** To go on behind this event: feed({ after }). */
    position: string;
    /** Null for what concerns users alone. */
    chatId: string | null;
    /** The number of the chat's change; null for what is no change of a chat. */
    change: number | null;
    /** As of then; of a message that is deleted since, its tombstone. */
    data: FeedData[Type];
    createdAt: string;
}

/** An event of the service. One of a type that came later comes as it is: a switch over the types needs a default. */
export type FeedItem = { [Type in FeedEventType]: FeedItemOf<Type> }[FeedEventType];

/** The place to go on from is not known any more, or too old: some events are missing, and the oldest that are kept follow. */
export interface FeedReset {
    type: "reset";
    position: string | undefined;
}

/** A page of the feed. */
export type FeedPage = Omit<FeedResponse, "items"> & { items: FeedItem[] };

/** What is to be told of the feed. */
export interface FeedOptions extends Omit<EventsOptions, "lastEventId" | "onBehalfOf"> {
    /** The position of the last event that is known: what came after it is told. What happens from now on, unless given. */
    after?: string | undefined;
    /** The types of events: all, unless given. */
    types?: FeedEventType | readonly FeedEventType[] | undefined;
}

/**
 * The feed, for ever. It is one stream, which the service fills from what it keeps: so there is no seam between what was and what comes, and a connection
 * that is made anew goes on behind the last position that came, be it with an event or without.
 */
export async function* follow(transport: Transport, { after, types, ...options }: FeedOptions): AsyncGenerator<FeedItem | FeedReset, void, undefined> {
    const asked = new URLSearchParams();
    if (types !== undefined)
        asked.set("types", typeof types === "string" ? types : types.join(","));
    // An empty header would be none, and what is behind would be passed over without a word: it is no position, and leads to a reset, as with feedPage.
    if (after === "")
        asked.set("after", "");
    for await (const event of streamOf(transport, `/api/v2/feed/stream${`?${asked}`.replace(/\?$/, "")}`, { ...options, lastEventId: after || undefined }))
        yield event.name === "reset" ? { type: "reset", position: event.id } : JSON.parse(event.data) as FeedItem;
}
