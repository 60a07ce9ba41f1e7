import { whole } from "./text.js";

/** The bytes of a file. A stream is read to its end first, so that a lost upload can be repeated; a Blob of a big file is not. */
export type FileSource = Blob | ArrayBuffer | ArrayBufferView | ReadableStream<Uint8Array> | AsyncIterable<Uint8Array>;

/** The file with its name: the one given, else its own, else "file". */
export async function fileOf(source: FileSource, name: string | undefined): Promise<Blob> {
    const own = source instanceof Blob && "name" in source ? String(source.name) : undefined;
    if (own !== undefined && (name === undefined || name === own))
        return source as Blob;
    const blob = await blobOf(source);
    return new File([blob], whole("file", name ?? own ?? "file"), { type: blob.type });
}

async function blobOf(source: FileSource): Promise<Blob> {
    if (source instanceof Blob)
        return source;
    if (source instanceof ArrayBuffer || ArrayBuffer.isView(source))
        return new Blob([source as BlobPart]);
    if ("getReader" in source)
        return new Response(source).blob();
    const parts: BlobPart[] = [];
    for await (const part of source)
        parts.push(part as BlobPart);
    return new Blob(parts);
}
