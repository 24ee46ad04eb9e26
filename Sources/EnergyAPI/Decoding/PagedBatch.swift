import Ground
import Metering

/// The content of a page: its decoding, and what paging needs to know about it.
protocol PagedBatch: Sendable {
    /// - Parameter cut: the repeated hour in which the page before was cut.
    static func decode(
        _ body: consuming [UInt8], now: Timestamp, rules: DecodingRules, after cut: CutHour?
    ) throws(APIError) -> DecodedPage<Self>

    /// Creates an empty page.
    init()

    /// Records the content of the page.
    ///
    /// - Returns: true if any of it is new to the walk.
    func insert(into seen: inout SeenReadings) -> Bool
}

extension ReadingBatch: PagedBatch {
    static func decode(
        _ body: consuming [UInt8], now: Timestamp, rules: DecodingRules, after cut: CutHour?
    ) throws(APIError) -> DecodedPage<ReadingBatch> {
        try PageDecoder.decode(body, now: now, rules: rules, after: cut)
    }

    init() {
        self.init(sources: [])
    }

    func insert(into seen: inout SeenReadings) -> Bool { seen.insert(self) }
}

extension InvoiceBatch: PagedBatch {
    static func decode(
        _ body: consuming [UInt8], now: Timestamp, rules: DecodingRules, after _: CutHour?
    ) throws(APIError) -> DecodedPage<InvoiceBatch> {
        try PageDecoder.decodeInvoiced(body, now: now, rules: rules)
    }

    init() {
        self.init(sources: [])
    }

    /// This endpoint takes no page size, so no page is ever full, and each value counts as new.
    func insert(into seen: inout SeenReadings) -> Bool {
        var isNew = false
        for source in sources where seen.insert(source.meter, source.facts) || !source.series.isEmpty { isNew = true }
        return isNew
    }
}
