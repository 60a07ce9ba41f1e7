import { CreditsCalls, type TransactionResponse, type TransactionsResponse } from "./generated.js";
import type { CallOptions } from "./options.js";
import { byCursor, type Pages } from "./pages.js";

export class Credits extends CreditsCalls {
    /** The caller's ledger, newest first. */
    override transactions(
        request: Parameters<CreditsCalls["transactions"]>[0] = {},
        options?: CallOptions,
    ): Pages<TransactionResponse, TransactionsResponse> {
        return byCursor(window => super.transactions(window, options), request);
    }
}
