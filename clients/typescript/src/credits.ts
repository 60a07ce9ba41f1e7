import { CreditsCalls, type TransactionResponse, type TransactionsResponse } from "./generated.js";
import type { CallOptions } from "./options.js";
import { byCursor, type Pages } from "./pages.js";

/** Balances, ledgers and grants. */
export class Credits extends CreditsCalls {
    /**
     * The caller's ledger, newest first. Awaited, it is a page; looped over, all of it.
     *
     * @example
     * for await (const entry of allmine.credits.transactions()) console.log(entry.direction, entry.amount, entry.balanceAfter);
     */
    override transactions(
        request: Parameters<CreditsCalls["transactions"]>[0] = {},
        options?: CallOptions,
    ): Pages<TransactionResponse, TransactionsResponse> {
        return byCursor(window => super.transactions(window, options), request);
    }

    /**
     * A user's ledger, newest first, for first-party backends. Awaited, it is a page; looped over, all of it.
     *
     * @example
     * for await (const entry of allmine.credits.transactionsOf({ userId })) console.log(entry.direction, entry.amount);
     */
    override transactionsOf(
        request: Parameters<CreditsCalls["transactionsOf"]>[0],
        options?: CallOptions,
    ): Pages<TransactionResponse, TransactionsResponse> {
        return byCursor(window => super.transactionsOf(window, options), request);
    }
}
