/** One event of a stream in the format text/event-stream. */
export interface StreamEvent {
    /** Its name; "message" unless the stream gives one. */
    name: string;
    data: string;
    /** The last id that the stream gave, with this event or before. */
    id: string | undefined;
}

/** Reads text/event-stream from text that arrives in pieces, wherever it was cut. */
export class EventStreamParser {
    /** Milliseconds that the stream asks to wait before it is opened again. */
    retry: number | undefined;

    /** The last id that the stream gave with something complete. */
    id: string | undefined;

    private given: string | undefined;
    private rest = "";
    private name = "";
    private data: string[] = [];
    private isFirst = true;

    /** The events that are complete now. */
    push(text: string): StreamEvent[] {
        if (this.isFirst && text !== "") {
            this.isFirst = false;
            text = text.replace(/^\uFEFF/, "");
        }

        const lines = (this.rest + text).split(/\r\n|\n|\r(?!$)/);
        this.rest = lines.pop() ?? "";
        return lines.flatMap(line => this.read(line));
    }

    private read(line: string): StreamEvent[] {
        if (line === "")
            return this.complete();
        const [, field, value = ""] = /^([^:]*)(?::[ ]?(.*))?$/s.exec(line) ?? [];
        if (field === "event")
            this.name = value;
        else if (field === "data")
            this.data.push(value);
        else if (field === "id" && !value.includes("\0"))
            this.given = value;
        else if (field === "retry" && /^\d+$/.test(value))
            this.retry = Number(value);
        return [];
    }

    private complete(): StreamEvent[] {
        const { name, data } = this;
        this.id = this.given;
        this.name = "";
        this.data = [];
        return data.length === 0 ? [] : [{ name: name || "message", data: data.join("\n"), id: this.id }];
    }
}
