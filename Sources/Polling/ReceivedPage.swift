import Ground
import Metering
import ReadingStore

/// A page of the API's answers, of either endpoint.
protocol ReceivedPage: Sendable {
    /// Readings that were not understood, by why.
    var rejected: [RejectionReason: Int] { get }
    /// Readings that came without a value.
    var missing: Int { get }

    /// Stores the page as a customer group's, all of it or nothing.
    func record(in store: ReadingStore, group: String, now: Timestamp) async throws(StoreError) -> StoredCounts
}

extension ReadingBatch: ReceivedPage {
    func record(in store: ReadingStore, group: String, now: Timestamp) async throws(StoreError) -> StoredCounts {
        try await store.readings.record(self, group: group, now: now)
    }
}

extension InvoiceBatch: ReceivedPage {
    func record(in store: ReadingStore, group: String, now: Timestamp) async throws(StoreError) -> StoredCounts {
        try await store.invoices.record(self, group: group, now: now)
    }
}

extension ReadingCounts {
    /// Stores a page, and counts what became of its readings; those that were not understood also where the store fails.
    mutating func record(
        _ page: some ReceivedPage, in store: ReadingStore, group: String, now: Timestamp
    ) async throws(StoreError) {
        self += ReadingCounts(rejected: page.rejected, missing: page.missing)
        stored += try await page.record(in: store, group: group, now: now)
    }
}
