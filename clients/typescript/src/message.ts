import type { CreditTransferResponse, MessageResponse } from "./generated.js";

/**
 * Some text that this version of the client does not know as a type of message. It is written as an enumeration, of which
 * nothing is there at run time, because TypeScript tells those apart from the known types.
 */
declare enum OtherMessageType {
    some = "(a type that came later)",
}

export type { OtherMessageType };

interface MessageOf<Type extends string> extends Omit<MessageResponse, "_id" | "type" | "senderId" | "createdAt" | "updatedAt"> {
    _id: string;
    type: Type;
    senderId: string;
    createdAt: string;
    updatedAt: string;
}

/** Words, perhaps with a file. They are null when the message was deleted. */
export type TextMessage = MessageOf<"text"> & { creditTransfer: null };

/** A file, perhaps with a caption. The file is null when the message was deleted. */
export type MediaMessage = MessageOf<"media"> & { creditTransfer: null };

/** Credits, perhaps with a note. */
export type CreditTransferMessage = MessageOf<"credit_transfer"> & { media: null; creditTransfer: CreditTransferResponse };

/** What a line tells: what has changed of the chat. */
export interface ChatLine {
    event: "chat.updated" | "member.added" | "member.removed" | "member.left" | "role.changed";
    /** Who came, was removed, or got a role. */
    userId?: string;
    /** The title, where it has changed; null where it was taken away. */
    title?: string | null;
    role?: "owner" | "admin" | "member";
}

/** A line of the chat itself: its sender has changed the chat, and the metadata tell what. */
export type SystemMessage = Omit<MessageOf<"system">, "metadata"> & { content: null; media: null; creditTransfer: null; metadata: ChatLine };

/** Stands in the place of a message that this version of the service can't read. */
export type UnreadableMessage = Omit<MessageOf<"unreadable">, "senderId" | "createdAt" | "updatedAt"> & {
    content: null;
    media: null;
    creditTransfer: null;
    senderId: null;
    createdAt: string | null;
    updatedAt: string | null;
};

/** A message of a type that came later than this version of the client. */
export type OtherMessage = MessageOf<OtherMessageType>;

/**
 * A message, told apart by its type.
 *
 * @example
 * switch (message.type) {
 *   case "text": return message.content ?? "(deleted)";
 *   case "media": return message.media?.name ?? "(deleted)";
 *   case "credit_transfer": return `${message.creditTransfer.amount} credits`;
 *   case "system": return message.metadata.event;
 *   default: return "(can't be shown)";
 * }
 */
export type Message = TextMessage | MediaMessage | CreditTransferMessage | SystemMessage | UnreadableMessage | OtherMessage;

/** What a dry run answers: the message as it would be, without an id. */
export type Rehearsed<Sent extends Message> = Omit<Sent, "_id"> & { _id: null };
