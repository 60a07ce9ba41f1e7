/** A list: awaited, it is its first page; looped over with "for await", it is every item of every page. */
export class Pages<Item, Page extends { items: Item[] }> implements Promise<Page>, AsyncIterable<Item> {
    readonly [Symbol.toStringTag]: string = "Pages";

    private started: Promise<Page> | undefined;

    /** @internal */
    constructor(private readonly read: () => Promise<Page>, private readonly next: (page: Page) => Pages<Item, Page> | undefined) {
    }

    then<One = Page, Other = never>(
        fulfilled?: ((page: Page) => One | PromiseLike<One>) | null,
        rejected?: ((reason: unknown) => Other | PromiseLike<Other>) | null,
    ): Promise<One | Other> {
        return this.first().then(fulfilled, rejected);
    }

    catch<Other = never>(rejected?: ((reason: unknown) => Other | PromiseLike<Other>) | null): Promise<Page | Other> {
        return this.first().catch(rejected);
    }

    finally(done?: (() => void) | null): Promise<Page> {
        return this.first().finally(done);
    }

    async *[Symbol.asyncIterator](): AsyncGenerator<Item, void, undefined> {
        for await (const page of this.pages())
            yield* page.items;
    }

    /** Page after page, each read when the one before has been used up. */
    async *pages(): AsyncGenerator<Page, void, undefined> {
        let pages: Pages<Item, Page> | undefined = this;
        while (pages) {
            const page: Page = await pages.first();
            yield page;
            pages = pages.next(page);
        }
    }

    private first(): Promise<Page> {
        return this.started ??= this.read();
    }
}

/** Pages that name the next one by a cursor. */
export function byCursor<Item, Page extends { items: Item[]; nextCursor: string | null }, Request extends { cursor?: string | null }>(
    read: (request: Request) => Promise<Page>,
    request: Request,
): Pages<Item, Page> {
    return new Pages(
        () => read(request),
        ({ nextCursor }) => nextCursor === null ? undefined : byCursor(read, { ...request, cursor: nextCursor }),
    );
}
