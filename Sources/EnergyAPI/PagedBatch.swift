import Ground
import Metering

/// What a page holds: how it is read, and what paging has to know of it.
protocol PagedBatch: Sendable {
    static func decode(_ body: consuming [UInt8], now: Timestamp) throws(APIError) -> DecodedPage<Self>

    /// Notes what the page says.
    ///
    /// - Returns: whether any of it was not met before in the walk.
    func note(in seen: inout SeenReadings) -> Bool
}

extension ReadingBatch: PagedBatch {
    static func decode(_ body: consuming [UInt8], now: Timestamp) throws(APIError) -> DecodedPage<ReadingBatch> {
        try PageDecoder.decode(body, now: now)
    }

    func note(in seen: inout SeenReadings) -> Bool { seen.insert(self) }
}

extension InvoiceBatch: PagedBatch {
    static func decode(_ body: consuming [UInt8], now: Timestamp) throws(APIError) -> DecodedPage<InvoiceBatch> {
        try PageDecoder.decodeInvoiced(body, now: now)
    }

    /// This endpoint takes no page size, so no page is ever full.
    func note(in seen: inout SeenReadings) -> Bool { true }
}
