// Made by NSwag from the OpenAPI document with clients/typescript/templates. Not to be edited: a test compares it with
// the document, and says how to rewrite it.

import { Calls, type CallOptions, type KeyedOptions } from "./calls.js";

export class BlocksCalls extends Calls {

    /** Tell whether the caller has blocked a user. */
    get(request: { userId: string; }, options?: CallOptions): Promise<BlockResponse> {
        return this.call("GET", "/api/v2/blocks/{userId}", [], false, request, options);
    }

    /** Block a user. */
    put(request: { userId: string; }, options?: CallOptions): Promise<void> {
        return this.call("PUT", "/api/v2/blocks/{userId}", [], false, request, options);
    }

    /** Take a block back. */
    delete(request: { userId: string; }, options?: CallOptions): Promise<void> {
        return this.call("DELETE", "/api/v2/blocks/{userId}", [], false, request, options);
    }

}

export class ChatsCalls extends Calls {

    /** List the caller's chats. */
    list(request: { cursor?: string | null; limit?: number | null; } = {}, options?: CallOptions): Promise<ChatListResponse> {
        return this.call("GET", "/api/v2/chats", ["cursor", "limit"], false, request, options);
    }

    /** Open a chat. */
    create(request: CreateChatRequest, options?: CallOptions): Promise<ChatResponse> {
        return this.call("POST", "/api/v2/chats", [], false, request, options);
    }

}

export class CreditsCalls extends Calls {

    /** Read the caller's balance. */
    get(request: Record<string, never> = {}, options?: CallOptions): Promise<CreditsResponse> {
        return this.call("GET", "/api/v2/users/me/credits", [], false, request, options);
    }

    /** Read the caller's ledger. */
    transactions(request: { cursor?: string | null; limit?: number | null; direction?: Direction | null; } = {}, options?: CallOptions): Promise<TransactionsResponse> {
        return this.call("GET", "/api/v2/users/me/transactions", ["cursor", "limit", "direction"], false, request, options);
    }

    /** Grant credits to a user. */
    grant(request: { userId: string; } & GrantCreditsRequest, options?: KeyedOptions): Promise<GrantResponse> {
        return this.call("POST", "/api/v2/users/{userId}/credits", [], true, request, options);
    }

}

export class DevelopmentCalls extends Calls {

    /** Get a token for the playground and for tests. */
    issueToken(request: DevelopmentTokenRequest, options?: CallOptions): Promise<DevelopmentTokenResponse> {
        return this.call("POST", "/api/dev/token", [], false, request, options);
    }

}

export class EventsCalls extends Calls {

    /** Listen to events. */
    listen(request: Record<string, never> = {}, options?: CallOptions): Promise<string> {
        return this.call("GET", "/api/v2/events", [], false, request, options);
    }

}

export class FilesCalls extends Calls {

    /** Upload a file. */
    upload(request: { file: Blob; }, options?: CallOptions): Promise<FileResponse> {
        return this.call("POST", "/api/v2/files", [], false, request, options);
    }

}

export class MessagesCalls extends Calls {

    /** Send a new message (v2). */
    send(request: { dryRun?: boolean | null; } & SendMessageRequest, options?: KeyedOptions): Promise<MessageResponse> {
        return this.call("POST", "/api/v2/messages", ["dryRun"], true, request, options);
    }

    /** Read one message. */
    get(request: { messageId: string; }, options?: CallOptions): Promise<MessageResponse> {
        return this.call("GET", "/api/v2/messages/{messageId}", [], false, request, options);
    }

    /** Read a chat's history. */
    history(request: { chatId: string; before?: number | null; after?: number | null; limit?: number | null; }, options?: CallOptions): Promise<HistoryResponse> {
        return this.call("GET", "/api/v2/messages/chat/{chatId}", ["before", "after", "limit"], false, request, options);
    }

    /** Mark a chat as read up to a message. */
    markRead(request: { chatId: string; } & MarkReadRequest, options?: CallOptions): Promise<MarkReadResponse> {
        return this.call("POST", "/api/v2/messages/chat/{chatId}/read", [], false, request, options);
    }

    /** Ask what became of a send. */
    outcome(request: Record<string, never> = {}, options: CallOptions & { idempotencyKey: string }): Promise<OutcomeResponse> {
        return this.call("GET", "/api/v2/messages/outcome", [], true, request, options);
    }

}

export class UsersCalls extends Calls {

    /** Read the caller's own entry in the directory. */
    me(request: Record<string, never> = {}, options?: CallOptions): Promise<UserResponse> {
        return this.call("GET", "/api/v2/users/me", [], false, request, options);
    }

    /** Write a user's entry in the directory. */
    put(request: { userId: string; } & PutUserRequest, options?: CallOptions): Promise<UserResponse> {
        return this.call("PUT", "/api/v2/users/{userId}", [], false, request, options);
    }

}

/** Whether the caller has blocked a user. */
export interface BlockResponse {
    /** Of the caller's own block; whether the other one has blocked the caller is not told. */
    blocked: boolean;
}

/** The envelope of every error. */
export interface ErrorResponse {
    /** Always false. */
    isSuccess: boolean;
    /** The HTTP status. */
    statusCode: number;
    /** Always null. */
    data: any | null;
    /** First the sentence of the status, then one sentence for each code, in the language asked for. */
    errors: string[];
    /** A stable code for each cause: `codes[i]` is explained by `errors[i + 1]`. */
    codes: string[];
    /** When it was answered, UTC. */
    timestamp: string;
}

/** A page of the caller's chats. */
export interface ChatListResponse {
    /** Newest activity first. */
    items: ChatResponse[];
    /** The `cursor` of the next page; null at the end. */
    nextCursor: string | null;
}

/** A chat as the caller sees it. Every property is always there, null where it does not apply. */
export interface ChatResponse {
    _id: string;
    /** `direct` or `group`. */
    kind: ChatResponseKind;
    /** The title of a group, if it has one; null for a direct chat. */
    title: string | null;
    /** Everybody in it, the caller included. */
    members: UserResponse[];
    /** Null if there is none yet. */
    lastMessage: MessageResponse | null;
    /** The number of the last message; 0 if there is none yet. */
    lastSequence: number;
    /** How many messages of others the caller has not read. */
    unreadCount: number;
    /** When it was opened, UTC. */
    createdAt: string;
    /** When its last message was sent, or it was opened, UTC. */
    updatedAt: string;
}

/** A user. */
export interface UserResponse {
    _id: string;
    /** The name; null for a user whose record can't be read. */
    username: string | null;
    profilePhoto: string | null;
}

/** A message. Every property is always there, null where it does not apply. */
export interface MessageResponse {
    /** The message's id; null for a dry run. */
    _id: string | null;
    /** The chat that it was sent to. */
    chatId: string;
    /** Who sent it; null for a message that can't be read. */
    senderId: string | null;
    /** `text`, `media` or `credit_transfer`; or `unreadable`, for a message whose record this version can't read: it stands in its place with its id, chat, number and times, and everything else is null. */
    type: MessageResponseType;
    /** The words, caption or note, as they were sent. */
    content: string | null;
    /** The file that it carries. */
    media: MediaResponse | null;
    /** The credits that it moved. */
    creditTransfer: CreditTransferResponse | null;
    /** The members, the sender aside, who have read up to this message. */
    readBy: string[];
    /** When it was sent, UTC; null where that can't be read. */
    createdAt: string | null;
    /** When it last changed, UTC; null where that can't be read. */
    updatedAt: string | null;
    /** The message's number in its chat: 1, 2, 3 … without gaps. */
    sequence: number;
}

/** A file in a message. All of it is measured by the service. */
export interface MediaResponse {
    /** Where its bytes are: stable, unguessable, without a token. */
    url: string;
    /** `image`, `video`, `audio` or `file`. */
    type: MediaResponseType;
    /** The file's name. */
    name: string;
    /** In bytes, as served. */
    size: number;
    /** In seconds, to the millisecond; null when unknown or without meaning. */
    duration: number | null;
    /** In pixels, after orientation. */
    width: number | null;
    /** In pixels, after orientation. */
    height: number | null;
    /** Where a small JPEG of it is, if there is one. */
    thumbnail_url: string | null;
}

/** The credits that a message moved. */
export interface CreditTransferResponse {
    /** Whole credits. */
    amount: number;
    /** Who received them. */
    recipientId: string;
    /** Who sent them. */
    senderId: string;
}

/** A chat to be opened. */
export interface CreateChatRequest {
    /** The other members, each 24 hexadecimal digits. One of them and no `title`: the direct chat with that person. Naming somebody twice, or the caller too, changes nothing. */
    memberIds: string[];
    /** The title of a group; none if left out. */
    title?: string | null;
}

/** A user's credits. */
export interface CreditsResponse {
    /** Whole credits, never below zero. */
    balance: number;
}

/** A page of a user's ledger, newest first. */
export interface TransactionsResponse {
    items: TransactionResponse[];
    /** The `cursor` of the next page; null at the end. */
    nextCursor: string | null;
}

/** One entry of a user's ledger. It never changes. Of an entry whose record can't be read there is `_id` alone; everything else is null or 0. */
export interface TransactionResponse {
    _id: string | null;
    /** `credit_transfer_sent`, `credit_transfer_received` or `grant`. */
    direction: TransactionResponseDirection | null;
    /** Whole credits, always above zero: the direction tells whether they came or went. */
    amount: number;
    /** The user's balance after this entry. */
    balanceAfter: number;
    /** The other user of a transfer; null for a grant. */
    counterpartyId: string | null;
    /** The message that moved the credits; null for a grant. */
    messageId: string | null;
    /** The chat of that message; null for a grant. */
    chatId: string | null;
    /** When it was booked, UTC. */
    createdAt: string | null;
}

/** Credits that were granted. */
export interface GrantResponse {
    /** Who received them. */
    userId: string;
    /** Whole credits. */
    amount: number;
    /** The user's balance after the grant; the same when the grant is repeated with its key. */
    balance: number;
}

/** Credits to be granted. */
export interface GrantCreditsRequest {
    /** Whole credits. */
    amount: number;
}

/** A development token. */
export interface DevelopmentTokenResponse {
    accessToken: string;
    /** When the token ends, UTC. */
    expiresAt: string;
}

/** Whom a development token is for. */
export interface DevelopmentTokenRequest {
    /** The token's subject, 24 hexadecimal digits. */
    userId: string;
    /** `user` (if left out) or `service`. */
    role?: DevelopmentTokenRequestRole | null;
}

/** The data of the event `message.read`: a member has read a chat up to a message. */
export interface MessageReadEvent {
    chatId: string;
    /** The member. */
    userId: string;
    /** The number of the message. */
    sequence: number;
}

/** The data of the event `credits.changed`, of the listener's own credits. */
export interface CreditsChangedEvent {
    /** Whole credits, 0 or more. */
    balance: number;
}

/** A stored file, to be named in messages by its id or its name. All of it is measured by the service. */
export interface FileResponse {
    _id: string;
    /** The file's name, cleaned. */
    name: string;
    /** `image`, `video`, `audio` or `file`. */
    type: FileResponseType;
    /** In bytes, as served. */
    size: number;
    /** In seconds, to the millisecond; null when unknown or without meaning. */
    duration: number | null;
    /** In pixels, after orientation. */
    width: number | null;
    /** In pixels, after orientation. */
    height: number | null;
    /** Where its bytes are: stable, unguessable, without a token. */
    url: string;
    /** Where a small JPEG of it is, if there is one. */
    thumbnail_url: string | null;
}

/** A message to be sent. */
export interface SendMessageRequest {
    /** What is sent. The kind of a media file is not asked for: it is found from its bytes. */
    type: SendMessageRequestType;
    /** The chat, 24 hexadecimal digits. May be left out when `targetUserId` is given. */
    chatId?: string | null;
    /** The person addressed, 24 hexadecimal digits. Alone: the direct chat with that person, created if there is none yet. With `chatId`: must be another member of that chat. Of a credit transfer: who gets the credits. */
    targetUserId?: string | null;
    /** The words of a text (required there), the caption of a file, the note of a transfer. */
    content?: string | null;
    /** The id or the name of a file that the sender uploaded before; by name, the newest of that name. */
    file?: string | null;
    /** What a credit transfer moves, to `targetUserId` or to the other member of a direct chat; for other types it may not be given. */
    creditTransfer?: CreditTransferRequest | null;
}

/** The credits that a message moves. */
export interface CreditTransferRequest {
    /** Whole credits. */
    amount: number;
}

/** A page of a chat's history. */
export interface HistoryResponse {
    items: MessageResponse[];
    /** Whether there are more messages beyond the page, in the same direction. */
    hasMore: boolean;
}

/** How far the caller has read a chat. */
export interface MarkReadResponse {
    chatId: string;
    /** The number of the last message read; 0 for none. It never goes back. */
    sequence: number;
    /** How many messages of others come after it. */
    unreadCount: number;
}

/** How far a chat has been read. */
export interface MarkReadRequest {
    /** The number of the last message read. Past the end it is brought down to the last one. */
    sequence: number;
}

/** What became of a send. */
export interface OutcomeResponse {
    /** `committed`, `refused` or `unknown`. */
    status: OutcomeResponseStatus;
    /** The message as it reads now, if it was committed. */
    message: MessageResponse | null;
    /** The refusal, if it was refused for good: what a repetition with the key is answered. */
    error: ErrorResponse | null;
}

/** A user's entry in the directory. */
export interface PutUserRequest {
    /** The name that others see; not unique. */
    username: string;
    /** The address of a picture; none if left out. */
    profilePhoto?: string | null;
}

export type Direction = "credit_transfer_sent" | "credit_transfer_received" | "grant";

export type Type = "text" | "media" | "credit_transfer";

export type ChatResponseKind = "direct" | "group";

export type MessageResponseType = "text" | "media" | "credit_transfer" | "unreadable";

export type MediaResponseType = "image" | "video" | "audio" | "file";

export type TransactionResponseDirection = "credit_transfer_sent" | "credit_transfer_received" | "grant";

export type DevelopmentTokenRequestRole = "user" | "service";

export type FileResponseType = "image" | "video" | "audio" | "file";

export type SendMessageRequestType = "text" | "media" | "credit_transfer";

export type OutcomeResponseStatus = "committed" | "refused" | "unknown";
